'use client';

import { Search } from 'lucide-react';
import { useMemo } from 'react';
import { useDialogs } from '@/components/live/dialog-store';
import { useLive } from '@/components/live/live-store';
import { Mark } from '@/components/shell/brand';
import { Age } from '@/components/ui/age';
import { TONE_TEXT } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import { HEALTH_LOOK } from '@/components/ui/health-badge';
import { IconButton } from '@/components/ui/icon-button';
import { Kbd } from '@/components/ui/kbd';
import { Skeleton } from '@/components/ui/skeleton';
import { summaryOf } from './summary';

/** The fabric in figures that are read from three metres: what is wrong comes first, and is never only a colour. */
export function SummaryBar() {
  const intent = useLive((live) => live.intent);
  const hosts = useLive((live) => live.hosts);
  const statuses = useLive((live) => live.statuses);
  const drift = useLive((live) => live.drift);
  const oldest = useLive((live) => oldestOf(live.knownAt));
  const summary = useMemo(
    () => (intent ? summaryOf(intent, hosts, statuses, drift) : null),
    [intent, hosts, statuses, drift],
  );
  return (
    <header className="relative flex shrink-0 flex-wrap items-center gap-x-12 gap-y-3 border-line border-b bg-surface px-4 py-3 sm:px-6 lg:py-4">
      <h1 className="flex items-center gap-3 max-sm:w-full">
        <Mark className="size-8 2xl:size-10" />
        <span className="font-semibold text-ink text-xl tracking-tight 2xl:text-2xl">Overlane</span>
      </h1>
      {!intent || !summary ? (
        <Skeleton className="h-12 w-80 max-w-full" />
      ) : (
        <dl className="live-data grid flex-1 grid-cols-2 gap-x-8 gap-y-3 sm:flex sm:flex-wrap sm:items-end sm:gap-x-12">
          {summary.map(({ what, parts }) => (
            <div key={what} data-testid={`summary-${what.toLowerCase()}`}>
              <dt className="text-muted text-sm 2xl:text-lg">{what}</dt>
              <dd className="flex flex-wrap gap-x-5 font-semibold tabular">
                {parts.length === 0 && <span className="text-2xl text-faint 2xl:text-4xl">none</span>}
                {parts.map(({ count, health, word }) => {
                  const { Icon, tone } = HEALTH_LOOK[health];
                  return (
                    <span key={word} className={classNames('flex items-baseline gap-2', TONE_TEXT[tone])}>
                      <Icon aria-hidden className="size-5 self-center 2xl:size-7" />
                      <span className="text-2xl 2xl:text-4xl">{count.toLocaleString('en')}</span>
                      <span className="text-sm 2xl:text-xl">{word}</span>
                    </span>
                  );
                })}
              </dd>
            </div>
          ))}
          <div className="sm:ml-auto sm:text-right">
            <dt className="text-muted text-sm 2xl:text-lg">Revision {intent.revision}, oldest fact</dt>
            <dd className="font-semibold text-2xl text-ink tabular 2xl:text-4xl">
              <Age at={oldest} staleAfterMs={60_000} />
            </dd>
          </div>
        </dl>
      )}
      <IconButton
        look="bordered"
        side="left"
        className="max-sm:absolute max-sm:top-3 max-sm:right-4"
        label="Find anything"
        hint={<Kbd>/</Kbd>}
        icon={<Search />}
        onClick={() => useDialogs.getState().show({ kind: 'find' })}
      />
    </header>
  );
}

/** To the second, so that it does not draw all of this anew with each sign of life. */
function oldestOf(knownAt: Record<string, number>): number | null {
  const times = Object.values(knownAt);
  return times.length === 0 ? null : Math.floor(Math.min(...times) / 1000) * 1000;
}
