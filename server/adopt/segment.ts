import type { Intent } from '../model/intent';
import type { ObservedLink, ObservedNamespace, ObservedVxlan } from '../observe/observed';
import type { Leftover } from './proposal';
import { holderOf, type Sight } from './sight';

/** One VNI on one UDP port, and where it is: what becomes a network. */
export type Segment = {
  vni: number;
  port: number;
  /** In the order of hosts. */
  presences: Presence[];
};

/** A foreign VXLAN interface in a bridge of one host, and what hangs there. */
export type Presence = {
  sight: Sight;
  vxlan: ObservedLink;
  settings: ObservedVxlan;
  bridge: ObservedLink;
  seats: Seat[];
  /** Ports of the bridge that are neither. */
  others: ObservedLink[];
};

/** A veth pair from a bridge into a namespace that has a name. */
export type Seat = { hostEnd: ObservedLink; namespace: ObservedNamespace; inside: ObservedLink };

/** All segments that people built, and VXLAN interfaces that make none. */
export function segmentsOf(
  sights: readonly Sight[],
  intent: Intent,
  fabric: string,
): { segments: Segment[]; leftovers: Leftover[] } {
  const segments = new Map<string, Segment>();
  const leftovers: Leftover[] = [];
  const begun = beingAdopted(intent);
  for (const sight of sights) {
    for (const link of sight.observed.links) {
      if (!link.vxlan || begun.has(`${sight.host.id} ${link.name} ${link.vxlan.vni}`)) continue;
      const found = presenceOf(sight, link, link.vxlan, fabric);
      if (found === null) continue;
      if (typeof found === 'string') {
        leftovers.push({ hostId: sight.host.id, kind: 'vxlan', name: link.name, sentence: found });
        continue;
      }
      const { vni, port } = link.vxlan;
      const key = `${vni} ${port}`;
      const segment = segments.get(key);
      if (segment) segment.presences.push(found);
      else segments.set(key, { vni, port, presences: [found] });
    }
  }
  const sorted = [...segments.values()].sort((a, b) => a.vni - b.vni || a.port - b.port);
  return { segments: sorted, leftovers };
}

/** Devices whose adoption was committed, and whose marks are not there yet: `host name vni`. */
function beingAdopted({ tenants }: Intent): Set<string> {
  return new Set(
    tenants.flatMap(({ networks }) =>
      networks.flatMap(({ found, vxlan, vni }) =>
        Object.entries(found).flatMap(([hostId, presence]) =>
          presence.adopted ? [`${hostId} ${presence.vxlan ?? vxlan} ${vni}`] : [],
        ),
      ),
    ),
  );
}

/** The presence, the sentence why it is none, or null where it is Overlane's own. */
function presenceOf(
  sight: Sight,
  vxlan: ObservedLink,
  settings: ObservedVxlan,
  fabric: string,
): Presence | string | null {
  const host = sight.host.name;
  const holder = holderOf(vxlan, fabric);
  if (holder.is === 'ours') return null;
  if (holder.is === 'other-installation') {
    return `${vxlan.name} on ${host} belongs to another installation of Overlane (${holder.fabric})`;
  }
  if (settings.external) {
    return `${vxlan.name} on ${host} is in external mode: routes or another program give it its VNIs, so it is no network of its own`;
  }
  if (settings.vni === 0) return `${vxlan.name} on ${host} has VNI 0, which is no network's`;
  const bridge = vxlan.master === null ? undefined : sight.links.get(vxlan.master);
  if (!bridge) return `${vxlan.name} on ${host} is in no bridge: nothing of a tenant hangs on it`;
  if (bridge.kind !== 'bridge') {
    return `${vxlan.name} on ${host} is in ${bridge.name}, which is no bridge (${bridge.kindName || 'a device'})`;
  }
  if (holderOf(bridge, fabric).is !== 'foreign') {
    return `${vxlan.name} on ${host} is in ${bridge.name}, which is Overlane's: take it out by hand (ip link set dev ${vxlan.name} nomaster)`;
  }
  const seats: Seat[] = [];
  const others: ObservedLink[] = [];
  for (const port of sight.ports.get(bridge.name) ?? []) {
    if (port === vxlan) continue;
    const end = sight.otherEnd.get(port);
    if (end) seats.push({ hostEnd: port, namespace: end.namespace, inside: end.link });
    else others.push(port);
  }
  return { sight, vxlan, settings, bridge, seats, others };
}
