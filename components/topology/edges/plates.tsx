'use client';

import { memo, useMemo } from 'react';
import type { Match } from '../graph/match';
import type { PlacedHost, Placement } from '../graph/placement';
import type { TopologyNode } from '../graph/to-react-flow';

type PlatesProps = { placement: Placement; mounted: readonly TopologyNode[]; match: Match | null };

/** Every host that is not mounted as an empty plate, so that a view that moves fast never runs into nothing. */
export const Plates = memo(function Plates({ placement, mounted, match }: PlatesProps) {
  const path = useMemo(() => {
    const there = new Set(mounted.map(({ id }) => id));
    return placement.hosts
      .filter(({ id }) => !there.has(id))
      .map(plate)
      .join('');
  }, [placement, mounted]);
  return (
    <svg
      aria-hidden="true"
      className="pointer-events-none absolute top-0 left-0 size-px overflow-visible"
      style={{ zIndex: -2, opacity: match ? 0.55 : 1 }}
    >
      <path d={path} fill="var(--surface)" stroke="var(--line)" vectorEffect="non-scaling-stroke" />
    </svg>
  );
});

const RADIUS = 14;

function plate({ x, y, width, height }: PlacedHost): string {
  const [w, h] = [width - 2 * RADIUS, height - 2 * RADIUS];
  const turn = (dx: number, dy: number) => `a${RADIUS} ${RADIUS} 0 0 1 ${dx} ${dy}`;
  return `M${x + RADIUS} ${y}h${w}${turn(RADIUS, RADIUS)}v${h}${turn(-RADIUS, RADIUS)}h${-w}${turn(-RADIUS, -RADIUS)}v${-h}${turn(RADIUS, -RADIUS)}z`;
}
