/** Rows beyond the visible ones that are there too, so that scrolling shows no gap. */
const OVERSCAN = 6;

/** Which of `count` rows of one height are to be drawn. `from` counts from 0, `to` is behind the last. Pixels. */
export function visibleRows(
  count: number,
  { scrollTop, height, rowHeight }: { scrollTop: number; height: number; rowHeight: number },
): { from: number; to: number } {
  const first = Math.floor(scrollTop / rowHeight) - OVERSCAN;
  const last = Math.ceil((scrollTop + height) / rowHeight) + OVERSCAN;
  const to = Math.min(count, Math.max(0, last));
  return { from: Math.max(0, Math.min(first, to)), to };
}
