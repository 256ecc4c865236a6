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
  let ask = () => {};
  let asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  // On its own clock: a reader that takes nothing more must not keep what it reads alive.
  const timer = setInterval(() => {
    if (performance.now() - heart.heardAt > GONE_AFTER_MS) gone.abort();
    else ask();
  }, ASK_EVERY_MS);
  const events = source(gone.signal)[Symbol.asyncIterator]();
  try {
    yield { kind: 'heartbeat', key };
    let next = events.next();
    for (;;) {
      const first = await Promise.race([next, asked]);
      if (first === undefined) {
        asked = new Promise((resolve) => {
          ask = resolve;
        });
        yield { kind: 'heartbeat', key };
      } else if (first.done) return;
      else {
        next = events.next();
        yield first.value;
      }
    }
  } finally {
    clearInterval(timer);
    gone.abort();
    hearts.delete(key);
    await events.return?.();
  }
}
