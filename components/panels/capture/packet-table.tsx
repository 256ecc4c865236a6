'use client';

import { FrameGrid } from '@/components/panels/frames/frame-grid';
import { classNames } from '@/components/ui/class-names';
import { timeText } from '@/server/model/packet/time';
import type { CapturedFrames } from './captured-frames';

export type TableLook = 'table' | 'lines';

type Column = { title: string; classes: string; text(frames: CapturedFrames, index: number): string };

const NUMBER: Column = {
  title: 'No.',
  classes: 'w-9 text-right text-faint',
  text: (_, index) => String(index + 1),
};
const SOURCE: Column = {
  title: 'Source',
  classes: 'w-31',
  text: (frames, index) => frames.row(index).source,
};
const TARGET: Column = {
  title: 'Destination',
  classes: 'w-31',
  text: (frames, index) => frames.row(index).target,
};
const PROTOCOL: Column = {
  title: 'Protocol',
  classes: 'w-15',
  text: (frames, index) => frames.row(index).protocol,
};
const INFO: Column = {
  title: 'Info',
  classes: 'min-w-26 flex-1',
  text: (frames, index) => frames.row(index).info,
};

const COLUMNS: readonly Column[] = [
  NUMBER,
  {
    title: 'Time',
    classes: 'w-28 text-faint',
    text: (frames, index) => timeText(frames.frames[index]?.at ?? 0),
  },
  SOURCE,
  TARGET,
  PROTOCOL,
  {
    title: 'Length',
    classes: 'w-11 text-right',
    text: (frames, index) => String(frames.frames[index]?.length ?? 0),
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
 * All frames, of which only those in view are there. It follows the end until somebody scrolls up.
 * `rows`: numbers of the frames that fit the search, or null for the first `count`.
 */
export function PacketTable({
  frames,
  count,
  rows,
  look,
  compact,
  follow,
  selected,
  onSelect,
}: {
  frames: CapturedFrames;
  count: number;
  rows: readonly number[] | null;
  look: TableLook;
  /** Few columns, as there is little room. */
  compact: boolean;
  follow: boolean;
  selected: number | null;
  onSelect(index: number): void;
}) {
  const columns = compact ? FEW_COLUMNS : COLUMNS;
  const width = compact ? 'min-w-full' : 'min-w-165';
  return (
    <FrameGrid
      label="Captured frames"
      testId="capture-frames"
      {...{ count, rows, follow, selected, onSelect }}
      width={look === 'table' ? width : 'min-w-full'}
      head={look === 'table' && <Heads columns={columns} width={width} />}
      row={(index) =>
        look === 'table' ? (
          <Cells columns={columns} frames={frames} index={index} />
        ) : (
          <Line text={frames.row(index).line} />
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
  index,
}: {
  columns: readonly Column[];
  frames: CapturedFrames;
  index: number;
}) {
  return columns.map(({ title, classes, text }) => {
    const value = text(frames, index);
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
