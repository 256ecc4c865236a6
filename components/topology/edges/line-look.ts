import type { Line } from '../graph/line';

/** Pixels of a line without traffic; each tenfold of traffic above 100 kb/s adds one, up to 1 Gb/s. */
const THIN = 2;
const FLOOR_BITS = 100_000;
const TENFOLDS = 4;

/** Width in pixels of a tunnel that carries `bits` a second. */
export function widthOf(bits: number): number {
  if (bits <= FLOOR_BITS) return THIN;
  return THIN + Math.min(TENFOLDS, Math.log10(bits / FLOOR_BITS));
}

export function colorOf(line: Line): string {
  if (line.ghost === 'removed') return 'var(--failed)';
  const own = line.color === null ? 'var(--line-strong)' : `var(--tenant-${line.color})`;
  if (line.ghost === 'new') return line.color === null ? 'var(--accent)' : own;
  if (line.mark.stale) return 'var(--unknown)';
  // One sick tunnel among hundreds does not make all of them red: it has a line of its own on top.
  if (line.kind === 'bus' || line.ends === null) return own;
  return line.mark.health === 'failed' || line.mark.health === 'degraded'
    ? `var(--${line.mark.health})`
    : own;
}

/** What stands behind a line's name: the draft first, then what is wrong. */
export function wordOf(line: Line): string | null {
  // Bundles say how many of them are not well.
  if (line.kind !== 'tunnel' && line.ghost === 'none') return null;
  if (line.ghost === 'new') return 'new';
  if (line.ghost === 'removed') return 'will be removed';
  if (line.mark.stale && line.mark.health !== 'unknown') return `was ${line.mark.health}`;
  return line.mark.health === 'healthy' ? null : line.mark.health;
}
