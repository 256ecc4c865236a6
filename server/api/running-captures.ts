import { TRPCError } from '@trpc/server';
import type { Principal } from '../auth/principal';

/** Shared over the module instances that Next makes. */
const slot = globalThis as typeof globalThis & { __overlaneCaptures?: Map<string, AbortController> };

/** Somebody's own: what one user calls a capture says nothing about that of another. */
function keyOf(principal: Principal, id: string): string {
  return `${principal.kind} ${principal.id} ${id}`;
}

/**
 * What `source` yields; the signal that it is given is aborted by `stopCapture`.
 * @throws TRPCError CONFLICT where a capture or trace of that id runs already
 */
export async function* stoppable<T>(
  principal: Principal,
  id: string,
  source: (asked: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  slot.__overlaneCaptures ??= new Map();
  const running = slot.__overlaneCaptures;
  const key = keyOf(principal, id);
  if (running.has(key)) throw new TRPCError({ code: 'CONFLICT', message: 'One of this id runs already.' });
  const stop = new AbortController();
  running.set(key, stop);
  try {
    yield* source(stop.signal);
  } finally {
    running.delete(key);
  }
}

/** Whether there was one. It ends in good order, and its last event tells what was dropped. */
export function stopCapture(principal: Principal, id: string): boolean {
  const stop = slot.__overlaneCaptures?.get(keyOf(principal, id));
  stop?.abort();
  return stop !== undefined;
}
