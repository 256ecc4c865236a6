import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks until the answer is true.
 * @param everyMs between two questions
 * @param atMostMs in all
 * @returns false if the time is over
 */
export async function waitUntil(
  isSo: () => boolean | Promise<boolean>,
  { everyMs, atMostMs }: { everyMs: number; atMostMs: number },
): Promise<boolean> {
  const end = performance.now() + atMostMs;
  while (!(await isSo())) {
    if (performance.now() > end) {
      return false;
    }
    await pause(everyMs);
  }
  return true;
}
