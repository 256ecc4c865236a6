import { Refused } from '../intent/error';
import type { CapturePlace } from '../model/capture';
import { endpointLabel, hostsOfNetwork, type Intent } from '../model/intent';

/** Where a capture looks, for the audit log and for the host that it runs on. */
export type CaptureSubject = { hostId: string; tenantId: string; tenant: string; label: string };

const POINT = { bridge: 'bridge', vxlan: 'VXLAN interface', underlay: 'underlay' } as const;

/** @throws Refused where intent has no such place */
export function captureSubject(intent: Intent, place: CapturePlace): CaptureSubject {
  for (const tenant of intent.tenants) {
    const network = tenant.networks.find(({ id }) => id === place.networkId);
    if (!network) continue;
    if ('endpointId' in place) {
      const endpoint = tenant.endpoints.find(({ id }) => id === place.endpointId);
      const wire = endpoint?.interfaces.find(({ networkId }) => networkId === place.networkId);
      if (!endpoint || !wire) break;
      const device = place.at === 'endpoint' ? wire.namespaceEnd : wire.hostEnd;
      const label = `${device} of ${endpointLabel(tenant, endpoint, intent.hosts)}`;
      return { hostId: endpoint.hostId, tenantId: tenant.id, tenant: tenant.name, label };
    }
    const host = intent.hosts.find(({ id }) => id === place.hostId);
    if (!host || !hostsOfNetwork(tenant, network.id).includes(host.id)) break;
    const what = `VNI ${network.vni}, ${POINT[place.at]} of ${tenant.name}/${network.name} on ${host.name}`;
    return { hostId: host.id, tenantId: tenant.id, tenant: tenant.name, label: what };
  }
  throw new Refused('There is no such place to capture: it may not be applied yet, or somebody removed it.');
}
