import type { Principal } from '../auth/principal';
import type { Heartbeat } from '../live/heartbeat';
import { newId } from '../model/ids';

/** Milliseconds between two questions. */
const ASK_EVERY_MS = 1_000;
/** Milliseconds without an answer, after which nobody is there: what runs on hosts must be gone within 5 s. */
const GONE_AFTER_MS = 3_500;

type Heart = { owner: string; heardAt: number };

/** Shared over the module instances that Next makes. */
const slot = globalThis as typeof globalThis & { __overlaneHearts?: Map<string, Heart> };

const ownerOf = ({ kind, id }: Principal) => `${kind} ${id}`;

/** Whether there is such a stream of this principal's. */
export function answerHeartbeat(principal: Principal, key: string): boolean {
  const heart = slot.__overlaneHearts?.get(key);
  if (heart?.owner !== ownerOf(principal)) return false;
  heart.heardAt = performance.now();
  return true;
}

/**
 * What `source` yields, and each second a question whether anybody is there. The signal that the source is given is
 * aborted where that was not answered for 3.5 s.
 */
export async function* whileAnswered<T>(
  principal: Principal,
  source: (gone: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T | Heartbeat, void, undefined> {
  slot.__overlaneHearts ??= new Map();
  const hearts = slot.__overlaneHearts;
  const key = newId();
  const heart: Heart = { owner: ownerOf(principal), heardAt: performance.now() };
  hearts.set(key, heart);
  const gone = new AbortController();
  let isDue = true;
  let wake = () => {};
  let lookedAt = performance.now();
  // On its own clock: a reader that takes nothing more must not keep what it reads alive.
  const timer = setInterval(() => {
    const now = performance.now();
    // While this process was too busy to look, it was too busy to hear.
    heart.heardAt += Math.max(0, now - lookedAt - ASK_EVERY_MS);
    lookedAt = now;
    if (now - heart.heardAt > GONE_AFTER_MS) gone.abort();
    isDue = true;
    wake();
  }, ASK_EVERY_MS);
  const events = source(gone.signal)[Symbol.asyncIterator]();
  let next: Promise<IteratorResult<T>> | null = null;
  try {
    for (;;) {
      if (isDue) {
        isDue = false;
        yield { kind: 'heartbeat', key };
      }
      // Nothing is fetched before its turn: what a slow reader is told of depends on when it asks.
      next ??= events.next();
      const waited = next;
      // One promise for each event: a race with one that lives on would gather a reaction for every event.
      const first = await new Promise<IteratorResult<T> | null>((resolve, reject) => {
        wake = () => resolve(null);
        waited.then(resolve, reject);
      });
      if (first === null) continue;
      next = null;
      if (first.done) return;
      yield first.value;
    }
  } finally {
    clearInterval(timer);
    gone.abort();
    hearts.delete(key);
    await events.return?.();
  }
}
