import type { MatrixCell } from '@/server/api/types';

/** How warm a cell is: `heat` from 0 (the fastest of the matrix) to 1 (the slowest), on a logarithmic scale. */
export type CellLook =
  | { kind: 'asking' }
  | { kind: 'failed' }
  | { kind: 'lost' }
  | { kind: 'lossy'; heat: number }
  | { kind: 'carried'; heat: number };

/** Milliseconds: the fastest and slowest average of all cells that were answered; null: none was. */
export type Range = { least: number; most: number } | null;

export function rangeOf(cells: Iterable<MatrixCell | 'asking'>): Range {
  let range: Range = null;
  for (const cell of cells) {
    if (cell === 'asking' || cell.avgMs === null) continue;
    range = range
      ? { least: Math.min(range.least, cell.avgMs), most: Math.max(range.most, cell.avgMs) }
      : { least: cell.avgMs, most: cell.avgMs };
  }
  return range;
}

export function lookOf(cell: MatrixCell | 'asking', range: Range): CellLook {
  if (cell === 'asking') return { kind: 'asking' };
  if (cell.error !== null) return { kind: 'failed' };
  if (cell.received === 0) return { kind: 'lost' };
  const heat = heatOf(cell.avgMs, range);
  return cell.received < cell.sent ? { kind: 'lossy', heat } : { kind: 'carried', heat };
}

/** Times within a factor of two of each other are alike: noise is no news. */
function heatOf(avgMs: number | null, range: Range): number {
  if (avgMs === null || !range || range.most <= 2 * range.least || range.least <= 0) return 0;
  return Math.log(avgMs / range.least) / Math.log(range.most / range.least);
}

/** A cell in words, for who hovers over it or listens. */
export function cellText(from: string, to: string, cell: MatrixCell | 'asking' | undefined): string {
  const way = `${from} → ${to}`;
  if (cell === undefined) return `${way}: not asked`;
  if (cell === 'asking') return `${way}: asking`;
  if (cell.error !== null) return `${way}: ${cell.error}`;
  if (cell.received === 0) return `${way}: nothing of ${cell.sent} packets came back`;
  const loss = cell.received < cell.sent ? `${cell.sent - cell.received} of ${cell.sent} lost, ` : '';
  return `${way}: ${loss}${cell.minMs} / ${cell.avgMs} / ${cell.maxMs} ms (least / mean / most)`;
}

/** Milliseconds, as short as a cell is wide. */
export function shortTime(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2);
}

/** The range in coarse steps, so that not every result colours every cell anew. */
export function steady(range: Range): Range {
  if (!range) return null;
  const step = (ms: number, round: (value: number) => number) => 2 ** round(Math.log2(Math.max(ms, 1e-3)));
  return { least: step(range.least, Math.floor), most: step(range.most, Math.ceil) };
}
