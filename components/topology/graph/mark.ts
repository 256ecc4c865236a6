import type { Health, Status } from '@/server/status/status';
import type { Ghost, Mark } from './fabric-graph';

export type Statuses = Readonly<Record<string, Status>>;
export type StatusOf = (key: string) => Status | undefined;

/** The worse, the higher. Pending is nobody's fault, so it ranks below what is wrong. */
const BADNESS: Record<Health, number> = { healthy: 0, pending: 1, unknown: 2, degraded: 3, failed: 4 };

export function worst(marks: readonly Mark[]): Mark | null {
  let found: Mark | null = null;
  for (const mark of marks) if (!found || BADNESS[mark.health] > BADNESS[found.health]) found = mark;
  return found;
}

/** Sorts the worst first. */
export function byBadness(a: Mark, b: Mark): number {
  return BADNESS[b.health] - BADNESS[a.health];
}

/** What the server says of a thing; a thing of the draft is pending by definition, and silence is "unknown". */
export function markOf(statusOf: StatusOf, key: string, ghost: Ghost, stale: boolean): Mark {
  if (ghost === 'new') return { health: 'pending', sentence: 'In the draft, not applied yet.', stale: false };
  const status = statusOf(key);
  if (!status) return { health: 'unknown', sentence: 'Nothing was read about it yet.', stale };
  return { health: status.health, sentence: status.sentence, stale };
}

/** Order of drawing where lines share a way: what is not known below, what is wrong on top. */
const HEIGHT: Record<Health, number> = { unknown: 0, pending: 1, healthy: 2, degraded: 3, failed: 4 };

export function byHeight(a: Mark, b: Mark): number {
  return HEIGHT[a.health] - HEIGHT[b.health];
}
