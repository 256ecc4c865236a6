'use client';

import { useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { LEVELS, type Level, levelOf, ZOOM_FOR } from './graph/level';
import type { PlacedHost, Placement } from './graph/placement';
import { type Rect, viewOf } from './graph/window';
import { type Selection, useSelection } from './selection-store';

const GLIDE_MS = 320;
/** The last turn that was taken; a canvas that comes later takes the next one. */
let gone = 0;

/** Goes to what was asked for, at least so near that it can be read. */
export function useSeek(placement: Placement | null, taken: () => void): void {
  const sought = useSelection((state) => state.sought);
  const { setCenter } = useReactFlow();
  const store = useStoreApi();
  const latest = useRef(placement);
  latest.current = placement;
  const measured = useStore((state) => state.width > 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was found while there was no placement is gone to when there is one
  useEffect(() => {
    const { width, height, transform } = store.getState();
    if (!sought || !latest.current || width === 0 || sought.turn === gone) return;
    gone = sought.turn;
    const { what } = sought;
    const target = targetOf(what, latest.current);
    if (!target) return;
    taken();
    const { rect, level } = target;
    const now = levelOf(transform[2]);
    const near = LEVELS.indexOf(now) >= LEVELS.indexOf(level);
    const fits = 0.9 * Math.min(width / rect.width, height / rect.height);
    if (near && isWithin(rect, viewOf(transform, width, height))) return;
    const wide = what.kind === 'tenant' || what.kind === 'tunnel';
    const zoom = wide
      ? Math.min(transform[2], fits)
      : near
        ? transform[2]
        : Math.max(transform[2], Math.min(ZOOM_FOR[level], Math.max(fits, ZOOM_FOR.middle)));
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const go = () =>
      void setCenter(rect.x + rect.width / 2, rect.y + rect.height / 2, {
        zoom,
        duration: still ? 0 : GLIDE_MS,
      });
    afterPaint(go);
  }, [sought, measured, placement === null]);
}

/** What was chosen is shown as chosen first: to draw all hosts at another scale takes several frames. */
function afterPaint(act: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(act));
}

function isWithin(inner: Rect, outer: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/** Where it is, and how much detail it takes to see it. null: nowhere in particular. */
export function targetOf(what: Selection, placement: Placement): { rect: Rect; level: Level } | null {
  const hostNo = (id: string) => placement.hosts.find((host) => host.id === id) ?? null;
  switch (what.kind) {
    case 'host':
    case 'foreign': {
      const host = hostNo(what.hostId);
      return host && { rect: top(host), level: what.kind === 'host' ? 'far' : 'near' };
    }
    case 'tunnel': {
      const [a, b] = [hostNo(what.a), hostNo(what.b)];
      return a && b && { rect: around(a, b), level: 'map' };
    }
    case 'tenant': {
      const hosts = placement.hosts.filter((host) =>
        host.lanes.some((lane) => lane.key.startsWith(`${what.tenantId}@`)),
      );
      const [first] = hosts;
      return first
        ? { rect: hosts.reduce<Rect>((all, host) => around(all, host), first), level: 'map' }
        : null;
    }
    default: {
      const host = hostNo(what.hostId);
      const lane = host?.lanes.find(({ key }) => key === `${what.tenantId}@${what.hostId}`);
      if (!host || !lane) return host && { rect: top(host), level: 'middle' };
      const { width, height } = lane;
      return { rect: { x: host.x + lane.x, y: host.y + lane.y, width, height }, level: 'near' };
    }
  }
}

/** The upper part of a card: a tall one need not be seen whole. */
function top({ x, y, width, height }: PlacedHost): Rect {
  return { x, y, width, height: Math.min(height, 480) };
}

function around(a: Rect, b: Rect): Rect {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const [right, bottom] = [Math.max(a.x + a.width, b.x + b.width), Math.max(a.y + a.height, b.y + b.height)];
  return { x, y, width: right - x, height: bottom - y };
}
