'use client';

import { useCallback, useRef, useState } from 'react';
import { toast } from '@/components/ui/toast';
import type { FabricGraph } from '../graph/fabric-graph';
import type { Point } from '../graph/placement';
import { usePositions } from '../positions';
import { neighbourhoodOf } from './neighbourhood';

export type Arrange = { busy: boolean; run(): void };

/** Puts every host into the grid, next to those with which it shares networks, and keeps it there. */
export function useArrange(
  graph: FabricGraph | null,
  seat: (near: ReadonlyMap<string, Point>) => Record<string, Point>,
  fit: () => void,
): Arrange {
  const [busy, setBusy] = useState(false);
  const latest = useRef(graph);
  latest.current = graph;
  const run = useCallback(async () => {
    if (!latest.current) return;
    setBusy(true);
    try {
      const near = await laidOut(latest.current);
      usePositions.getState().place(seat(near));
      requestAnimationFrame(fit);
    } catch (error) {
      toast.warning('The hosts could not be arranged', {
        description: error instanceof Error ? error.message : String(error),
      });
    } finally {
      setBusy(false);
    }
  }, [seat, fit]);
  return { busy, run: () => void run() };
}

/** By host id, where ELK would have it; empty where it has nothing to say. Its worker lives for one layout. */
async function laidOut(graph: FabricGraph): Promise<ReadonlyMap<string, Point>> {
  const neighbourhood = neighbourhoodOf(graph);
  if (!neighbourhood) return new Map();
  const { question, alike } = neighbourhood;
  const { default: Elk } = await import('elkjs/lib/elk-api');
  const elk = new Elk({
    workerFactory: () => new Worker(new URL('./elk-worker.ts', import.meta.url)),
  });
  try {
    const { children = [] } = await elk.layout(question);
    return new Map(
      children.flatMap(({ id, x = 0, y = 0 }) => (alike.get(id) ?? []).map((host) => [host, { x, y }])),
    );
  } finally {
    elk.terminateWorker();
  }
}
