import type { Selection } from '@/components/topology/selection-store';
import type { CapturePlace } from '@/server/model/capture';
import { endpointLabel, hostsOfNetwork, type Intent, type Tenant } from '@/server/model/intent';

/** A place that can be chosen, and what it belongs to. */
export type PlaceOption = {
  key: string;
  place: CapturePlace;
  /** `msft-veth1 in microsoft@node01` */
  label: string;
  /** `microsoft on node01` */
  group: string;
  color: number;
};

export function placeKey(place: CapturePlace): string {
  const on = 'endpointId' in place ? place.endpointId : place.hostId;
  return `${place.at} ${on} ${place.networkId}`;
}

/** Everything that can be captured, a group for each tenant and host, from the namespace outwards. */
export function capturePlaces(intent: Intent): PlaceOption[] {
  return intent.tenants.flatMap((tenant) =>
    intent.hosts.flatMap((host) => {
      const group = `${tenant.name} on ${host.name}`;
      const option = (place: CapturePlace, label: string): PlaceOption => ({
        key: placeKey(place),
        place,
        label,
        group,
        color: tenant.color,
      });
      return [
        ...interfaces(tenant, host.id, intent, option),
        ...tenant.networks
          .filter(({ id }) => hostsOfNetwork(tenant, id).includes(host.id))
          .flatMap((network) => {
            const on = { hostId: host.id, networkId: network.id };
            const found = network.found[host.id];
            const wires = [
              option({ at: 'bridge', ...on }, `${found?.bridge ?? network.bridge}, the bridge`),
              option(
                { at: 'vxlan', ...on },
                `${found?.vxlan ?? network.vxlan}, VNI ${network.vni} before it is packed`,
              ),
            ];
            if (!host.underlay) return wires;
            const { device } = host.underlay;
            return [
              ...wires,
              option({ at: 'underlay', ...on }, `${device}, underlay: VNI ${network.vni} alone`),
            ];
          }),
      ];
    }),
  );
}

function interfaces(
  tenant: Tenant,
  hostId: string,
  intent: Intent,
  option: (place: CapturePlace, label: string) => PlaceOption,
): PlaceOption[] {
  return tenant.endpoints
    .filter((endpoint) => endpoint.hostId === hostId)
    .flatMap((endpoint) =>
      endpoint.interfaces.flatMap(({ networkId, namespaceEnd, hostEnd }) => {
        const on = { endpointId: endpoint.id, networkId };
        const label = endpointLabel(tenant, endpoint, intent.hosts);
        return [
          option({ at: 'endpoint', ...on }, `${namespaceEnd} in ${label}`),
          option({ at: 'host-end', ...on }, `${hostEnd}, its end on the bridge`),
        ];
      }),
    );
}

/** The place that a selection on the canvas means, or null. */
export function placeOfSelection(
  selected: Selection | null,
  places: readonly PlaceOption[],
): PlaceOption | null {
  if (!selected) return null;
  const first = (fits: (place: CapturePlace) => boolean) => places.find(({ place }) => fits(place)) ?? null;
  switch (selected.kind) {
    case 'namespace':
      return first((place) => 'endpointId' in place && place.endpointId === selected.endpointId);
    case 'veth':
      return first(
        (place) =>
          'endpointId' in place &&
          place.endpointId === selected.endpointId &&
          place.networkId === selected.networkId,
      );
    case 'bridge':
    case 'vxlan':
      return first(
        (place) =>
          place.at === selected.kind &&
          'hostId' in place &&
          place.hostId === selected.hostId &&
          place.networkId === selected.networkId,
      );
    case 'lane':
      return first(
        (place) =>
          place.at === 'bridge' &&
          'hostId' in place &&
          place.hostId === selected.hostId &&
          place.networkId === selected.networkId,
      );
    case 'tunnel':
      return first(
        (place) =>
          place.at === 'underlay' &&
          'hostId' in place &&
          place.hostId === selected.a &&
          place.networkId === selected.networkId,
      );
    default:
      return null;
  }
}
