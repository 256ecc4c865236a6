'use client';

import { Grid3x3 } from 'lucide-react';
import { useState } from 'react';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { useProbeStream } from '@/components/live/probe-stream';
import { useLastResult } from '@/components/panels/results/use-results';
import { StartStop } from '@/components/panels/start-stop';
import { Age } from '@/components/ui/age';
import { classNames } from '@/components/ui/class-names';
import { EmptyState } from '@/components/ui/empty-state';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import type { MatrixEvent, ResultLine } from '@/server/api/types';
import { newId } from '@/server/model/ids';
import type { Intent } from '@/server/model/intent';
import { mapOfResult } from './kept-matrix';
import { MatrixMap } from './matrix-map';
import { MatrixSchedule } from './matrix-schedule';
import { type MatrixRun, useMatrix } from './matrix-store';
import { UnderlayMap } from './underlay-map';

const FAMILIES = { any: 'First address', 4: 'IPv4', 6: 'IPv6' } as const;
type Family = keyof typeof FAMILIES;
type View = 'endpoints' | 'hosts';
const COUNTS = ['1', '3', '5', '10'];

/**
 * All endpoints of a network against each other, both ways, as a heat map that fills while it runs, or as it was found
 * last; or the ways between its hosts, which are probed anyway.
 */
export function MatrixPanel() {
  const intent = useLive((live) => live.intent);
  const forbidden = useForbidden('operator');
  const open = useProbeStream();
  const { run, begin, take, fail, stop } = useMatrix();
  const [chosen, setChosen] = useState<string | null>(null);
  const [family, setFamily] = useState<Family>('any');
  const [count, setCount] = useState('3');
  const [view, setView] = useState<View>('endpoints');
  const networks = intent ? networksOf(intent) : [];
  const network = networks.find(({ id }) => id === chosen) ?? networks[0] ?? null;
  const own = run?.networkId === network?.id ? run : null;
  const kept = useLastResult('matrix', view === 'endpoints' && !own ? (network?.id ?? null) : null);

  if (intent && networks.length === 0) {
    return (
      <EmptyState icon={<Grid3x3 aria-hidden />} title="There is nothing to compare yet">
        A network with two endpoints or more can ping all of them against each other.
      </EmptyState>
    );
  }

  const start = () => {
    if (!network) return;
    const id = newId();
    const request = {
      networkId: network.id,
      family: family === 'any' ? null : (Number(family) as 4 | 6),
      count: Number(count),
    };
    const end = open<MatrixEvent>(id, (client, handlers) => client.ping.matrix.subscribe(request, handlers), {
      take: (event) => take(id, event),
      fail: (sentence) => fail(id, sentence),
    });
    const { label, color } = network;
    const empty = { seats: [], pairs: 0, leftOut: 0, asked: 0, bad: 0, cells: {}, error: null };
    begin(
      {
        id,
        networkId: network.id,
        network: label,
        tenantColor: color,
        startedAt: Date.now(),
        state: 'running',
        ...empty,
      },
      end,
    );
  };

  const running = own?.state === 'running';
  return (
    <div className="flex h-full min-h-0 flex-col max-md:overflow-y-auto">
      <form
        aria-label="Matrix"
        className="flex shrink-0 flex-wrap items-end gap-x-3 gap-y-2.5 border-line border-b px-4 pt-2.5 pb-3"
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <Field label="Network" className="min-w-44 max-w-80 flex-1">
          {(control) => (
            <Select
              {...control}
              data-testid="matrix-network"
              value={network?.id ?? null}
              onChange={setChosen}
              options={networks.map(({ id, label, endpoints }) => ({
                value: id,
                text: label,
                label: `${label} · ${endpoints} endpoints`,
              }))}
            />
          )}
        </Field>
        <Field label="Between" className="w-38">
          {(control) => (
            <Select
              {...control}
              data-testid="matrix-view"
              value={view}
              onChange={(value) => setView(value === 'hosts' ? 'hosts' : 'endpoints')}
              options={[
                { value: 'endpoints', label: 'Endpoints' },
                { value: 'hosts', label: 'Hosts (underlay)' },
              ]}
            />
          )}
        </Field>
        {view === 'endpoints' && (
          <>
            <Field label="Addresses" className="w-34">
              {(control) => (
                <Select
                  {...control}
                  value={String(family)}
                  onChange={(value) => setFamily(value === '4' ? 4 : value === '6' ? 6 : 'any')}
                  options={Object.entries(FAMILIES).map(([value, label]) => ({ value, label }))}
                />
              )}
            </Field>
            <Field label="Packets" className="w-20">
              {(control) => (
                <Select
                  {...control}
                  value={count}
                  onChange={setCount}
                  options={COUNTS.map((value) => ({ value, label: value }))}
                />
              )}
            </Field>
            {network && <MatrixSchedule key={network.id} networkId={network.id} />}
          </>
        )}
        {view === 'endpoints' && (
          <div className="ml-auto flex items-center gap-3">
            {own ? <Progress run={own} /> : kept.data && <Kept line={kept.data} />}
            <StartStop name="matrix" running={running} disabledReason={forbidden} onStop={stop} />
          </div>
        )}
      </form>
      {view === 'hosts' && network ? (
        <UnderlayMap networkId={network.id} network={network.label} />
      ) : (
        <>
          {own?.error && <p className="px-4 pt-3 text-failed text-sm">{own.error}</p>}
          {own && own.seats.length > 0 ? (
            <MatrixMap map={own} />
          ) : network && kept.data ? (
            <MatrixMap map={mapOfResult(network.label, kept.data.result)} />
          ) : (
            !own?.error && (
              <p className="flex flex-1 items-center justify-center gap-2.5 px-6 py-4 text-center text-muted text-sm">
                <Grid3x3 aria-hidden className="size-4 shrink-0 text-accent-ink" />
                Every endpoint pings every other one, a few at a time; round-trip times and loss appear as
                they come.
              </p>
            )
          )}
        </>
      )}
    </div>
  );
}

/** Who ran the one that is shown, and when. */
function Kept({ line: { actor, at, sentence, outcome } }: { line: ResultLine }) {
  return (
    <p data-testid="matrix-kept" className="text-right text-muted text-xs tabular">
      <span className={outcome === 'bad' ? 'text-failed' : 'text-healthy'}>{sentence}</span>
      <span className="block">
        {actor === 'schedule' ? 'by the schedule' : `by ${actor}`},{' '}
        <Age at={at} staleAfterMs={Number.POSITIVE_INFINITY} suffix=" ago" />
      </span>
    </p>
  );
}

function Progress({ run }: { run: MatrixRun }) {
  const { network, state, asked, pairs, bad, leftOut } = run;
  const known = asked > 0;
  return (
    <p data-testid="matrix-progress" className="text-right text-muted text-xs tabular">
      <span className="text-ink">{network}</span>: {asked} of {pairs} pairs
      {state === 'stopped' && ', stopped'}
      {known && (
        <span className={classNames('font-medium', bad > 0 ? 'text-failed' : 'text-healthy')}>
          {bad > 0 ? `, ${bad} with loss` : ', no loss'}
        </span>
      )}
      {leftOut > 0 && (
        <span className="block text-degraded">{leftOut} pairs are left out: too many at one time</span>
      )}
    </p>
  );
}

function networksOf(intent: Intent) {
  return intent.tenants.flatMap((tenant) =>
    tenant.networks.flatMap((network) => {
      const endpoints = tenant.endpoints.filter(({ interfaces }) =>
        interfaces.some(({ networkId }) => networkId === network.id),
      ).length;
      const label = `${tenant.name}/${network.name}`;
      return endpoints < 2 ? [] : [{ id: network.id, label, color: tenant.color, endpoints }];
    }),
  );
}
