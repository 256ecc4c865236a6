'use client';

import { useMemo } from 'react';
import { useLive } from '@/components/live/live-store';
import type { Me } from '@/components/live/me';
import { OpsTrpcProvider, useOpsClient } from '@/components/live/trpc';
import { useFollowLive } from '@/components/live/use-follow-live';
import { Mark } from '@/components/shell/brand';
import { StreamBanner } from '@/components/shell/stream-banner';
import { OpsPositions } from '@/components/topology/positions-sync';
import { TopologyCanvas } from '@/components/topology/topology-canvas';
import { Age } from '@/components/ui/age';
import { TONE_TEXT } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import { HEALTH_LOOK } from '@/components/ui/health-badge';
import { Skeleton } from '@/components/ui/skeleton';
import { needsAttention, useHappenings } from './happenings';
import { summaryOf } from './summary';

/** The fabric on a wall: read-only by construction, since its API has nothing that changes anything. */
export function OpsView({ me }: { me: Me }) {
  return (
    <OpsTrpcProvider>
      <Wall me={me} />
    </OpsTrpcProvider>
  );
}

function Wall({ me }: { me: Me }) {
  const client = useOpsClient();
  useFollowLive('ops', me, (input, handlers) => client.live.watch.subscribe(input, handlers));
  return (
    <div className="flex h-dvh min-h-0 flex-col overflow-hidden bg-canvas">
      <SummaryBar />
      <StreamBanner />
      <div className="flex min-h-0 flex-1 max-lg:flex-col">
        <main aria-label="Topology" className="relative min-h-0 min-w-0 flex-1">
          <div className="live-data size-full">
            <TopologyCanvas mode="ops" />
          </div>
          <OpsPositions />
        </main>
        <aside className="flex min-h-0 shrink-0 flex-col border-line bg-surface max-lg:max-h-[40%] max-lg:border-t lg:w-90 lg:border-l">
          <Attention />
          <Happenings />
        </aside>
      </div>
    </div>
  );
}

function SummaryBar() {
  const intent = useLive((live) => live.intent);
  const hosts = useLive((live) => live.hosts);
  const statuses = useLive((live) => live.statuses);
  const readAt = useLive((live) => live.knownAt);
  const summary = useMemo(
    () => (intent ? summaryOf(intent, hosts, statuses) : null),
    [intent, hosts, statuses],
  );
  const newest = Math.max(...Object.values(readAt), 0);
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-x-10 gap-y-3 max-sm:flex-col max-sm:items-start border-line border-b bg-surface px-6 py-3.5">
      <h1 className="flex items-center gap-3">
        <Mark className="size-8" />
        <span className="font-semibold text-ink text-xl tracking-tight">Overlane</span>
      </h1>
      {!intent || !summary ? (
        <Skeleton className="h-8 w-80" />
      ) : (
        <dl className="live-data flex flex-1 flex-wrap items-center gap-x-10 gap-y-3">
          {summary.map(({ what, parts }) => (
            <div key={what}>
              <dt className="text-muted text-sm">{what}</dt>
              <dd className="flex flex-wrap gap-x-4 font-semibold text-xl tabular">
                {parts.length === 0 && <span className="text-faint">none</span>}
                {parts.map(({ count, health, word }) => {
                  const { Icon, tone } = HEALTH_LOOK[health];
                  return (
                    <span key={word} className={classNames('flex items-center gap-2', TONE_TEXT[tone])}>
                      <Icon aria-hidden className="size-5" />
                      {count} {word}
                    </span>
                  );
                })}
              </dd>
            </div>
          ))}
          <div className="sm:ml-auto sm:text-right">
            <dt className="text-muted text-sm">Revision {intent.revision}, last read</dt>
            <dd className="font-semibold text-ink text-xl tabular">
              <Age at={newest > 0 ? newest : null} suffix=" ago" />
            </dd>
          </div>
        </dl>
      )}
    </header>
  );
}

function Attention() {
  const statuses = useLive((live) => live.statuses);
  const known = useLive((live) => live.intent !== null);
  const list = useMemo(() => needsAttention(statuses), [statuses]);
  return (
    <section aria-label="Needs attention" className="live-data flex min-h-0 flex-col">
      <h2 className="section-title px-5 pt-4 pb-2">Needs attention</h2>
      {list.length === 0 ? (
        <p className="px-5 pb-3 text-muted text-base">
          {known ? 'Nothing. All is as asked for.' : 'Loading…'}
        </p>
      ) : (
        <ul className="min-h-0 overflow-y-auto px-5 pb-2">
          {list.slice(0, 30).map((status) => {
            const { Icon, tone, word } = HEALTH_LOOK[status.health];
            return (
              <li key={status.key} className="flex gap-2.5 py-1.5 text-base">
                <Icon
                  role="img"
                  aria-label={word}
                  className={classNames('mt-1 size-4 shrink-0', TONE_TEXT[tone])}
                />
                <span className="min-w-0 break-words text-ink">{status.sentence}</span>
              </li>
            );
          })}
          {list.length > 30 && <li className="py-1.5 text-muted text-sm">and {list.length - 30} more</li>}
        </ul>
      )}
    </section>
  );
}

function Happenings() {
  const list = useHappenings();
  return (
    <section aria-label="What changed" className="flex min-h-0 flex-1 flex-col border-line border-t">
      <h2 className="section-title px-5 pt-4 pb-2">What changed</h2>
      {list.length === 0 ? (
        <p className="px-5 text-muted text-base">Nothing since this page was opened.</p>
      ) : (
        <ol className="min-h-0 flex-1 overflow-y-auto px-5 pb-4">
          {list.map(({ id, at, what, health }) => {
            const { Icon, tone, word } = HEALTH_LOOK[health];
            return (
              <li key={id} className="flex gap-2.5 py-1.5 text-base">
                <Icon
                  role="img"
                  aria-label={word}
                  className={classNames('mt-1 size-4 shrink-0', TONE_TEXT[tone])}
                />
                <span className="min-w-0 flex-1 break-words text-ink first-letter:uppercase">{what}</span>
                <Age
                  at={at}
                  staleAfterMs={Number.POSITIVE_INFINITY}
                  className="shrink-0 text-muted text-sm leading-6"
                />
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}
