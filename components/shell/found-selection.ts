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
      return deviceSelection(thing, intent);
  }
}

function deviceSelection(thing: Extract<FoundThing, { kind: 'device' }>, intent: Intent): Selection {
  const { hostId, device, namespace } = thing;
  for (const tenant of intent.tenants) {
    const tenantId = tenant.id;
    for (const endpoint of tenant.endpoints) {
      if (endpoint.hostId !== hostId) continue;
      const wire = endpoint.interfaces.find((one) =>
        namespace === null
          ? one.hostEnd === device
          : endpoint.namespace === namespace && one.namespaceEnd === device,
      );
      if (wire) return { kind: 'veth', tenantId, networkId: wire.networkId, endpointId: endpoint.id, hostId };
    }
    if (namespace !== null) continue;
    for (const network of tenant.networks) {
      if (!hostsOfNetwork(tenant, network.id).includes(hostId)) continue;
      const found = network.found[hostId];
      const place = { tenantId, networkId: network.id, hostId };
      if ((found?.bridge ?? network.bridge) === device) return { kind: 'bridge', ...place };
      if ((found?.vxlan ?? network.vxlan) === device) return { kind: 'vxlan', ...place };
    }
  }
  return namespace === null ? { kind: 'foreign', hostId, name: device } : { kind: 'host', hostId };
}
