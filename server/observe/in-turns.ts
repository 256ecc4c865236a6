import { setImmediate as turn } from 'node:timers/promises';
import type { Slices } from './parse/slices';

/** Milliseconds that are worked before others have a turn. */
const TURN = 6;

/** Does the work in turns with everything else that the process does, however much it is. */
export async function inTurns<T>(work: Slices<T>): Promise<T> {
  let begun = performance.now();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() - begun < TURN) continue;
    await turn();
    begun = performance.now();
  }
}
