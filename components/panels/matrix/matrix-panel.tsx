'use client';

import { Grid3x3 } from 'lucide-react';
import { useState } from 'react';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { useProbeStream } from '@/components/live/probe-stream';
import { StartStop } from '@/components/panels/start-stop';
import { classNames } from '@/components/ui/class-names';
import { EmptyState } from '@/components/ui/empty-state';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import type { MatrixEvent } from '@/server/api/types';
import { newId } from '@/server/model/ids';
import type { Intent } from '@/server/model/intent';
import { MatrixMap } from './matrix-map';
import { type MatrixRun, useMatrix } from './matrix-store';

const FAMILIES = { any: 'First address', 4: 'IPv4', 6: 'IPv6' } as const;
type Family = keyof typeof FAMILIES;
const COUNTS = ['1', '3', '5', '10'];

/** All endpoints of a network against each other, both ways, as a heat map that fills while it runs. */
export function MatrixPanel() {
  const intent = useLive((live) => live.intent);
  const forbidden = useForbidden('operator');
  const open = useProbeStream();
  const { run, begin, take, fail, stop } = useMatrix();
  const [chosen, setChosen] = useState<string | null>(null);
  const [family, setFamily] = useState<Family>('any');
  const [count, setCount] = useState('3');
  const networks = intent ? networksOf(intent) : [];
  const network = networks.find(({ id }) => id === chosen) ?? networks[0] ?? null;

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
    begin({ id, network: label, tenantColor: color, startedAt: Date.now(), state: 'running', ...empty }, end);
  };

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
        <div className="ml-auto flex items-center gap-3">
          {run && <Progress run={run} />}
          <StartStop
            name="matrix"
            running={run?.state === 'running'}
            disabledReason={forbidden}
            onStop={stop}
          />
        </div>
      </form>
      {run?.error && <p className="px-4 pt-3 text-failed text-sm">{run.error}</p>}
      {run && run.seats.length > 0 ? (
        <MatrixMap run={run} />
      ) : (
        !run?.error && (
          <p className="flex flex-1 items-center justify-center gap-2.5 px-6 py-4 text-center text-muted text-sm">
            <Grid3x3 aria-hidden className="size-4 shrink-0 text-accent-ink" />
            Every endpoint pings every other one, a few at a time; round-trip times and loss appear as they
            come.
          </p>
        )
      )}
    </div>
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
