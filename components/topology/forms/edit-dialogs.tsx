'use client';

import { useDialogs } from '@/components/live/dialog-store';
import { useDraftedIntent } from '../topology-data';
import { EndpointAddDialog } from './endpoint-add-dialog';
import { EndpointSetDialog } from './endpoint-set-dialog';
import { NetworkAddDialog } from './network-add-dialog';
import { NetworkSetDialog } from './network-set-dialog';
import { TenantAddDialog } from './tenant-add-dialog';
import { TenantSetDialog } from './tenant-set-dialog';

/** The dialogs that draft tenants, networks and endpoints, as the dialog store asks for them. Mount it once. */
export function EditDialogs() {
  const dialog = useDialogs((state) => state.open);
  const onClose = useDialogs((state) => state.close);
  const intent = useDraftedIntent();
  if (!dialog || !intent) return null;
  switch (dialog.kind) {
    case 'tenant.add':
      return (
        <TenantAddDialog intent={intent} hostIds={dialog.hostIds} wish={dialog.wish} onClose={onClose} />
      );
    case 'network.add':
      return (
        <NetworkAddDialog
          intent={intent}
          tenantId={dialog.tenantId}
          hostIds={dialog.hostIds ?? []}
          onClose={onClose}
        />
      );
    case 'endpoint.add':
      return (
        <EndpointAddDialog
          intent={intent}
          tenantId={dialog.tenantId}
          hostIds={dialog.hostIds ?? (dialog.hostId ? [dialog.hostId] : [])}
          onClose={onClose}
        />
      );
    case 'tenant.set': {
      const tenant = intent.tenants.find((one) => one.id === dialog.tenantId);
      return tenant ? <TenantSetDialog intent={intent} tenant={tenant} onClose={onClose} /> : null;
    }
    case 'network.set': {
      const tenant = intent.tenants.find((one) => one.id === dialog.tenantId);
      const network = tenant?.networks.find((one) => one.id === dialog.networkId);
      return tenant && network ? (
        <NetworkSetDialog intent={intent} tenant={tenant} network={network} onClose={onClose} />
      ) : null;
    }
    case 'endpoint.set': {
      const tenant = intent.tenants.find((one) => one.id === dialog.tenantId);
      const endpoint = tenant?.endpoints.find((one) => one.id === dialog.endpointId);
      return tenant && endpoint ? (
        <EndpointSetDialog intent={intent} tenant={tenant} endpoint={endpoint} onClose={onClose} />
      ) : null;
    }
    default:
      return null;
  }
}
