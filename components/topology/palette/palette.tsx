'use client';

import { GripVertical, Network, Server, SquareDot, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useDialogs } from '@/components/live/dialog-store';
import { useForbidden, useHasAllTenants } from '@/components/live/me';
import { classNames } from '@/components/ui/class-names';
import { DragImage } from '../drag/drag-image';
import type { Dragged } from '../drag/drag-store';
import { useDraggable } from '../drag/use-draggable';
import type { FabricGraph } from '../graph/fabric-graph';
import { useSelection } from '../selection-store';
import { useFabric } from '../topology-data';
import { Lenses } from './lenses';
import { SUGGESTIONS } from './suggestions';
import { TenantItem } from './tenant-item';

/** What can be dragged onto the canvas by who may draw, the tenants that are there, and what of the fabric is shown. */
export function Palette() {
  const fabric = useFabric();
  const canDraw = useForbidden('operator') === null;
  return (
    <div className="flex min-h-full flex-col gap-6 px-3 py-4">
      {canDraw && <NewItems />}
      {fabric && <Tenants fabric={fabric} />}
      {fabric && <Lenses fabric={fabric} />}
      <DragImage />
    </div>
  );
}

/** What can be made anew. */
function NewItems() {
  const picked = useSelection((state) => state.picked);
  const hasAll = useHasAllTenants();
  return (
    <section aria-labelledby="palette-new">
      <h2 id="palette-new" className="section-title mb-2 px-1">
        Drag onto a host
      </h2>
      <ul className="flex flex-col gap-2">
        {hasAll && (
          <li>
            <NewItem
              item={{ kind: 'new-tenant', suggestion: null }}
              icon={<UserRound />}
              label="Tenant"
              testId="palette-tenant"
              onOpen={() => useDialogs.getState().show({ kind: 'tenant.add', hostIds: picked })}
            />
          </li>
        )}
        <li>
          <NewItem
            item={{ kind: 'network' }}
            icon={<Network />}
            label="Network"
            testId="palette-network"
            onOpen={() =>
              useDialogs.getState().show({ kind: 'network.add', tenantId: null, hostIds: picked })
            }
          />
        </li>
        <li>
          <NewItem
            item={{ kind: 'endpoint' }}
            icon={<SquareDot />}
            label="Endpoint"
            testId="palette-endpoint"
            onOpen={() =>
              useDialogs
                .getState()
                .show({ kind: 'endpoint.add', tenantId: null, hostId: picked[0] ?? null, hostIds: picked })
            }
          />
        </li>
        {hasAll && (
          <li>
            <NewItem
              item={{ kind: 'host' }}
              icon={<Server />}
              label="Host"
              testId="palette-host"
              onOpen={() => useDialogs.getState().show({ kind: 'host.add' })}
            />
          </li>
        )}
      </ul>
    </section>
  );
}

function Tenants({ fabric }: { fabric: FabricGraph }) {
  const hasAll = useHasAllTenants();
  const canDraw = useForbidden('operator') === null;
  const suggested = !hasAll || !canDraw ? [] : fabric.tenants.length === 0 ? SUGGESTIONS : leftover(fabric);
  return (
    <section aria-labelledby="palette-tenants">
      <h2 id="palette-tenants" className="section-title mb-1.5 px-1">
        Tenants
      </h2>
      <ul className="flex flex-col">
        {fabric.tenants.map((tenant) => (
          <TenantItem key={tenant.id} tenant={tenant} />
        ))}
      </ul>
      {suggested.length > 0 && (
        <>
          {fabric.tenants.length === 0 && (
            <p className="px-1 pb-1.5 text-muted text-xs">
              None yet. Begin with one of these, or with your own:
            </p>
          )}
          <ul className="flex flex-col gap-1.5">
            {suggested.map((suggestion) => (
              <li key={suggestion.name}>
                <NewItem
                  item={{ kind: 'new-tenant', suggestion }}
                  icon={<UserRound />}
                  label={suggestion.name}
                  note={`VNI ${suggestion.vni}`}
                  testId={`palette-tenant-${suggestion.name}`}
                  suggestion
                  onOpen={() =>
                    useDialogs.getState().show({
                      kind: 'tenant.add',
                      hostIds: useSelection.getState().picked,
                      wish: suggestion,
                    })
                  }
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** While the first suggestion was taken and nothing else, the second one is still offered. */
function leftover(fabric: FabricGraph) {
  const taken = SUGGESTIONS.filter(({ name }) => fabric.tenants.some((tenant) => tenant.name === name));
  if (taken.length === 0 || fabric.tenants.length > taken.length) return [];
  return SUGGESTIONS.filter((suggestion) => !taken.includes(suggestion));
}

type NewItemProps = {
  item: Dragged;
  icon: ReactNode;
  label: string;
  note?: string;
  testId: string;
  suggestion?: boolean;
  onOpen(): void;
};

/** Dragged with the pointer, or pressed: then the same dialog asks for the hosts. */
function NewItem({ item, icon, label, note, testId, suggestion = false, onOpen }: NewItemProps) {
  const { onPointerDown, wasDragged } = useDraggable(() => item);
  return (
    <button
      type="button"
      data-testid={testId}
      title={`Drag ${label} onto a host, or press Enter to choose hosts`}
      onPointerDown={onPointerDown}
      onClick={() => !wasDragged() && onOpen()}
      className={classNames(
        'flex h-9 w-full touch-none select-none items-center gap-2.5 rounded-md border bg-raised pr-2 pl-2.5 text-left font-medium text-ink text-sm transition-colors hover:bg-hover !cursor-grab active:!cursor-grabbing [&>svg]:shrink-0',
        suggestion ? 'border-line-strong border-dashed' : 'border-line-strong/70',
      )}
    >
      <span className="text-accent-ink [&_svg]:size-4">{icon}</span>
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {note && <span className="font-normal text-muted text-xs tabular">{note}</span>}
      {!note && <GripVertical aria-hidden className="size-3.5 text-faint" />}
    </button>
  );
}
