'use client';

import { ArrowLeft, ArrowRight, CircleX, EyeOff } from 'lucide-react';
import { FrameGrid } from '@/components/panels/frames/frame-grid';
import { classNames } from '@/components/ui/class-names';
import type { TraceHop } from '@/server/model/trace';
import type { TraceCount, TraceDirection, TraceRow } from '@/server/model/trace-row';
import { type HopCell, hopCells } from './hop-times';
import type { TraceRun } from './trace-store';

const KIND = {
  endpoint: 'Interface',
  'host-end': 'Host end',
  bridge: 'Bridge',
  vxlan: 'VXLAN',
  underlay: 'Underlay',
};

const NUMBER = 'w-7 shrink-0 text-right text-faint';
const WAY = 'w-4 shrink-0';
const PACKET = 'min-w-40 flex-1 truncate';
const HOP = 'w-17 shrink-0 px-1 text-right';
/** Begins the hops of another host. */
const EDGE = 'border-line border-l';

const LOOKS: Record<HopCell['look'], string> = {
  began: 'text-faint',
  passed: 'text-ink',
  last: 'rounded-sm bg-failed-soft font-semibold text-failed',
  missed: 'text-degraded',
  never: 'text-faint',
  blind: '',
};

export const WAYS: Record<TraceDirection, { Icon: typeof ArrowRight; word: string }> = {
  there: { Icon: ArrowRight, word: 'There' },
  back: { Icon: ArrowLeft, word: 'Back' },
};

/** A row for each packet, and a column for each hop with how long it took from the one before. */
export function TraceTable({
  run,
  counts,
  count,
  rows,
  follow,
  selected,
  onSelect,
}: {
  run: TraceRun;
  counts: Record<TraceDirection, TraceCount>;
  count: number;
  rows: readonly number[] | null;
  follow: boolean;
  selected: { n: number; hop: number } | null;
  onSelect(n: number, hop: number | null): void;
}) {
  const width = run.hops.length > 4 ? 'min-w-205' : 'min-w-130';
  return (
    <FrameGrid
      label="Packets and where they were"
      testId="trace-packets"
      end={count}
      {...{ rows, follow, width }}
      selected={selected?.n ?? null}
      onSelect={(n) => onSelect(n, null)}
      head={<Heads run={run} counts={counts} width={width} />}
      row={(n) => {
        const row = run.packets.rows[n];
        return row ? <Cells run={run} row={row} selected={selected} onSelect={onSelect} /> : null;
      }}
    />
  );
}

const isEdge = (hops: readonly TraceHop[], hop: number) => hops[hop]?.hostId !== hops[hop - 1]?.hostId;

function Heads({
  run: { hops, unseen },
  counts,
  width,
}: {
  run: TraceRun;
  counts: Record<TraceDirection, TraceCount>;
  width: string;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see FrameGrid
    <div
      role="row"
      aria-rowindex={1}
      className={classNames(
        'sticky top-0 z-10 flex items-end gap-2.5 border-line border-b bg-surface px-3 font-sans text-faint',
        width,
      )}
    >
      {[
        { key: 'number', title: 'No.', classes: NUMBER },
        { key: 'way', title: '', classes: WAY },
        { key: 'packet', title: 'Packet', classes: PACKET },
      ].map(({ key, title, classes }) => (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see FrameGrid
        <span
          key={key}
          role="columnheader"
          aria-label={title || 'Way'}
          className={classNames('pb-1', classes)}
        >
          {title}
        </span>
      ))}
      <span className="flex shrink-0">
        {hops.map((hop, i) => {
          const why = unseen[i];
          const title = `${hop.device}${hop.namespace === null ? '' : ` in ${hop.namespace}`} on ${hop.host}`;
          return (
            // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see FrameGrid
            <span
              key={`${hop.hostId} ${hop.place.at} ${hop.device}`}
              role="columnheader"
              data-testid="trace-hop"
              title={why === undefined ? title : `${title}: ${why}`}
              className={classNames(
                'flex flex-col gap-0.5 pt-1 pb-1 leading-tight',
                HOP,
                isEdge(hops, i) && EDGE,
              )}
            >
              <span className="h-3.5 truncate text-2xs">{isEdge(hops, i) ? hop.host : ''}</span>
              <span className="truncate font-medium text-muted text-xs">{KIND[hop.place.at]}</span>
              {why === undefined ? (
                <span className="flex justify-end gap-1.5 text-2xs tabular">
                  <Passed way="there" counts={counts} hop={i} />
                  <Passed way="back" counts={counts} hop={i} />
                </span>
              ) : (
                <span className="flex items-center justify-end gap-1 text-2xs text-degraded">
                  <EyeOff aria-hidden className="size-3" />
                  unseen
                </span>
              )}
            </span>
          );
        })}
      </span>
    </div>
  );
}

/** How many packets of one way were seen at a hop; red where some were seen last. */
function Passed({
  way,
  counts,
  hop,
}: {
  way: TraceDirection;
  counts: Record<TraceDirection, TraceCount>;
  hop: number;
}) {
  const { Icon, word } = WAYS[way];
  const seen = counts[way].seen[hop] ?? 0;
  const lost = counts[way].lostAfter[hop] ?? 0;
  const words = `${word}: ${seen} seen here${lost > 0 ? `, of which ${lost} went no further` : ''}`;
  return (
    <span
      title={words}
      className={classNames(
        'inline-flex items-center gap-0.5 rounded-sm px-0.5',
        lost > 0 ? 'bg-failed-soft font-semibold text-failed' : seen > 0 ? 'text-ink' : 'text-faint',
      )}
    >
      <Icon aria-label={word} className="size-2.5" />
      {seen}
    </span>
  );
}

function Cells({
  run,
  row,
  selected,
  onSelect,
}: {
  run: TraceRun;
  row: TraceRow;
  selected: { n: number; hop: number } | null;
  onSelect(n: number, hop: number): void;
}) {
  const { Icon, word } = WAYS[row.direction];
  const { source, target, info } = run.packets.saidOf(row.n);
  // What tells echoes apart is their number; that of the ping is behind in the title.
  const text = `${info.replace(/, id \d+/, '')} · ${source} → ${target}`;
  const elsewhere = row.elsewhere.length;
  const flood = elsewhere > 0 ? `; also sent to ${elsewhere} other VTEP${elsewhere > 1 ? 's' : ''}` : '';
  return (
    <>
      <Cell classes={NUMBER}>{row.n + 1}</Cell>
      <Cell classes={WAY}>
        {row.fate === 'lost' ? (
          <CircleX aria-label={`${word}, lost`} className="size-3.5 text-failed" />
        ) : (
          <Icon aria-label={word} className="size-3.5 text-muted" />
        )}
      </Cell>
      <Cell classes={PACKET} title={`${info} · ${source} → ${target}${flood}`}>
        {text}
      </Cell>
      <span className="flex h-full shrink-0 items-center">
        {hopCells(row, run).map((cell, hop) => (
          // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: see FrameGrid
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: hops are what they are from the beginning
            key={hop}
            role="gridcell"
            title={cell.title}
            data-look={cell.look}
            onClick={(event) => {
              if (row.seen[hop] === null) return;
              event.stopPropagation();
              onSelect(row.n, hop);
            }}
            className={classNames(
              'flex h-full items-center justify-end tabular',
              HOP,
              isEdge(run.hops, hop) && EDGE,
              selected?.n === row.n && selected.hop === hop && 'underline decoration-2 underline-offset-4',
            )}
          >
            <span className={classNames('px-0.5', LOOKS[cell.look])}>{cell.text}</span>
          </span>
        ))}
      </span>
    </>
  );
}

function Cell({ classes, title, children }: { classes: string; title?: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see FrameGrid
    <span role="gridcell" title={title} className={classes}>
      {children}
    </span>
  );
}
