'use client';

import { useDialogs } from '@/components/live/dialog-store';
import { draftIt } from '../actions/draft-it';
import { extendTenant } from '../actions/drafting';
import { useSelection } from '../selection-store';
import { draftedIntent } from '../topology-data';
import type { Dropped } from './drag-store';

/** What was dropped becomes a dialog, or, where all can be proposed, a draft at once. */
export function takeDrop({ item, hostIds }: Dropped): void {
  const { show } = useDialogs.getState();
  switch (item.kind) {
    case 'host':
      show({ kind: 'host.add' });
      break;
    case 'new-tenant':
      show({ kind: 'tenant.add', hostIds, wish: item.suggestion ?? undefined });
      break;
    case 'network':
      show({ kind: 'network.add', tenantId: null, hostIds });
      break;
    case 'endpoint':
      show({ kind: 'endpoint.add', tenantId: null, hostId: hostIds[0] ?? null, hostIds });
      break;
    case 'tenant':
      if (hostIds.length > 0) extend(item.tenantId, hostIds);
  }
}

/** Puts a tenant on further hosts, with a way to change what was proposed. */
export function extend(tenantId: string, hostIds: string[]): void {
  const first = hostIds[0];
  const drafted = draftIt((intent) => extendTenant(intent, tenantId, hostIds), {
    label: 'Edit',
    onClick: () => {
      const tenant = draftedIntent()?.tenants.find((candidate) => candidate.id === tenantId);
      const endpoint = tenant?.endpoints.findLast((candidate) => candidate.hostId === first);
      if (endpoint) useDialogs.getState().show({ kind: 'endpoint.set', tenantId, endpointId: endpoint.id });
    },
  });
  if (drafted) useSelection.getState().select({ kind: 'tenant', tenantId });
}
