'use client';

import { Play, RadioTower, Square } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useLive } from '@/components/live/live-store';
import { useForbidden, useMe } from '@/components/live/me';
import { takeSlot } from '@/components/live/relay/relay-feed';
import { MOST_SLOTS } from '@/components/live/relay/slots';
import { useTRPCClient } from '@/components/live/trpc';
import { relayName } from '@/components/live/use-follow-live';
import { Button } from '@/components/ui/button';
import { Combobox } from '@/components/ui/combobox';
import { EmptyState } from '@/components/ui/empty-state';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Switch } from '@/components/ui/switch';
import { newId } from '@/server/model/ids';
import { useSelectedEndpoint } from './chosen-endpoint';
import { checkPing, type PingFields, pingSources, pingTargets, resolveTarget } from './ping-form';
import { PingOutput } from './ping-output';
import { PingRuns } from './ping-runs';
import { PingStatistics } from './ping-statistics';
import { usePing } from './ping-store';
import { RttChart } from './rtt-chart';

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
  const client = useTRPCClient();
  const me = useMe();
  const intent = useLive((live) => live.intent);
  const forbidden = useForbidden('operator');
  const { runs, shownId, begin, take, fail, stop } = usePing();
  const [fields, setFields] = useState(FIRST);
  const [tried, setTried] = useState(false);
  const sources = useMemo(() => (intent ? pingSources(intent) : []), [intent]);
  const selected = useSelectedEndpoint();
  const from = sources.find((source) => source.endpointId === fields.from) ?? null;
  const targets = pingTargets(sources, from);
  const faults = checkPing(fields, sources);
  const shown = runs.find((run) => run.id === shownId) ?? runs[0] ?? null;
  const running = shown?.state === 'running' ? shown : null;

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

  const start = () => {
    setTried(true);
    const target = resolveTarget(fields.target, sources);
    if (Object.keys(faults).length > 0 || !from || target === null) return;
    const id = newId();
    const request = {
      endpointId: from.endpointId,
      target: { address: target },
      count: Number(fields.count),
      intervalMs: Math.round(Number(fields.interval) * 1000),
      size: Number(fields.size),
      dontFragment: fields.dontFragment,
    };
    let stopped = false;
    let end = () => {};
    begin(
      {
        id,
        from: from.label,
        to: fields.target.trim(),
        tenantColor: from.color,
        size: request.size,
        count: request.count,
        startedAt: Date.now(),
        state: 'running',
        lines: [],
        replies: [],
        silent: [],
        command: null,
        summary: null,
        error: null,
      },
      () => {
        stopped = true;
        end();
      },
    );
    void takeSlot('console', relayName(me), id).then((giveBack) => {
      if (!giveBack) {
        fail(
          id,
          `${MOST_SLOTS} pings run in this browser, which is the most: stop one, perhaps in another tab.`,
        );
        return;
      }
      if (stopped) {
        giveBack();
        return;
      }
      const running = client.ping.run.subscribe(request, {
        onData: (event) => take(id, event.data),
        onError: (error) => fail(id, readApiError(error).sentence),
      });
      end = () => {
        running.unsubscribe();
        giveBack();
      };
    });
  };

  const show = (field: keyof PingFields) => (tried ? faults[field] : undefined);
  return (
    <div className="flex h-full min-h-0 flex-col max-md:overflow-y-auto">
      <form
        aria-label="Ping"
        className="flex shrink-0 flex-wrap items-start gap-x-3 gap-y-2.5 border-line border-b px-4 pt-2.5 pb-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!running) start();
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
              options={groupedByTenant(sources)}
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
        <div className="ml-auto mt-6">
          {/* Keys: were it one button that becomes a submit button under the click, stopping would start again. */}
          {running ? (
            <Button
              key="stop"
              data-testid="ping-stop"
              className="w-22"
              icon={<Square aria-hidden className="size-3.5" />}
              onClick={() => stop(running.id)}
            >
              Stop
            </Button>
          ) : (
            <Button
              key="start"
              type="submit"
              look="primary"
              className="w-22"
              data-testid="ping-start"
              disabledReason={forbidden}
              icon={<Play aria-hidden className="size-3.5" />}
            >
              Start
            </Button>
          )}
        </div>
      </form>
      {shown ? (
        <>
          {runs.length > 1 && <PingRuns />}
          <div className="grid min-h-0 flex-1 grid-rows-[minmax(8rem,1fr)_auto] md:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)] md:grid-rows-1">
            <PingOutput key={shown.id} run={shown} />
            <div className="flex min-h-0 min-w-0 flex-col gap-2 overflow-y-auto px-4 py-2.5">
              <div className="relative min-h-20 flex-1">
                <RttChart
                  replies={shown.replies}
                  color={`var(--tenant-${shown.tenantColor})`}
                  lossy={shown.state !== 'running' || shown.replies.length > 1}
                />
              </div>
              <PingStatistics run={shown} />
            </div>
          </div>
        </>
      ) : (
        <p className="flex flex-1 items-center justify-center gap-2.5 px-6 py-4 text-center text-muted text-sm">
          <RadioTower aria-hidden className="size-4 shrink-0 text-accent-ink" />
          Ping runs on the host, inside the tenant’s namespace. Each line appears here as it is printed.
        </p>
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

function groupedByTenant(sources: ReturnType<typeof pingSources>) {
  const groups = new Map<
    string,
    { label: string; options: { value: string; label: string; text: string }[] }
  >();
  for (const source of sources) {
    const group = groups.get(source.tenantId) ?? { label: source.tenant, options: [] };
    group.options.push({ value: source.endpointId, label: source.label, text: source.label });
    groups.set(source.tenantId, group);
  }
  return [...groups.values()];
}
