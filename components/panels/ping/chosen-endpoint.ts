'use client';

import { useSelection } from '@/components/topology/selection-store';

/** The endpoint that is selected on the canvas, or null. */
export function useSelectedEndpoint(): string | null {
  return useSelection(({ selected }) =>
    selected?.kind === 'namespace' || selected?.kind === 'veth' ? selected.endpointId : null,
  );
}
