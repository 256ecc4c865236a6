'use client';

import { type KeyboardEvent, useCallback } from 'react';
import { useHasAllTenants } from '@/components/live/me';
import { removalOf } from './actions/selection-actions';
import type { Mode } from './graph/to-react-flow';
import { useSelection } from './selection-store';
import { draftedIntent } from './topology-data';

/** Delete removes what is selected, in the draft; Escape selects nothing. */
export function useCanvasKeys(mode: Mode): (event: KeyboardEvent) => void {
  const hasAll = useHasAllTenants();
  return useCallback(
    (event) => {
      const { selected, picked, select } = useSelection.getState();
      if (event.key === 'Escape' && (selected || picked.length > 0)) {
        select(null);
        return;
      }
      if (mode !== 'edit' || (event.key !== 'Delete' && event.key !== 'Backspace')) return;
      const intent = draftedIntent();
      const removal = selected && intent && removalOf(selected, intent, hasAll);
      if (!removal) return;
      event.preventDefault();
      if (removal.disabledReason === null) removal.run();
    },
    [mode, hasAll],
  );
}
