const HOUR = 3_600_000;
/** Milliseconds that hosts get to be connected and read after a start. */
const AFTER_START = 60_000;

/** When isolation is proven next without anybody asking, or null. All times in milliseconds since the epoch. */
export function nextProofAt(
  everyHours: number,
  /** When the last run began, whoever asked for it. */
  lastAt: number | null,
  startedAt: number,
): number | null {
  if (everyHours === 0) return null;
  return Math.max(startedAt + AFTER_START, lastAt === null ? 0 : lastAt + everyHours * HOUR);
}
