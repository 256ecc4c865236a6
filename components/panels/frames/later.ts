/** Milliseconds between two looks of the page at what arrived: a table is read by people. */
const EVERY = 120;
/** And the longest that what people do may keep one waiting. */
const AT_LATEST = 250;

const whenIdle: (work: () => void) => void =
  typeof requestIdleCallback === 'function'
    ? (work) => requestIdleCallback(work, { timeout: AT_LATEST - EVERY })
    : (work) => void work();

/**
 * Calls `look` a moment after it was asked to, once for however often it was asked meanwhile, and after what people do
 * at the page: what they click must not wait for a table.
 */
export function later(look: () => void): { ask(): void; now(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const now = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    look();
  };
  return {
    ask() {
      timer ??= setTimeout(() => whenIdle(now), EVERY);
    },
    now,
  };
}
