'use client';

import { FrameGrid } from '@/components/panels/frames/frame-grid';
import { classNames } from '@/components/ui/class-names';
import { timeText } from '@/server/model/packet/time';
import type { CapturedFrames } from './captured-frames';

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
  const columns = compact ? FEW_COLUMNS : COLUMNS;
  const width = compact ? 'min-w-full' : 'min-w-165';
  return (
    <FrameGrid
      label="Captured frames"
      testId="capture-frames"
      first={frames.first}
      {...{ end, rows, follow, selected, onSelect }}
      width={look === 'table' ? width : 'min-w-full'}
      head={look === 'table' && <Heads columns={columns} width={width} />}
      row={(place) =>
        look === 'table' ? (
          <Cells columns={columns} frames={frames} place={place} />
        ) : (
          <Line text={frames.row(place).line} />
        )
      }
    />
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
