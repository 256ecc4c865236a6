'use client';

import type { ReactNode } from 'react';
import { useKnownAt, useLive, useStatus } from '@/components/live/live-store';
import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import { HealthMark } from '@/components/ui/health-badge';
import type { Ghost } from '../graph/fabric-graph';
import { GHOST_WORD } from '../nodes/tone';
import { type Selection, useSelection } from '../selection-store';
import { STALE_AFTER_MS } from '../topology-data';

/** What it is, its name, and how it is: the health with the age of what it was judged from. */
export function Head({
  what,
  name,
  statusKey,
  hostId,
  ghost = 'none',
}: {
  what: string;
  name: string;
  /** Where the server's judgement is found; null where it makes none. */
  statusKey: string | null;
  /** Whose read it was judged from; null where several hosts share it. */
  hostId: string | null;
  ghost?: Ghost;
}) {
  const status = useStatus(statusKey ?? '');
  const revision = useLive((state) => (hostId ? (state.hosts[hostId]?.activeRevision ?? null) : null));
  return (
    <header>
      <p className="text-muted text-xs">{what}</p>
      <h2
        className="break-words font-semibold text-ink text-lg [overflow-wrap:anywhere]"
        data-testid="inspector-name"
      >
        {name}
      </h2>
      <div className="live-data mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-xs">
        {ghost === 'new' ? (
          <Badge tone="pending">new in the draft</Badge>
        ) : (
          statusKey && <HealthMark health={status?.health ?? 'unknown'} className="text-sm" />
        )}
        {(ghost === 'changed' || ghost === 'removed') && (
          <Badge tone={ghost === 'removed' ? 'failed' : 'pending'}>{GHOST_WORD[ghost]}</Badge>
        )}
        {hostId && ghost !== 'new' && <ReadAgo hostId={hostId} />}
        {hostId && revision !== null && ghost !== 'new' && <span>at revision {revision}</span>}
      </div>
      {status && ghost !== 'new' && (
        <p
          className={classNames(
            'mt-2 text-sm [overflow-wrap:anywhere]',
            status.health === 'healthy' ? 'text-muted' : 'text-ink',
          )}
        >
          {status.sentence}
        </p>
      )}
    </header>
  );
}

function ReadAgo({ hostId }: { hostId: string }) {
  const at = useKnownAt(hostId);
  return at === null ? (
    <span>never read</span>
  ) : (
    <span>
      read <Age at={at} suffix=" ago" staleAfterMs={STALE_AFTER_MS} />
    </span>
  );
}

export function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="flex flex-col">
      <h3 className="section-title mb-2 flex items-baseline justify-between gap-2">
        {title}
        {aside && <span className="font-normal normal-case tracking-normal">{aside}</span>}
      </h3>
      {children}
    </section>
  );
}

export type Fact = [what: string, value: ReactNode];

export function Facts({ rows }: { rows: (Fact | null | undefined | false)[] }) {
  return (
    <dl className="live-data grid grid-cols-[7.25rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-sm">
      {rows.map(
        (row) =>
          row && (
            <div key={row[0]} className="contents">
              <dt className="text-muted">{row[0]}</dt>
              <dd className="min-w-0 text-ink tabular [overflow-wrap:anywhere]">{row[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** Something else of the graph, by name. */
export function Go({ to, children, color }: { to: Selection; children: ReactNode; color?: number }) {
  return (
    <button
      type="button"
      onClick={() => useSelection.getState().select(to)}
      className="max-w-full rounded-sm text-left font-medium underline decoration-current/30 underline-offset-2 [overflow-wrap:anywhere] hover:decoration-current"
      style={{ color: color === undefined ? 'var(--accent-ink)' : `var(--tenant-${color})` }}
    >
      {children}
    </button>
  );
}

/** A line of a list of things: name, remark, and how it is. */
export function GoRow({
  to,
  name,
  note,
  statusKey,
  color,
}: {
  to: Selection;
  name: ReactNode;
  note?: ReactNode;
  statusKey: string | null;
  color?: number;
}) {
  const status = useStatus(statusKey ?? '');
  return (
    <li>
      <button
        type="button"
        onClick={() => useSelection.getState().select(to)}
        className="group/row -mx-2 flex w-[calc(100%+1rem)] items-center gap-2 rounded-md px-2 py-1.5 text-left text-sm hover:bg-hover"
      >
        {color !== undefined && (
          <span
            aria-hidden
            className="size-2.5 shrink-0 rounded-[3px]"
            style={{ background: `var(--tenant-${color})` }}
          />
        )}
        <span className="min-w-0 flex-1 truncate text-ink decoration-line-strong underline-offset-2 group-hover/row:underline">
          {name}
        </span>
        {note && <span className="shrink-0 text-muted text-xs tabular">{note}</span>}
        {statusKey && status && <HealthMark health={status.health} className="live-data text-xs" />}
      </button>
    </li>
  );
}
