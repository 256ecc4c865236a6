'use client';

import { useReactFlow } from '@xyflow/react';
import { LayoutGrid, Maximize, Minus, Plus } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button';
import type { Arrange } from './layout/use-arrange';

/** Zoom, fit, and back to the grid. */
export function CanvasControls({
  fit,
  arrange,
}: {
  fit(): void;
  /** Puts every host into the grid; null where nothing may be moved. */
  arrange: Arrange | null;
}) {
  const { zoomIn, zoomOut } = useReactFlow();
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
        onClick={fit}
      />
      {arrange && (
        <IconButton
          look="bordered"
          size="sm"
          side="top"
          label={arrange.busy ? 'Arranging…' : 'Arrange hosts: those that share tenants together'}
          icon={<LayoutGrid className={arrange.busy ? 'animate-pulse' : undefined} />}
          onClick={arrange.run}
        />
      )}
    </div>
  );
}
