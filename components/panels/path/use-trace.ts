'use client';

import { useEffect } from 'react';
import { type Selection, selectionKey, useSelection } from '@/components/topology/selection-store';
import type { PathAnswer } from '@/server/api/types';
import type { Intent } from '@/server/model/intent';
import { type HopState, selectionOfHop, stateOf } from './hop-look';

/** Draws the answer's hops on the canvas while the panel is there. */
export function useTrace(answer: PathAnswer | null, intent: Intent | null): void {
  useEffect(() => {
    if (!answer || !intent) return;
    const route = new Map<string, HopState>();
    const order: HopState[] = ['right', 'unknown', 'risky', 'wrong'];
    const put = (selection: Selection | null, state: HopState) => {
      if (!selection || selection.kind === 'host') return;
      const key = selectionKey(selection);
      if (order.indexOf(state) >= order.indexOf(route.get(key) ?? 'right')) route.set(key, state);
    };
    for (const hop of answer.hops) {
      const selection = selectionOfHop(hop, answer.hops, intent);
      put(selection, stateOf(hop));
      // An interface is drawn as the wire to its namespace, which is what one sees from afar.
      if (hop.object.kind === 'interface' && selection?.kind === 'veth') {
        const { tenantId, endpointId, hostId } = selection;
        put({ kind: 'namespace', tenantId, endpointId, hostId }, stateOf(hop));
      }
    }
    useSelection.getState().trace(route);
    return () => useSelection.getState().trace(null);
  }, [answer, intent]);
}
