'use client';

import { useReactFlow } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';
import type { TopologyNode } from '../graph/to-react-flow';
import { useSelection } from '../selection-store';
import { useDrag } from './drag-store';
import { takeDrop } from './take-drop';

/** Lets the canvas say which hosts lie under the pointer, and take what is dropped on them. */
export function useDropTarget(surface: RefObject<HTMLDivElement | null>, enabled: boolean): void {
  const { screenToFlowPosition, getNodes } = useReactFlow<TopologyNode>();
  useEffect(() => {
    if (!enabled) return;
    const hostsAt = (x: number, y: number): string[] | null => {
      const box = surface.current?.getBoundingClientRect();
      if (!box || x < box.left || x > box.right || y < box.top || y > box.bottom) return null;
      const at = screenToFlowPosition({ x, y }, { snapToGrid: false });
      const host = getNodes()
        .filter((node) => node.type === 'host')
        // The one drawn last lies on top.
        .findLast(
          ({ position, width = 0, height = 0 }) =>
            at.x >= position.x &&
            at.x <= position.x + width &&
            at.y >= position.y &&
            at.y <= position.y + height,
        );
      if (!host) return [];
      const { picked } = useSelection.getState();
      return picked.length > 1 && picked.includes(host.id) ? picked : [host.id];
    };
    useDrag.getState().attach(hostsAt, takeDrop);
    return () => useDrag.getState().attach(null, null);
  }, [enabled, surface, screenToFlowPosition, getNodes]);
}
