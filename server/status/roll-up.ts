import { type Subject, status } from './judge';
import type { Health, Status } from './status';

/** Gravest first. */
const GRAVITY: Record<Health, number> = { failed: 0, degraded: 1, unknown: 2, pending: 3, healthy: 4 };

export function worst(parts: readonly Status[]): Status | null {
  let gravest: Status | null = null;
  for (const part of parts) {
    if (!gravest || GRAVITY[part.health] < GRAVITY[gravest.health]) gravest = part;
  }
  return gravest;
}

/**
 * As bad as the gravest of its parts, and in that part's words; `whole` is said where all are healthy, `nothing` where
 * there are none.
 */
export function rollUp(
  subject: Subject,
  parts: readonly Status[],
  words: { whole: string; nothing: string },
): Status {
  const gravest = worst(parts);
  if (!gravest) return status(subject, 'pending', words.nothing, []);
  if (gravest.health === 'healthy') return status(subject, 'healthy', words.whole, []);
  const others = parts.filter((part) => part !== gravest && part.health !== 'healthy').length;
  const more = others === 0 ? '' : ` (and ${others} more)`;
  return status(subject, gravest.health, `${gravest.sentence}${more}`, gravest.facts);
}
