/** The server's clock as this browser knows it, and one ticker for every age on the page. */
let offsetMs = 0;
let timer: ReturnType<typeof setInterval> | null = null;
const listeners = new Set<() => void>();

const TICK_MS = 200;

/** `offset`: milliseconds to add to the browser's clock. */
export function setClockOffset(offset: number): void {
  offsetMs = offset;
}

/** Milliseconds since the epoch, on the server's clock. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}

/** Calls back about five times a second while the page is visible. */
export function onTick(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    if (document.visibilityState === 'visible') for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer) {
      clearInterval(timer);
      timer = null;
    }
  };
}
