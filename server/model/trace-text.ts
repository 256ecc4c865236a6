import { hopText, type TraceHop } from './trace';
import type { TraceCount } from './trace-row';

/** How packets of one direction fared, in a sentence: where they end is the first thing to know. */
export function countText(
  { packets, arrived, lost, lostAfter }: TraceCount,
  hops: readonly TraceHop[],
  [from, to]: readonly [string, string],
): string {
  const way = `from ${from} to ${to}`;
  if (packets === 0) return `No packet ${way} was seen`;
  const all = packets === 1 ? '1 packet' : `${packets} packets`;
  if (lost === 0) {
    const open = packets - arrived;
    return open === 0
      ? `All of ${all} ${way} arrived`
      : `${arrived} of ${all} ${way} arrived, ${open} on their way`;
  }
  const places = lostAfter
    .flatMap((count, hop) => (count > 0 && hops[hop] ? [{ count, hop: hops[hop] }] : []))
    .sort((a, b) => b.count - a.count)
    .map(({ count, hop }) => `${count === lost ? '' : `${count} `}at ${hopText(hop)}`);
  return `${lost} of ${all} ${way} ${lost === 1 ? 'was' : 'were'} lost, last seen ${places.join(', ')}`;
}

/** Microseconds as a person reads them: `18 µs`, `1.24 ms`, `2.10 s`. */
export function microText(us: number): string {
  const size = Math.abs(us);
  if (size < 1000) return `${Math.round(us)} µs`;
  if (size < 1_000_000) return `${(us / 1000).toFixed(size < 10_000 ? 2 : 1)} ms`;
  return `${(us / 1_000_000).toFixed(2)} s`;
}
