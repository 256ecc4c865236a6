import { EventEmitter } from 'node:events';

/** Route handlers of Next have module instances of their own: what ends in one must be heard in all. */
const slot = globalThis as typeof globalThis & { __overlaneEndings?: EventEmitter };

function endings(): EventEmitter {
  // Every open stream listens.
  slot.__overlaneEndings ??= new EventEmitter().setMaxListeners(0);
  return slot.__overlaneEndings;
}

/** Tells open streams of these sessions to look again whether they may go on. */
export function announceEnding(sessionIds: readonly string[]): void {
  for (const id of sessionIds) endings().emit(id);
}

/** Calls back when the session may have ended; returns how to stop listening. */
export function onEnding(sessionId: string, listener: () => void): () => void {
  endings().on(sessionId, listener);
  return () => endings().off(sessionId, listener);
}
