import { endpointLabel, hostsOfNetwork, type Intent } from '@/server/model/intent';
import type { Selection } from './selection-store';

/** What a device of one of our tenants is, by the words of intent. */
export type DevicePlace = {
  selection: Selection;
  /** `microsoft@node02`, or the tenant where it is no endpoint's. */
  label: string;
  part: 'namespace end' | 'host end' | 'bridge' | 'VXLAN interface';
  tenantId: string;
  color: number;
};

/** By host id, and there by `devicePlaceKey`. */
export type DevicePlaces = ReadonlyMap<string, ReadonlyMap<string, DevicePlace>>;

export const devicePlaceKey = (namespace: string | null, device: string) => `${namespace ?? ''}/${device}`;

const known = new WeakMap<Intent, DevicePlaces>();

/** Every device that intent names, on every host. Worked out once per intent. */
export function devicePlaces(intent: Intent): DevicePlaces {
  const before = known.get(intent);
  if (before) return before;
  const places = new Map<string, Map<string, DevicePlace>>();
  const put = (hostId: string, namespace: string | null, device: string, place: DevicePlace) => {
    const host = places.get(hostId) ?? new Map<string, DevicePlace>();
    places.set(hostId, host.set(devicePlaceKey(namespace, device), place));
  };
  for (const tenant of intent.tenants) {
    const own = { tenantId: tenant.id, color: tenant.color };
    for (const network of tenant.networks) {
      for (const hostId of hostsOfNetwork(tenant, network.id)) {
        const found = network.found[hostId];
        const where = { tenantId: tenant.id, networkId: network.id, hostId };
        put(hostId, null, found?.bridge ?? network.bridge, {
          ...own,
          selection: { kind: 'bridge', ...where },
          label: tenant.name,
          part: 'bridge',
        });
        put(hostId, null, found?.vxlan ?? network.vxlan, {
          ...own,
          selection: { kind: 'vxlan', ...where },
          label: tenant.name,
          part: 'VXLAN interface',
        });
      }
    }
    for (const endpoint of tenant.endpoints) {
      const { hostId, namespace } = endpoint;
      const label = endpointLabel(tenant, endpoint, intent.hosts);
      for (const wire of endpoint.interfaces) {
        const selection: Selection = {
          kind: 'veth',
          tenantId: tenant.id,
          networkId: wire.networkId,
          endpointId: endpoint.id,
          hostId,
        };
        put(hostId, null, wire.hostEnd, { ...own, selection, label, part: 'host end' });
        put(hostId, namespace, wire.namespaceEnd, { ...own, selection, label, part: 'namespace end' });
      }
    }
  }
  known.set(intent, places);
  return places;
}

/** What to select for a device of a host; what intent does not name is foreign, or within its host. */
export function selectionOfDevice(
  places: DevicePlaces,
  hostId: string,
  namespace: string | null,
  device: string,
): Selection {
  const place = places.get(hostId)?.get(devicePlaceKey(namespace, device));
  if (place) return place.selection;
  return namespace === null ? { kind: 'foreign', hostId, name: device } : { kind: 'host', hostId };
}
