'use client';

import { useEffect, useRef, useState } from 'react';

/** Rows mounted beyond each edge of what is in sight. */
const BEYOND = 12;
/** Rows by which what is mounted moves on, so that not every pixel of a scroll draws anew. */
const STEP = 6;

/** Which rows of a long table are in sight, with the pixels that stand for those above and below. */
export function useVisibleRows(count: number, rowHeight: number) {
  const box = useRef<HTMLElement>(null);
  const [seen, setSeen] = useState({ from: 0, to: 40 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => {
      const from = Math.floor(element.scrollTop / rowHeight / STEP) * STEP;
      const to = from + STEP + Math.ceil(element.clientHeight / rowHeight);
      setSeen((before) => (before.from === from && before.to === to ? before : { from, to }));
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [rowHeight]);
  const first = Math.max(0, Math.min(seen.from, count) - BEYOND);
  const last = Math.min(count, seen.to + BEYOND);
  return { box, first, last, above: first * rowHeight, below: (count - last) * rowHeight };
}
