'use client';

import { useStoreApi } from '@xyflow/react';
import { useCallback, useMemo, useRef } from 'react';
import type { FabricGraph } from './graph/fabric-graph';
import { gridOf, positionsOf, Seats } from './graph/grid';
import type { Placement, Point } from './graph/placement';
import { settle } from './graph/settle';
import { shapeOfAll } from './graph/shape';
import { orderOf } from './layout/neighbourhood';
import { usePositions } from './positions';
import { useView } from './view-store';

/** Width divided by height of a canvas that has not been measured. */
const USUAL_ASPECT = 1.5;

/** Where everything stands. Worked out again only when cards come, go or change in size, or somebody moves one. */
export function usePlacement(graph: FabricGraph | null): {
  placement: Placement | null;
  /** Seats all hosts anew, those close together that are close together in `near`, and gives their places. */
  seat(near: ReadonlyMap<string, Point>): Record<string, Point>;
} {
  const unfolded = useView((state) => state.unfolded);
  const placed = usePositions((state) => state.placed);
  const moving = usePositions((state) => state.moving);
  const store = useStoreApi();
  const seats = useRef(new Seats());
  const latest = useRef(graph);
  latest.current = graph;

  const layOut = useCallback(() => {
    const { width, height } = store.getState();
    const aspect = height > 0 ? width / height : USUAL_ASPECT;
    return latest.current && gridOf(latest.current, { unfolded, aspect }, seats.current);
  }, [store, unfolded]);

  const shape = useMemo(() => graph && shapeOfAll(graph), [graph]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: graphs of one shape are laid out alike
  const grid = useMemo(layOut, [layOut, shape]);
  const placement = useMemo(
    () => grid && settle(grid, { positions: placed, moving }),
    [grid, placed, moving],
  );
  const seat = useCallback(
    (near: ReadonlyMap<string, Point>) => {
      seats.current.empty();
      let anew = layOut();
      if (anew && near.size > 0) {
        seats.current.empty(orderOf(near, seats.current.columns));
        anew = layOut();
      }
      return anew ? positionsOf(anew) : {};
    },
    [layOut],
  );
  return { placement, seat };
}
