'use client';

import { ArrowDownToLine } from 'lucide-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { visibleRows } from '@/components/ui/virtual-window';
import { timeText } from '@/server/model/packet/time';
import type { CapturedFrames } from './captured-frames';

/** Pixels. */
const ROW = 24;

export type TableLook = 'table' | 'lines';

type Column = { title: string; classes: string; text(frames: CapturedFrames, place: number): string };

const NUMBER: Column = {
  title: 'No.',
  classes: 'w-12 text-right text-faint',
  text: (frames, place) => String(frames.at(place)?.number ?? ''),
};
const SOURCE: Column = {
  title: 'Source',
  classes: 'w-31',
  text: (frames, place) => frames.row(place).source,
};
const TARGET: Column = {
  title: 'Destination',
  classes: 'w-31',
  text: (frames, place) => frames.row(place).target,
};
const PROTOCOL: Column = {
  title: 'Protocol',
  classes: 'w-15',
  text: (frames, place) => frames.row(place).protocol,
};
const INFO: Column = {
  title: 'Info',
  classes: 'min-w-26 flex-1',
  text: (frames, place) => frames.row(place).info,
};

const COLUMNS: readonly Column[] = [
  NUMBER,
  {
    title: 'Time',
    classes: 'w-28 text-faint',
    text: (frames, place) => timeText(frames.at(place)?.at ?? 0),
  },
  SOURCE,
  TARGET,
  PROTOCOL,
  {
    title: 'Length',
    classes: 'w-11 text-right',
    text: (frames, place) => String(frames.at(place)?.length ?? 0),
  },
  INFO,
];
/** Beside a frame in detail: what tells frames apart at a glance. */
const FEW_COLUMNS: readonly Column[] = [
  NUMBER,
  { ...SOURCE, classes: 'w-20' },
  { ...TARGET, classes: 'w-20' },
  PROTOCOL,
  INFO,
];

/**
 * All frames that the page holds, of which only those in view are there. It follows the end until somebody scrolls up.
 * `rows`: places of the frames that fit the search, or null for all up to `end`.
 */
export function PacketTable({
  frames,
  end,
  rows,
  look,
  compact,
  follow,
  selected,
  onSelect,
}: {
  frames: CapturedFrames;
  end: number;
  rows: readonly number[] | null;
  look: TableLook;
  /** Few columns, as there is little room. */
  compact: boolean;
  follow: boolean;
  selected: number | null;
  onSelect(place: number): void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ scrollTop: 0, height: 400 });
  const [following, setFollowing] = useState(true);
  const columns = compact ? FEW_COLUMNS : COLUMNS;
  const width = compact ? 'min-w-full' : 'min-w-165';
  const { first } = frames;
  const total = rows ? rows.length : end - first;
  const placeAt = (row: number) => (rows ? (rows[row] ?? 0) : first + row);
  const rowOf = (place: number) => (rows ? rows.findIndex((one) => one >= place) : place - first);
  const { from, to } = visibleRows(total, { ...view, rowHeight: ROW });

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setView((before) => ({ ...before, height: element.clientHeight }));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new frame is what moves the end
  useEffect(() => {
    if (follow && following && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [total, follow, following]);

  // Old frames went: what somebody reads stays where it is.
  const top = useRef<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what goes moves the rows
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || (follow && following) || top.current === null) return;
    const within = element.scrollTop % ROW;
    element.scrollTop = Math.max(0, rowOf(top.current)) * ROW + within;
  }, [first]);
  useEffect(() => {
    top.current = total > 0 ? placeAt(Math.floor(view.scrollTop / ROW)) : null;
  });

  const move = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / ROW) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const step = steps[event.key];
    if (step === undefined || total === 0) return;
    event.preventDefault();
    const now = selected === null ? -1 : rowOf(selected);
    const row = Math.min(total - 1, Math.max(0, now + step));
    onSelect(placeAt(row));
    setFollowing(false);
    const element = box.current;
    if (!element) return;
    if (row * ROW < element.scrollTop) element.scrollTop = row * ROW;
    else if ((row + 2) * ROW > element.scrollTop + element.clientHeight)
      element.scrollTop = (row + 2) * ROW - element.clientHeight;
  };

  return (
    <div className="relative h-full min-h-0">
      {/* biome-ignore lint/a11y/useSemanticElements: rows out of view are not there, which a table element cannot say */}
      <div
        ref={box}
        role="grid"
        aria-label="Captured frames"
        aria-rowcount={total + 1}
        aria-activedescendant={selected === null ? undefined : `frame-${selected}`}
        tabIndex={0}
        data-testid="capture-frames"
        className="h-full overflow-auto font-mono text-ink text-xs outline-offset-[-2px]"
        onKeyDown={move}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          setView({ scrollTop, height: clientHeight });
          setFollowing(scrollHeight - scrollTop - clientHeight < 2 * ROW);
        }}
      >
        {look === 'table' && <Heads columns={columns} width={width} />}
        <div
          role="presentation"
          style={{ height: total * ROW, paddingTop: from * ROW }}
          className={look === 'table' ? width : 'min-w-full'}
        >
          {Array.from({ length: to - from }, (_, i) => placeAt(from + i)).map((place, i) => (
            // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: see above; the grid has the focus and the keys
            <div
              key={place}
              id={`frame-${place}`}
              role="row"
              aria-rowindex={from + i + 2}
              aria-selected={place === selected}
              style={{ height: ROW }}
              onClick={() => onSelect(place)}
              className={classNames(
                'flex cursor-default items-center gap-2.5 whitespace-nowrap px-3',
                place === selected ? 'bg-accent-soft' : 'hover:bg-hover',
              )}
            >
              {look === 'table' ? (
                <Cells columns={columns} frames={frames} place={place} />
              ) : (
                <Line text={frames.row(place).line} />
              )}
            </div>
          ))}
        </div>
      </div>
      {follow && !following && (
        <Button
          size="sm"
          className="absolute right-4 bottom-3 shadow-float"
          icon={<ArrowDownToLine aria-hidden className="size-3.5" />}
          onClick={() => setFollowing(true)}
        >
          Follow
        </Button>
      )}
    </div>
  );
}

function Heads({ columns, width }: { columns: readonly Column[]; width: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see PacketTable
    <div
      role="row"
      aria-rowindex={1}
      className={classNames(
        'sticky top-0 z-10 flex h-6 items-center gap-2.5 border-line border-b bg-surface px-3 font-sans text-faint',
        width,
      )}
    >
      {columns.map(({ title, classes }) => (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see PacketTable
        <span key={title} role="columnheader" className={classNames('shrink-0', classes)}>
          {title}
        </span>
      ))}
    </div>
  );
}

function Cells({
  columns,
  frames,
  place,
}: {
  columns: readonly Column[];
  frames: CapturedFrames;
  place: number;
}) {
  return columns.map(({ title, classes, text }) => {
    const value = text(frames, place);
    return (
      // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see PacketTable
      <span key={title} role="gridcell" title={value} className={classNames('shrink-0 truncate', classes)}>
        {value}
      </span>
    );
  });
}

function Line({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see PacketTable
    <span role="gridcell">{text}</span>
  );
}
