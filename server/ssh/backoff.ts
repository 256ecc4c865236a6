const FIRST_MS = 500;
const CAP_MS = 30_000;

/**
 * Milliseconds to wait before the next try, after so many failures in a row (1 for the first). Doubles up to 30 s;
 * half of it is random, so that hosts that went together do not come back all at once.
 */
export function nextTryMs(failures: number, random: () => number = Math.random): number {
  const full = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(Math.max(failures, 1) - 1, 16));
  return Math.round(full / 2 + (full / 2) * random());
}
