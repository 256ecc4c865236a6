'use client';

import { Network, Server, SquareDot, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { classNames } from '@/components/ui/class-names';
import { counted } from '../graph/counted';
import { useFabric } from '../topology-data';
import { type Dragged, useDrag } from './drag-store';

/** What is being dragged, beside the pointer, with the word of what a drop would do here. */
export function DragImage() {
  const item = useDrag((state) => state.item);
  const at = useDrag((state) => state.at);
  const over = useDrag((state) => state.over);
  const onCanvas = useDrag((state) => state.onCanvas);
  const fabric = useFabric();
  if (!item) return null;
  const held = item.kind === 'tenant' && fabric?.tenants.find((tenant) => tenant.id === item.tenantId)?.hosts;
  const there = over.length > 0 && held && over.every((id) => held.includes(id));
  const fits = item.kind === 'host' ? onCanvas : over.length > 0 && !there;
  return createPortal(
    <div
      aria-hidden="true"
      className="pointer-events-none fixed top-0 left-0 z-[80] flex items-center gap-2 rounded-md border bg-raised px-3 py-2 font-medium text-ink text-sm shadow-float"
      style={{
        transform: `translate(${at.x + 12}px, ${at.y + 10}px)`,
        borderColor: fits ? 'var(--accent)' : 'var(--line-strong)',
      }}
    >
      {ICON[item.kind]}
      <span>{nameOf(item)}</span>
      <span className={classNames('text-xs', fits ? 'text-accent-ink' : 'text-muted')}>
        {item.kind === 'host'
          ? fits
            ? 'add a host'
            : 'drop it on the canvas'
          : fits
            ? over.length > 1
              ? `to ${counted(over.length, 'host')}`
              : 'drop it here'
            : there
              ? 'is here already'
              : 'drop it on a host'}
      </span>
    </div>,
    document.body,
  );
}

const ICON: Record<Dragged['kind'], ReactNode> = {
  'new-tenant': <UserRound className="size-4 text-accent-ink" />,
  tenant: <UserRound className="size-4 text-accent-ink" />,
  network: <Network className="size-4 text-accent-ink" />,
  endpoint: <SquareDot className="size-4 text-accent-ink" />,
  host: <Server className="size-4 text-accent-ink" />,
};

function nameOf(item: Dragged): string {
  switch (item.kind) {
    case 'new-tenant':
      return item.suggestion?.name ?? 'Tenant';
    case 'tenant':
      return item.name;
    case 'network':
      return 'Network';
    case 'endpoint':
      return 'Endpoint';
    case 'host':
      return 'Host';
  }
}
