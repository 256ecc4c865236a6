'use client';

import { type PointerEvent, useCallback, useRef } from 'react';
import { type Dragged, useDrag } from './drag-store';

/** Pixels that the pointer moves before a press becomes a drag. */
const THRESHOLD = 5;

/**
 * Handlers that make an element draggable with a mouse, a pen or a finger. A press that does not move stays a click.
 */
export function useDraggable(item: () => Dragged | null) {
  const dragged = useRef(false);
  const latest = useRef(item);
  latest.current = item;

  const onPointerDown = useCallback((event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0 || !event.isPrimary) return;
    const start = { x: event.clientX, y: event.clientY };
    const pointer = event.pointerId;
    dragged.current = false;

    const move = (moved: globalThis.PointerEvent) => {
      if (moved.pointerId !== pointer) return;
      if (!dragged.current) {
        if (Math.hypot(moved.clientX - start.x, moved.clientY - start.y) < THRESHOLD) return;
        const what = latest.current();
        if (!what) return stop();
        dragged.current = true;
        useDrag.getState().begin(what, moved.clientX, moved.clientY);
      }
      moved.preventDefault();
      useDrag.getState().move(moved.clientX, moved.clientY);
    };
    const up = (ended: globalThis.PointerEvent) => {
      if (ended.pointerId !== pointer) return;
      stop();
      if (dragged.current) useDrag.getState().end();
    };
    const cancel = () => {
      stop();
      useDrag.getState().cancel();
    };
    const key = (pressed: KeyboardEvent) => {
      if (pressed.key !== 'Escape') return;
      pressed.stopPropagation();
      cancel();
    };
    const stop = () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', cancel);
      window.removeEventListener('keydown', key, true);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', cancel);
    window.addEventListener('keydown', key, true);
  }, []);

  /** True once after a drag: the click that follows it is none. */
  const wasDragged = useCallback(() => {
    const was = dragged.current;
    dragged.current = false;
    return was;
  }, []);

  return { onPointerDown, wasDragged };
}
