'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import type { Level } from './graph/level';
import type { Scene, SceneHost } from './graph/rollup';
import type { Rect } from './graph/window';

/** How much work mounting a host is at a level, with each of its lanes that is in sight. */
const WORK: Record<Level, { host: number; lane: number }> = {
  map: { host: 1, lane: 0 },
  far: { host: 3, lane: 0 },
  middle: { host: 4, lane: 2 },
  near: { host: 4, lane: 7 },
  close: { host: 4, lane: 10 },
};
/** Of that, so much in one frame: the picture goes on moving while detail comes in from the middle outwards. */
const PER_FRAME = 42;

/** By host id, the detail that is mounted. A host keeps what it showed until its turn comes. */
export function useReveal(scene: Scene | null, within: Rect | null): ReadonlyMap<string, Level> {
  const shown = useRef<ReadonlyMap<string, Level>>(new Map());
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn reveals the next ones
  const levels = useMemo(() => {
    if (scene) shown.current = next(scene, within, shown.current);
    return shown.current;
  }, [scene, within, turn]);
  const left = scene ? scene.hosts.some(({ card }) => levels.get(card.id) !== scene.level) : false;
  // biome-ignore lint/correctness/useExhaustiveDependencies: as long as some are left, each turn asks for the next
  useEffect(() => {
    if (!left) return;
    const frame = requestAnimationFrame(() => setTurn((count) => count + 1));
    return () => cancelAnimationFrame(frame);
  }, [left, turn]);
  return levels;
}

function next(
  scene: Scene,
  within: Rect | null,
  before: ReadonlyMap<string, Level>,
): ReadonlyMap<string, Level> {
  const levels = new Map<string, Level>();
  const waiting: SceneHost[] = [];
  for (const host of scene.hosts) {
    const level = before.get(host.card.id);
    if (level) levels.set(host.card.id, level);
    if (level !== scene.level) waiting.push(host);
  }
  if (waiting.length === 0) return sameKeys(levels, before) ? before : levels;
  const [x, y] = within ? [within.x + within.width / 2, within.y + within.height / 2] : [0, 0];
  const away = ({ placed }: SceneHost) =>
    Math.hypot(placed.x + placed.width / 2 - x, placed.y + placed.height / 2 - y);
  let work = before.size === 0 ? Number.POSITIVE_INFINITY : PER_FRAME;
  const cost = WORK[scene.level];
  for (const host of waiting.sort((a, b) => away(a) - away(b))) {
    if (work <= 0) break;
    work -= cost.host + cost.lane * host.lanes.length;
    levels.set(host.card.id, scene.level);
  }
  return levels;
}

function sameKeys(a: ReadonlyMap<string, Level>, b: ReadonlyMap<string, Level>): boolean {
  return a.size === b.size && [...a.keys()].every((key) => b.has(key));
}
