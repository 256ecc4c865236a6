'use client';

import { ShieldCheck, Wrench } from 'lucide-react';
import Link from 'next/link';
import { useMemo, useState } from 'react';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import type { DriftItem } from '@/server/api/types';
import type { DriftPolicy } from '@/server/model/intent';
import { driftByHost, type HostDrift } from './drift-place';
import { DriftRow } from './drift-row';
import { useRepair, useRepairs } from './repairs';

export const POLICY_WORD: Record<DriftPolicy, string> = {
  report: 'reported, and left to you',
  repair: 'repaired at once',
};

/** Everything on the hosts that nobody asked for, and the two answers to it. */
export function DriftPanel() {
  const drift = useLive((live) => live.drift);
  const intent = useLive((live) => live.intent);
  const groups = useMemo(() => driftByHost(Object.values(drift)), [drift]);
  if (!intent) return null;
  const all = groups.flatMap(({ items }) => items);
  const unread = intent.hosts.filter((host) => !groups.some(({ hostId }) => hostId === host.id)).length;
  if (all.length === 0) {
    return (
      <EmptyState icon={<ShieldCheck aria-hidden />} title="Nothing has drifted" className="py-8">
        {intent.hosts.length === 0
          ? 'There is no host yet.'
          : `What was built on the hosts is as it was left. Drift is ${POLICY_WORD[intent.drift]}.`}
      </EmptyState>
    );
  }
  return (
    <div className="flex h-full min-h-0 flex-col" data-testid="drift-panel">
      <header className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-b px-4 py-1.5">
        <p className="min-w-0 flex-1 text-muted text-xs">
          <span className="font-semibold text-ink">
            {all.length} {all.length === 1 ? 'difference' : 'differences'}
          </span>{' '}
          that nobody asked for on {groups.length} of {groups.length + unread}{' '}
          {groups.length + unread === 1 ? 'host' : 'hosts'}. Drift is{' '}
          <Link href="/settings" className="underline underline-offset-2">
            {POLICY_WORD[intent.drift]}
          </Link>
          .
        </p>
        <RepairAll items={all} label={groups.length > 1 ? `Repair all ${all.length}` : 'Repair all'} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {groups.map((group) => (
          <HostGroup
            key={group.hostId}
            group={group}
            name={intent.hosts.find((host) => host.id === group.hostId)?.name ?? group.hostId}
            alone={groups.length === 1}
          />
        ))}
      </div>
    </div>
  );
}

/** Rows of one host that are shown at first: a host that lost everything has hundreds. */
const ROWS_SHOWN = 25;

function HostGroup({ group, name, alone }: { group: HostDrift; name: string; alone: boolean }) {
  const [shown, setShown] = useState(ROWS_SHOWN);
  const left = group.items.length - shown;
  return (
    <section aria-label={`Drift on ${name}`}>
      <header className="sticky top-0 z-10 flex items-center gap-3 border-line border-b bg-sunken px-4 py-1">
        <h4 className="min-w-0 flex-1 truncate font-semibold text-ink text-xs">
          {name} <span className="font-normal text-muted tabular">· {group.items.length}</span>
        </h4>
        {!alone && <RepairAll items={group.items} label={`Repair all of ${name}`} />}
      </header>
      <ul>
        {group.items.slice(0, shown).map((item) => (
          <DriftRow key={item.key} item={item} />
        ))}
      </ul>
      {left > 0 && (
        <div className="flex justify-center border-line border-b p-2">
          <Button size="sm" look="ghost" onClick={() => setShown(shown + 100)}>
            Show {Math.min(left, 100)} more of {left}
          </Button>
        </div>
      )}
    </section>
  );
}

function RepairAll({ items, label }: { items: readonly DriftItem[]; label: string }) {
  const repair = useRepair();
  const forbidden = useForbidden('operator');
  const busy = useRepairs((state) => items.some(({ key }) => state.busy.has(key)));
  return (
    <Button
      size="sm"
      icon={<Wrench aria-hidden className="size-3.5" />}
      busy={busy}
      disabledReason={forbidden}
      onClick={() => void repair(items.map(({ key }) => key))}
    >
      {label}
    </Button>
  );
}
