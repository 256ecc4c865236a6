import { EventQueue } from './event-queue';
import type { MatrixSchedule, Pair } from './matrix-schedule';

/**
 * Does the work of every pair as the schedule lets it begin, and yields what the works put out, as it comes. Aborting, or
 * leaving the loop, ends what runs through the signal that each work is given.
 */
export async function* paced<T>(
  schedule: MatrixSchedule,
  work: (pair: Pair, put: (item: T) => void, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const items = new EventQueue<T>();
  const abort = new AbortController();
  const both = AbortSignal.any([signal, abort.signal]);
  let timer: NodeJS.Timeout | null = null;
  let broken: { error: unknown } | null = null;

  const begin = (pair: Pair) => {
    work(pair, (item) => items.put(item), both)
      .catch((error: unknown) => {
        broken ??= { error };
        items.end();
      })
      .finally(() => {
        schedule.over(pair);
        goOn();
      });
  };
  const goOn = () => {
    while (!both.aborted && broken === null) {
      const turn = schedule.take(Date.now());
      if (turn === 'full') return;
      if (turn === 'done') return items.end();
      if ('wait' in turn) {
        timer ??= setTimeout(() => {
          timer = null;
          goOn();
        }, turn.wait);
        return;
      }
      begin(turn.start);
    }
  };
  const stop = () => items.end();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    else goOn();
    yield* items;
    if (broken !== null) throw (broken as { error: unknown }).error;
  } finally {
    signal.removeEventListener('abort', stop);
    if (timer) clearTimeout(timer);
    abort.abort();
  }
}
