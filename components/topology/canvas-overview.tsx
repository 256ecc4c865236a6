'use client';

import { MiniMap, type ReactFlowState, useStore } from '@xyflow/react';
import { useCallback } from 'react';
import { classNames } from '@/components/ui/class-names';
import { boundsOf, type Placement } from './graph/placement';
import type { TopologyNode } from './graph/to-react-flow';

/** Pixels that may be out of sight before the map is of use. */
const TOLERANCE = 8;

/** A map of the whole, while a part of it is out of sight. */
export function Overview({ placement }: { placement: Placement | null }) {
  const beyond = useStore(
    useCallback((state: ReactFlowState) => placement !== null && isBeyond(placement, state), [placement]),
  );
  return (
    <MiniMap
      pannable
      zoomable
      ariaLabel="Overview of the fabric"
      nodeColor={colorOf}
      nodeStrokeWidth={0}
      nodeBorderRadius={12}
      maskColor="var(--minimap-mask)"
      className={classNames('transition-opacity duration-200', !beyond && 'pointer-events-none opacity-0')}
      style={{ width: 132, height: 84 }}
    />
  );
}

function isBeyond(placement: Placement, { transform: [x, y, zoom], width, height }: ReactFlowState): boolean {
  if (placement.hosts.length === 0) return false;
  const bounds = boundsOf(placement);
  const [left, top] = [bounds.x * zoom + x, bounds.y * zoom + y];
  const [right, bottom] = [left + bounds.width * zoom, top + bounds.height * zoom];
  return left < -TOLERANCE || top < -TOLERANCE || right > width + TOLERANCE || bottom > height + TOLERANCE;
}

function colorOf(node: TopologyNode): string {
  if (node.type === 'host') return 'var(--minimap-host)';
  return node.data.lane.mark.stale ? 'var(--unknown)' : `var(--tenant-${node.data.lane.color})`;
}
