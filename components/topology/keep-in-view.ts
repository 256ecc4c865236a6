'use client';

import { type FitViewOptions, useReactFlow, useStore } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';

/** Gathers what changes together, such as the nodes of one drop. */
const SETTLE_MS = 60;
const GLIDE_MS = 220;

/**
 * Keeps everything in view for as long as nobody has moved the view: when the fabric or its place changes in size.
 * Returns what React Flow's `onMoveStart` takes, and how to fit again and go on keeping.
 */
export function useKeepInView(shape: string, options: FitViewOptions) {
  const { fitView } = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const moved = useRef(false);
  const first = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another height of the place asks for another view too
  useEffect(() => {
    if (width === 0 || shape === '' || moved.current) return;
    const timer = setTimeout(
      () => {
        const still = first.current || window.matchMedia('(prefers-reduced-motion: reduce)').matches;
        first.current = false;
        void fitView({ ...options, duration: still ? 0 : GLIDE_MS });
      },
      first.current ? 0 : SETTLE_MS,
    );
    return () => clearTimeout(timer);
  }, [shape, width, height, fitView, options]);

  const onMoveStart = useCallback((event: unknown) => {
    // Moves that this page makes itself come without an event.
    if (event) moved.current = true;
  }, []);
  const fit = useCallback(() => {
    moved.current = false;
    void fitView({ ...options, duration: GLIDE_MS });
  }, [fitView, options]);
  return { onMoveStart, fit };
}
