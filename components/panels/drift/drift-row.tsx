'use client';

import { Check, Wrench } from 'lucide-react';
import { useDialogs } from '@/components/live/dialog-store';
import { useForbidden } from '@/components/live/me';
import { useSelection } from '@/components/topology/selection-store';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { HealthMark } from '@/components/ui/health-badge';
import type { DriftItem } from '@/server/api/types';
import { objectText, selectionOfDrift } from './drift-place';
import { useRepair, useRepairs } from './repairs';

/** One difference: what, where, since when, expected and found, and the two answers to it. */
export function DriftRow({ item, place = null }: { item: DriftItem; place?: string | null }) {
  const why = useRepairs((state) => state.failed[item.key] ?? null);
  return (
    <li
      data-testid="drift-item"
      data-key={item.key}
      className="flex flex-wrap items-start gap-x-4 gap-y-2 border-line border-b px-4 py-2.5 last:border-b-0"
    >
      <div className="min-w-60 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
          <HealthMark health={item.weight} className="text-xs" />
          <button
            type="button"
            className="rounded-sm font-medium text-accent-ink underline decoration-current/30 underline-offset-2 [overflow-wrap:anywhere] hover:decoration-current"
            onClick={() => useSelection.getState().seek(selectionOfDrift(item))}
          >
            {objectText(item)}
          </button>
          {place && <span className="text-muted">on {place}</span>}
          <span className="text-faint text-xs">
            <Age at={item.since} suffix=" ago" staleAfterMs={Number.POSITIVE_INFINITY} />
          </span>
        </p>
        <p className="mt-0.5 break-words text-ink text-sm">{item.sentence}</p>
        <Difference item={item} />
        {why && <p className="mt-1 break-words text-failed text-xs">The last repair did not help: {why}</p>}
      </div>
      <DriftAnswers item={item} />
    </li>
  );
}

export function Difference({ item: { attribute, expected, found } }: { item: DriftItem }) {
  return (
    <p className="mt-0.5 text-muted text-xs tabular [overflow-wrap:anywhere]">
      {attribute}: expected <span className="font-medium text-ink">{expected ?? 'nothing'}</span>, found{' '}
      <span className="font-semibold text-failed">{found}</span>
    </p>
  );
}

export function DriftAnswers({ item }: { item: DriftItem }) {
  const repair = useRepair();
  const busy = useRepairs((state) => state.busy.has(item.key));
  const show = useDialogs((dialogs) => dialogs.show);
  const forbidden = useForbidden('operator');
  const admin = useForbidden('admin');
  const { accept } = item;
  const changesHost = 'operations' in accept && accept.operations.some(({ op }) => op.startsWith('host.'));
  return (
    <div className="flex shrink-0 gap-2">
      <Button
        size="sm"
        icon={<Wrench aria-hidden className="size-3.5" />}
        busy={busy}
        disabledReason={forbidden}
        aria-label={`Repair ${item.attribute} of ${objectText(item)}`}
        onClick={() => void repair([item.key])}
      >
        Repair
      </Button>
      <Button
        size="sm"
        icon={<Check aria-hidden className="size-3.5" />}
        disabledReason={'whyNot' in accept ? accept.whyNot : (forbidden ?? (changesHost ? admin : null))}
        aria-label={`Accept ${item.attribute} of ${objectText(item)}`}
        onClick={() => show({ kind: 'drift.accept', key: item.key })}
      >
        Accept…
      </Button>
    </div>
  );
}
