'use client';

import { MousePointer2, Server } from 'lucide-react';
import { useDialogs } from '@/components/live/dialog-store';
import { AdoptBanner } from '@/components/panels/adopt/adopt-banner';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { useDrag } from './drag/drag-store';
import type { FabricGraph } from './graph/fabric-graph';
import type { Mode } from './graph/to-react-flow';

/** The next step, where there is no host yet or no tenant. */
export function CanvasEmpty({ fabric, mode }: { fabric: FabricGraph; mode: Mode }) {
  const dragging = useDrag((state) => state.item !== null);
  if (fabric.hosts.length === 0) {
    return (
      <div className="pointer-events-none absolute inset-0 flex items-center justify-center">
        <div className="pointer-events-auto rounded-xl border border-line bg-surface shadow-card">
          <EmptyState
            icon={<Server />}
            title={mode === 'edit' ? 'Add a host to begin' : 'No hosts yet'}
            action={
              mode === 'edit' && (
                <Button look="primary" onClick={() => useDialogs.getState().show({ kind: 'host.add' })}>
                  Add a host
                </Button>
              )
            }
          >
            A host is any Linux machine that you reach over SSH. Nothing is installed on it.
          </EmptyState>
        </div>
      </div>
    );
  }
  if (mode === 'ops' || fabric.tenants.length > 0 || dragging) return null;
  return (
    <div className="pointer-events-none absolute inset-x-0 top-14 flex justify-center px-4">
      <AdoptBanner
        className="pointer-events-auto max-w-150 rounded-md bg-raised shadow-card"
        otherwise={
          <p className="inline-flex items-center gap-2 rounded-full border border-line bg-raised px-4 py-2 font-medium text-ink text-sm shadow-card">
            <MousePointer2 aria-hidden className="size-4 text-accent-ink" />
            Drag a tenant onto a host
          </p>
        }
      />
    </div>
  );
}
