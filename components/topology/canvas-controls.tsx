'use client';

import { type FitViewOptions, useReactFlow } from '@xyflow/react';
import { LayoutGrid, Maximize, Minus, Plus } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button';
import type { Mode } from './graph/to-react-flow';
import { usePositions } from './positions';

/** Zoom, fit, and back to the grid. */
export function CanvasControls({ fit, mode }: { fit: FitViewOptions; mode: Mode }) {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const anyMoved = usePositions((state) => Object.keys(state.placed).length > 0);
  return (
    <div className="absolute bottom-3 left-3 z-10 flex gap-1.5">
      <IconButton
        look="bordered"
        size="sm"
        side="top"
        label="Zoom in"
        icon={<Plus />}
        onClick={() => void zoomIn()}
      />
      <IconButton
        look="bordered"
        size="sm"
        side="top"
        label="Zoom out"
        icon={<Minus />}
        onClick={() => void zoomOut()}
      />
      <IconButton
        look="bordered"
        size="sm"
        side="top"
        label="Fit all hosts"
        icon={<Maximize />}
        onClick={() => void fitView(fit)}
      />
      {mode === 'edit' && (
        <IconButton
          look="bordered"
          size="sm"
          side="top"
          label="Arrange hosts in a grid"
          icon={<LayoutGrid />}
          disabledReason={anyMoved ? null : 'The hosts are in their grid already'}
          onClick={() => {
            usePositions.getState().forget();
            requestAnimationFrame(() => void fitView(fit));
          }}
        />
      )}
    </div>
  );
}
