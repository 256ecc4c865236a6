'use client';

import { useStoreApi } from '@xyflow/react';
import { useLayoutEffect, useState } from 'react';
import { type Level, levelOf } from './graph/level';
import type { Placement } from './graph/placement';
import { affordable, contains, type Rect, viewOf, withMargin } from './graph/window';

/** The part of the plane of which things are mounted, and how much detail of them. */
export type Window = { level: Level; rect: Rect };

/** A window so much wider than the view is made anew, or zooming in would leave far too much mounted. */
const TOO_WIDE = 2.4;

/**
 * The window follows the view in leaps: while a hand pans within its margins nothing of the page is drawn again, and
 * what moves is one layer.
 */
export function useWindow(placement: Placement | null): Window | null {
  const store = useStoreApi();
  const [window, setWindow] = useState<Window | null>(null);
  useLayoutEffect(() => {
    if (!placement) return;
    let current: (Window & { wanted: Level }) | null = null;
    const look = () => {
      const { transform, width, height } = store.getState();
      if (width === 0 || height === 0) return;
      const view = viewOf(transform, width, height);
      const wanted = levelOf(transform[2], current?.wanted ?? null);
      const fits = current && contains(current.rect, view) && current.rect.width < view.width * TOO_WIDE;
      if (current && fits && wanted === current.wanted) return;
      const rect = withMargin(view);
      current = { wanted, rect, level: affordable(wanted, placement, rect) };
      setWindow(current);
    };
    look();
    return store.subscribe(look);
  }, [store, placement]);
  return window;
}
