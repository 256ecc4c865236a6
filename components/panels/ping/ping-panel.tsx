'use client';

import { Play, RadioTower, Ruler } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useEffect, useMemo, useState } from 'react';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { useProbeStream } from '@/components/live/probe-stream';
import { groupedOptions } from '@/components/panels/grouped-options';
import { LastResults } from '@/components/panels/results/last-results';
import { Button } from '@/components/ui/button';
import { Combobox } from '@/components/ui/combobox';
import { EmptyState } from '@/components/ui/empty-state';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Switch } from '@/components/ui/switch';
import type { PingEvent, SweepEvent } from '@/server/api/types';
import { newId } from '@/server/model/ids';
import { useSelectedEndpoint } from './chosen-endpoint';
import { checkPing, type PingFields, pingSources, pingTargets, resolveTarget } from './ping-form';
import { PingOutput } from './ping-output';
import { PingRuns } from './ping-runs';
import { PingStatistics } from './ping-statistics';
import { usePing } from './ping-store';
import { SweepResult } from './sweep-result';

/** uPlot is loaded with the first chart. */
const RttChart = dynamic(() => import('./rtt-chart').then((all) => all.RttChart), { ssr: false });

const FIRST: PingFields = {
  from: null,
  target: '',
  count: '10',
  interval: '1',
  size: '56',
  dontFragment: false,
};

/** Ping from an endpoint, inside its namespace, to an endpoint of its tenant or any address. */
export function PingPanel() {
  const open = useProbeStream();
  const intent = useLive((live) => live.intent);
  const forbidden = useForbidden('operator');
  const { runs, shownId, begin, take, takeSweep, fail } = usePing();
  const [fields, setFields] = useState(FIRST);
  const [tried, setTried] = useState(false);
  const sources = useMemo(() => (intent ? pingSources(intent) : []), [intent]);
  const selected = useSelectedEndpoint();
  const from = sources.find((source) => source.endpointId === fields.from) ?? null;
  const targets = pingTargets(sources, from);
  const faults = checkPing(fields, sources);
  const shown = runs.find((run) => run.id === shownId) ?? runs[0] ?? null;

  const set = (change: Partial<PingFields>) => setFields((before) => ({ ...before, ...change }));
  const chooseFrom = (endpointId: string) => {
    const next = sources.find((source) => source.endpointId === endpointId) ?? null;
    const [other] = pingTargets(sources, next);
    set({ from: endpointId, target: other?.address ?? '' });
  };

  // What is selected on the canvas is where one pings from, until something else was chosen here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection, or the first endpoints, choose
  useEffect(() => {
    if (selected && sources.some((source) => source.endpointId === selected)) chooseFrom(selected);
    else if (!from && sources[0]) chooseFrom(sources[0].endpointId);
  }, [selected, sources.length]);

  if (intent && sources.length === 0) {
    return (
      <EmptyState icon={<RadioTower aria-hidden />} title="There is nothing to ping from yet">
        Drag a tenant onto two hosts and apply it; its endpoints appear here.
      </EmptyState>
    );
  }

  const ends = () => {
    setTried(true);
    const target = resolveTarget(fields.target, sources);
    if (!from || target === null) return null;
    const to = fields.target.trim();
    const begun = { id: newId(), from: from.label, to, tenantColor: from.color, startedAt: Date.now() };
    return { begun, request: { endpointId: from.endpointId, target: { address: target } } };
  };
  const start = () => {
    const way = ends();
    if (!way || Object.keys(faults).length > 0) return;
    const { id } = way.begun;
    const request = {
      ...way.request,
      count: Number(fields.count),
      intervalMs: Math.round(Number(fields.interval) * 1000),
      size: Number(fields.size),
      dontFragment: fields.dontFragment,
    };
    const stop = open<PingEvent>(id, (client, handlers) => client.ping.run.subscribe(request, handlers), {
      take: (event) => take(id, event),
      fail: (sentence) => fail(id, sentence),
    });
    const { size, count } = request;
    const empty = { lines: [], replies: [], silent: [], command: null, summary: null, error: null };
    begin({ kind: 'ping', ...way.begun, size, count, state: 'running', ...empty }, stop);
  };
  const measure = () => {
    const way = ends();
    if (!way || faults.from || faults.target) return;
    const { id } = way.begun;
    const { request } = way;
    const stop = open<SweepEvent>(id, (client, handlers) => client.ping.sweep.subscribe(request, handlers), {
      take: (event) => takeSweep(id, event),
      fail: (sentence) => fail(id, sentence),
    });
    const empty = { device: null, steps: [], found: null, sentence: null, command: null, error: null };
    begin({ kind: 'sweep', ...way.begun, state: 'running', ...empty }, stop);
  };

  const show = (field: keyof PingFields) => (tried ? faults[field] : undefined);
  return (
    <div className="flex h-full min-h-0 flex-col max-md:overflow-y-auto">
      <form
        aria-label="Ping"
        className="flex shrink-0 flex-wrap items-start gap-x-3 gap-y-2.5 border-line border-b px-4 pt-2.5 pb-3"
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <Field label="From" error={show('from')} className="min-w-38 flex-[2]">
          {(control) => (
            <Select
              {...control}
              data-testid="ping-from"
              value={fields.from}
              onChange={chooseFrom}
              placeholder="Choose an endpoint"
              options={groupedOptions(sources, ({ endpointId, label, tenant }) => ({
                value: endpointId,
                label,
                group: tenant,
              }))}
            />
          )}
        </Field>
        <Field label="To" error={show('target')} className="min-w-38 flex-[2]">
          {(control) => (
            <Combobox
              {...control}
              data-testid="ping-target"
              mono
              value={fields.target}
              onChange={(target) => set({ target })}
              placeholder="Endpoint or address"
              options={targets.map(({ address, label }) => ({ value: address, label, detail: address }))}
            />
          )}
        </Field>
        <NumberField name="count" label="Count" value={fields.count} error={show('count')} onChange={set} />
        <NumberField
          name="interval"
          label="Every (s)"
          value={fields.interval}
          error={show('interval')}
          onChange={set}
        />
        <NumberField name="size" label="Bytes" value={fields.size} error={show('size')} onChange={set} />
        <Field label="No fragments" className="shrink-0">
          {(control) => (
            <span className="flex h-8.5 items-center">
              <Switch
                id={control.id}
                checked={fields.dontFragment}
                onChange={(dontFragment) => set({ dontFragment })}
              />
            </span>
          )}
        </Field>
        <div className="mt-6 ml-auto flex items-center gap-2">
          <IconButton
            look="bordered"
            side="top"
            data-testid="sweep-start"
            label="Find the largest packet that passes"
            disabledReason={forbidden}
            icon={<Ruler aria-hidden />}
            onClick={measure}
          />
          <Button
            type="submit"
            look="primary"
            className="w-22"
            data-testid="ping-start"
            disabledReason={forbidden}
            icon={<Play aria-hidden className="size-3.5" />}
          >
            Start
          </Button>
        </div>
      </form>
      {shown ? (
        <>
          <PingRuns shown={shown} />
          {shown.kind === 'sweep' ? (
            <SweepResult key={shown.id} run={shown} />
          ) : (
            <div className="grid min-h-0 flex-1 grid-rows-[minmax(8rem,1fr)_auto] md:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)] md:grid-rows-1">
              <PingOutput key={shown.id} run={shown} />
              <div className="flex min-h-0 min-w-0 flex-col gap-2 overflow-y-auto px-4 py-2.5">
                <div className="relative min-h-20 flex-1">
                  <RttChart
                    key={shown.id}
                    replies={shown.replies}
                    silent={shown.silent}
                    tenantColor={shown.tenantColor}
                  />
                </div>
                <PingStatistics run={shown} />
              </div>
            </div>
          )}
        </>
      ) : (
        <LastResults kinds={['ping', 'sweep']}>
          <p className="flex flex-1 items-center justify-center gap-2.5 px-6 py-4 text-center text-muted text-sm">
            <RadioTower aria-hidden className="size-4 shrink-0 text-accent-ink" />
            Ping runs on the host, inside the tenant’s namespace. Each line appears here as it is printed.
          </p>
        </LastResults>
      )}
    </div>
  );
}

function NumberField({
  name,
  label,
  value,
  error,
  onChange,
}: {
  name: 'count' | 'interval' | 'size';
  label: string;
  value: string;
  error: string | undefined;
  onChange(change: Partial<PingFields>): void;
}) {
  return (
    <Field label={label} error={error} className="w-16 shrink-0">
      {(control) => (
        <Input
          {...control}
          name={name}
          inputMode={name === 'interval' ? 'decimal' : 'numeric'}
          value={value}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}
