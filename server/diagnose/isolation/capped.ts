import type { Isolation } from './isolation';

/** Things of each kind that every page is told; how many there are in all is told beside them. */
export const MOST_TOLD = 50;

/**
 * The same with few things of each kind, for what is sent again with every change: a host that bridges all tenants would
 * make thousands. Those that last longest are kept, so that what is told does not change with what is left out.
 */
export function capped(isolation: Isolation): Isolation {
  const { shared, doubts, notes } = isolation;
  if (Math.max(shared.length, doubts.length, notes.length) <= MOST_TOLD) return isolation;
  const oldest = shared.toSorted((a, b) => a.since - b.since || (a.key < b.key ? -1 : 1));
  return {
    ...isolation,
    shared: oldest.slice(0, MOST_TOLD),
    doubts: doubts.slice(0, MOST_TOLD),
    notes: notes.slice(0, MOST_TOLD),
  };
}
