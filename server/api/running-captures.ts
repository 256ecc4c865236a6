import type { Principal } from '../auth/principal';

/** Shared over the module instances that Next makes. */
const slot = globalThis as typeof globalThis & { __overlaneCaptures?: Map<string, AbortController> };

/** Somebody's own: what one user calls a capture says nothing about that of another. */
function keyOf(principal: Principal, id: string): string {
  return `${principal.kind} ${principal.id} ${id}`;
}

/** A signal that `stopCapture` aborts, and what forgets it; null where a capture of that id runs already. */
export function startCapture(principal: Principal, id: string): { asked: AbortSignal; over(): void } | null {
  slot.__overlaneCaptures ??= new Map();
  const running = slot.__overlaneCaptures;
  const key = keyOf(principal, id);
  if (running.has(key)) return null;
  const stop = new AbortController();
  running.set(key, stop);
  return { asked: stop.signal, over: () => void running.delete(key) };
}

/** Whether there was one. It ends in good order, and its last event tells what was dropped. */
export function stopCapture(principal: Principal, id: string): boolean {
  const stop = slot.__overlaneCaptures?.get(keyOf(principal, id));
  stop?.abort();
  return stop !== undefined;
}
