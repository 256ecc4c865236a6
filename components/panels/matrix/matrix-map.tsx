'use client';

import { memo, useMemo, useState } from 'react';
import { classNames } from '@/components/ui/class-names';
import type { MatrixCell } from '@/server/api/types';
import type { MapData } from './kept-matrix';
import { type CellLook, cellText, lookOf, type Range, rangeOf, shortTime, steady } from './matrix-heat';
import { fillOf, legend } from './matrix-look';

type Row = MapData['cells'][string];

/** Above so many endpoints a cell is a square without a number. */
const MOST_NUMBERED = 14;

/** Who pings by row, who is pinged by column: colour is time, and loss stands out. */
export function MatrixMap({ map }: { map: MapData }) {
  const { seats, cells } = map;
  const [at, setAt] = useState<{ from: string; to: string } | null>(null);
  const range = useMemo(() => rangeOf(Object.values(cells).flatMap((row) => Object.values(row))), [cells]);
  const rounded = useMemo(() => steady(range), [range]);
  const numbered = seats.length <= MOST_NUMBERED;
  const labelOf = (id: string) => seats.find(({ endpointId }) => endpointId === id)?.label ?? id;
  return (
    <div className="flex min-h-0 flex-1 flex-col max-md:flex-none">
      <div className="min-h-0 flex-1 overflow-auto px-4 py-3">
        <table
          aria-label={`Round-trip times within ${map.network}`}
          data-testid="matrix-map"
          className="border-separate border-spacing-0.5 text-xs"
          onMouseLeave={() => setAt(null)}
        >
          <thead>
            <tr>
              <th scope="col" className="pr-2 pb-1 text-left font-medium text-faint">
                from ↓ to →
              </th>
              {seats.map(({ endpointId, label }) => (
                <th
                  key={endpointId}
                  scope="col"
                  className={classNames(
                    'pb-1 align-bottom font-medium',
                    at?.to === endpointId ? 'text-ink' : 'text-muted',
                  )}
                >
                  <span
                    className={
                      numbered
                        ? 'block max-w-28 truncate px-1'
                        : '[writing-mode:vertical-rl] max-h-28 rotate-180 truncate'
                    }
                    title={label}
                  >
                    {short(label)}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {seats.map((seat) => (
              <MatrixRow
                key={seat.endpointId}
                seat={seat}
                seats={seats}
                row={cells[seat.endpointId]}
                range={rounded}
                numbered={numbered}
                onPoint={setAt}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p
        data-testid="matrix-cell"
        className="min-h-8 shrink-0 border-line border-t px-4 py-1.5 text-muted text-xs tabular"
      >
        {at ? cellText(labelOf(at.from), labelOf(at.to), cells[at.from]?.[at.to]) : legend(range)}
      </p>
    </div>
  );
}

const MatrixRow = memo(function MatrixRow({
  seat,
  seats,
  row,
  range,
  numbered,
  onPoint,
}: {
  seat: MapData['seats'][number];
  seats: MapData['seats'];
  row: Row | undefined;
  range: Range;
  numbered: boolean;
  onPoint(at: { from: string; to: string }): void;
}) {
  return (
    <tr>
      <th scope="row" className="max-w-48 truncate pr-2 text-left font-medium text-muted" title={seat.label}>
        {seat.label}
      </th>
      {seats.map((other) =>
        other.endpointId === seat.endpointId ? (
          <td key={other.endpointId} aria-hidden className="rounded-[3px] bg-sunken" />
        ) : (
          <Cell
            key={other.endpointId}
            text={cellText(seat.label, other.label, row?.[other.endpointId])}
            cell={row?.[other.endpointId]}
            range={range}
            numbered={numbered}
            onPoint={() => onPoint({ from: seat.endpointId, to: other.endpointId })}
          />
        ),
      )}
    </tr>
  );
});

function Cell({
  text,
  cell,
  range,
  numbered,
  onPoint,
}: {
  text: string;
  cell: MatrixCell | 'asking' | undefined;
  range: Range;
  numbered: boolean;
  onPoint(): void;
}) {
  const look = cell === undefined ? null : lookOf(cell, range);
  return (
    <td
      data-state={look?.kind ?? 'not-asked'}
      onMouseEnter={onPoint}
      style={{ background: look ? background(look) : undefined }}
      className={classNames(
        'rounded-[3px] text-center font-medium text-ink tabular',
        numbered ? 'h-7 min-w-14 px-1' : 'size-4 min-w-4',
        look === null && 'outline outline-1 outline-line -outline-offset-1',
        look?.kind === 'asking' && 'animate-pulse',
      )}
    >
      <span className={numbered ? undefined : 'sr-only'}>
        <span aria-hidden={!numbered || undefined}>{numbered ? word(cell) : ''}</span>
        <span className="sr-only">{text}</span>
      </span>
    </td>
  );
}

function word(cell: MatrixCell | 'asking' | undefined): string {
  if (cell === undefined || cell === 'asking') return '';
  if (cell.error !== null) return '!';
  if (cell.received === 0) return 'lost';
  if (cell.received < cell.sent) return `${Math.round((1 - cell.received / cell.sent) * 100)} %`;
  return cell.avgMs === null ? 'ok' : shortTime(cell.avgMs);
}

function background(look: CellLook): string {
  const { color, percent } = fillOf(look);
  return `color-mix(in srgb, var(--${color}) ${percent}%, var(--surface))`;
}

/** `microsoft@node01` → `node01`: the tenant is the same for all. */
function short(label: string): string {
  const [who = label, host] = label.split('@');
  const name = who.split('/')[1];
  return host === undefined ? label : name ? `${name}@${host}` : host;
}
