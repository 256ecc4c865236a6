import { devicePlaces, selectionOfDevice } from '@/components/topology/device-places';
import type { Selection } from '@/components/topology/selection-store';
import { hostsOfNetwork, type Intent } from '@/server/model/intent';
import type { FoundThing } from './find-items';

/** What to select on the canvas for something found; null: it is nowhere on the canvas. */
export function selectionOf(thing: FoundThing, intent: Intent): Selection | null {
  switch (thing.kind) {
    case 'host':
      return { kind: 'host', hostId: thing.hostId };
    case 'tenant':
      return { kind: 'tenant', tenantId: thing.tenantId };
    case 'network': {
      const tenant = intent.tenants.find((one) => one.id === thing.tenantId);
      const [hostId] = tenant ? hostsOfNetwork(tenant, thing.networkId) : [];
      return hostId
        ? { kind: 'lane', tenantId: thing.tenantId, networkId: thing.networkId, hostId }
        : { kind: 'tenant', tenantId: thing.tenantId };
    }
    case 'endpoint':
      return {
        kind: 'namespace',
        tenantId: thing.tenantId,
        endpointId: thing.endpointId,
        hostId: thing.hostId,
      };
    case 'device':
      return selectionOfDevice(devicePlaces(intent), thing.hostId, thing.namespace, thing.device);
  }
}
