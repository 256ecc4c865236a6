'use client';

import { useDialogs } from '@/components/live/dialog-store';
import { useForbidden } from '@/components/live/me';
import { classNames } from '@/components/ui/class-names';
import { HEALTH_LOOK } from '@/components/ui/health-badge';
import { useDraggable } from '../drag/use-draggable';
import { counted } from '../graph/counted';
import type { TenantEntry } from '../graph/fabric-graph';
import { MenuButton } from '../nodes/menu-button';
import { isSelected, type Selection, useSelection } from '../selection-store';

/** A tenant: selects it, or, dragged onto a host by who may draw, extends it there. */
export function TenantItem({ tenant }: { tenant: TenantEntry }) {
  const about: Selection = { kind: 'tenant', tenantId: tenant.id };
  const selected = useSelection((state) => isSelected(state.selected, about));
  const canDraw = useForbidden('operator') === null;
  const { onPointerDown, wasDragged } = useDraggable(() =>
    canDraw
      ? { kind: 'tenant', tenantId: tenant.id, name: tenant.name, color: tenant.color, fromHostId: null }
      : null,
  );
  const { Icon } = HEALTH_LOOK[tenant.mark.health];
  const sick =
    tenant.ghost === 'none' && tenant.mark.health !== 'healthy' && tenant.mark.health !== 'pending';
  return (
    <li className="group relative">
      <button
        type="button"
        data-testid={`palette-tenant-${tenant.name}`}
        data-ghost={tenant.ghost}
        data-health={tenant.mark.health}
        aria-pressed={selected}
        title={canDraw ? `Drag ${tenant.name} onto a host to extend it there` : undefined}
        onPointerDown={onPointerDown}
        onClick={() => !wasDragged() && useSelection.getState().select(about)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          useSelection.getState().select(about);
          if (canDraw) {
            useDialogs.getState().show({ kind: 'endpoint.add', tenantId: tenant.id, hostId: null });
          }
        }}
        className={classNames(
          'flex h-8 w-full touch-none select-none items-center gap-2.5 rounded-md pr-2 pl-2 text-left text-ink text-sm hover:bg-hover',
          canDraw && '!cursor-grab active:!cursor-grabbing',
          selected && 'bg-accent-soft',
        )}
      >
        <span
          aria-hidden
          className="size-2.5 shrink-0 rounded-[3px]"
          style={{ background: `var(--tenant-${tenant.color})` }}
        />
        <span className={classNames('min-w-0 flex-1 truncate', tenant.ghost === 'removed' && 'line-through')}>
          {tenant.name}
        </span>
        {sick && (
          <Icon
            role="img"
            aria-label={tenant.mark.health}
            className="size-3.5 shrink-0"
            style={{ color: HEALTH_LOOK[tenant.mark.health].color }}
          />
        )}
        <span className="shrink-0 text-muted text-xs tabular group-focus-within:invisible group-hover:invisible">
          {noteOf(tenant)}
        </span>
      </button>
      {canDraw && (
        <MenuButton
          about={about}
          label={`Actions for tenant ${tenant.name}`}
          className="absolute top-1 right-1 opacity-0 focus-visible:opacity-100 group-hover:opacity-100"
        />
      )}
    </li>
  );
}

function noteOf(tenant: TenantEntry): string {
  if (tenant.ghost === 'new') return 'draft';
  if (tenant.ghost === 'removed') return 'will go';
  return counted(tenant.hosts.length, 'host');
}
