'use client';

import { ShieldAlert } from 'lucide-react';
import { useMemo } from 'react';
import { useLive } from '@/components/live/live-store';
import { driftByHost, selectionOfDrift } from '@/components/panels/drift/drift-place';
import { useSelection } from '@/components/topology/selection-store';
import { Age } from '@/components/ui/age';
import { TONE_TEXT } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import { HEALTH_LOOK } from '@/components/ui/health-badge';
import type { DriftItem, Shared } from '@/server/api/types';
import { needsAttention } from './needs-attention';

const SHOWN = 30;
const NONE: readonly Shared[] = [];

/** Tenants that touch, what drifted, and what is not well, the worst first. */
export function Attention() {
  const statuses = useLive((live) => live.statuses);
  const drift = useLive((live) => live.drift);
  const touching = useLive((live) => live.isolation?.shared ?? NONE);
  const touchingInAll = useLive((live) => live.isolation?.inAll.shared ?? 0);
  const known = useLive((live) => live.intent !== null);
  const list = useMemo(() => needsAttention(statuses, Object.values(drift)), [statuses, drift]);
  const drifted = useMemo(() => driftByHost(Object.values(drift)).flatMap(({ items }) => items), [drift]);
  return (
    <section aria-label="Needs attention" className="live-data flex min-h-0 flex-col lg:max-h-[60%]">
      <h2 className="section-title px-5 pt-4 pb-2 2xl:!text-sm">Needs attention</h2>
      {list.length + drifted.length + touching.length === 0 ? (
        <p className="px-5 pb-3 text-base text-muted 2xl:text-lg">
          {known ? 'Nothing. All is as asked for.' : 'Loading…'}
        </p>
      ) : (
        <ul className="min-h-0 overflow-y-auto px-5 pb-3 max-lg:max-h-[45dvh]">
          {touching.slice(0, SHOWN).map(({ key, sentence }) => (
            <li key={key} className="flex gap-2.5 py-1.5 text-base 2xl:text-lg">
              <ShieldAlert role="img" aria-label="isolation" className="mt-1 size-4 shrink-0 text-failed" />
              <span className="min-w-0 text-ink [overflow-wrap:anywhere]">{sentence}</span>
            </li>
          ))}
          {touchingInAll > SHOWN && (
            <li className="py-1.5 text-muted text-sm">
              and {touchingInAll - SHOWN} more by which tenants touch
            </li>
          )}
          {drifted.slice(0, SHOWN).map((item) => (
            <Drifted key={item.key} item={item} />
          ))}
          {list.slice(0, SHOWN).map((status) => {
            const { Icon, tone, word } = HEALTH_LOOK[status.health];
            return (
              <li key={status.key} className="flex gap-2.5 py-1.5 text-base 2xl:text-lg">
                <Icon
                  role="img"
                  aria-label={word}
                  className={classNames('mt-1 size-4 shrink-0', TONE_TEXT[tone])}
                />
                <span className="min-w-0 text-ink [overflow-wrap:anywhere]">{status.sentence}</span>
              </li>
            );
          })}
          {drifted.length > SHOWN && (
            <li className="py-1.5 text-muted text-sm">and {drifted.length - SHOWN} more that drifted</li>
          )}
          {list.length > SHOWN && (
            <li className="py-1.5 text-muted text-sm">and {list.length - SHOWN} more</li>
          )}
        </ul>
      )}
    </section>
  );
}

function Drifted({ item }: { item: DriftItem }) {
  const { Icon, tone } = HEALTH_LOOK[item.weight];
  return (
    <li data-testid="ops-drift">
      <button
        type="button"
        className="flex w-full gap-2.5 rounded-md py-1.5 text-left text-base hover:bg-hover 2xl:text-lg"
        onClick={() => useSelection.getState().seek(selectionOfDrift(item))}
      >
        <Icon
          role="img"
          aria-label={item.weight}
          className={classNames('mt-1 size-4 shrink-0', TONE_TEXT[tone])}
        />
        <span className="min-w-0 flex-1 text-ink [overflow-wrap:anywhere]">
          <span className={classNames('font-medium', TONE_TEXT[tone])}>Drift:</span> {item.sentence}
        </span>
        <Age
          at={item.since}
          staleAfterMs={Number.POSITIVE_INFINITY}
          className="shrink-0 text-muted text-sm leading-6"
        />
      </button>
    </li>
  );
}
