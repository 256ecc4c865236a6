'use client';

import { getViewportForBounds, useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import type { Match } from './graph/match';
import { boundsOf, type Placement } from './graph/placement';
import type { Mode } from './graph/to-react-flow';

export const ZOOM = { least: 0.02, most: 2.5 } as const;
/** A small fabric is not blown up, but for a wall, which is looked at from afar. */
const FIT_MOST: Record<Mode, number> = { edit: 1.15, ops: 1.9 };
/** Room for the controls and the minimap below, and for what floats at the top. */
const PADDING = { top: '44px', bottom: '60px', x: '20px' } as const;

/** Gathers what changes together, such as the nodes of one drop. */
const SETTLE_MS = 60;
const GLIDE_MS = 220;

/**
 * Keeps everything in view for as long as nobody has moved the view: when the fabric or its place changes in size.
 * Returns what React Flow's `onMoveStart` takes, how to fit again and go on keeping, and how to leave the view alone.
 */
export function useKeepInView(placement: Placement | null, match: Match | null, mode: Mode) {
  const { setViewport } = useReactFlow();
  const store = useStoreApi();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const latest = useRef<Shown | null>(null);
  latest.current = placement && shownOf(placement, match);
  const moved = useRef(false);
  const first = useRef(true);

  const show = useCallback(() => {
    const { width: wide, height: high } = store.getState();
    if (!latest.current || latest.current.hosts.length === 0 || wide === 0) return;
    const bounds = boundsOf(latest.current);
    const still = first.current || window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    first.current = false;
    const viewport = getViewportForBounds(bounds, wide, high, ZOOM.least, FIT_MOST[mode], PADDING);
    void setViewport(viewport, { duration: still ? 0 : GLIDE_MS });
  }, [setViewport, store, mode]);

  const shape = latest.current ? shapeOf(latest.current) : '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: another size of the fabric or of its place asks for another view
  useEffect(() => {
    if (moved.current) return;
    if (first.current) {
      show();
      return;
    }
    const timer = setTimeout(show, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [shape, width, height, show]);

  const onMoveStart = useCallback((event: unknown) => {
    // Moves that this page makes itself come without an event.
    if (event) moved.current = true;
  }, []);
  const fit = useCallback(() => {
    moved.current = false;
    show();
  }, [show]);
  const leave = useCallback(() => {
    moved.current = true;
  }, []);
  return { onMoveStart, fit, leave };
}

type Shown = Pick<Placement, 'hosts' | 'gutters' | 'tracks' | 'trunkY'>;

/** What is to be in view: what is looked for, where something is. */
function shownOf(placement: Placement, match: Match | null): Shown {
  const hosts = match ? placement.hosts.filter(({ id }) => match.hosts.has(id)) : placement.hosts;
  if (hosts.length === 0 || hosts.length === placement.hosts.length) return placement;
  return { ...placement, hosts, gutters: [] };
}

/** Which hosts there are and how large, so that a change of it can be told from a mere move. */
function shapeOf({ hosts }: Shown): string {
  return hosts.map((host) => `${host.id} ${host.height}`).join();
}
