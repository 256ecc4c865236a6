'use client';

import { useEffect } from 'react';
import { selectionKey, useSelection } from '@/components/topology/selection-store';
import type { PathAnswer } from '@/server/api/types';
import type { Intent } from '@/server/model/intent';
import { selectionOfHop, stateOf } from './hop-look';

/** Draws the answer's hops on the canvas while the panel is there. */
export function useTrace(answer: PathAnswer | null, intent: Intent | null): void {
  useEffect(() => {
    if (!answer || !intent) return;
    const route = new Map<string, 'right' | 'wrong' | 'risky' | 'unknown'>();
    const order = ['right', 'unknown', 'risky', 'wrong'];
    for (const hop of answer.hops) {
      const selection = selectionOfHop(hop, answer.hops, intent);
      if (!selection || selection.kind === 'host') continue;
      const key = selectionKey(selection);
      const state = stateOf(hop);
      if (order.indexOf(state) >= order.indexOf(route.get(key) ?? 'right')) route.set(key, state);
    }
    useSelection.getState().trace(route);
    return () => useSelection.getState().trace(null);
  }, [answer, intent]);
}
