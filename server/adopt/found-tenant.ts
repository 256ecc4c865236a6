import { parseAddress, parseSubnet, subnetOf } from '../model/address';
import { bridgeName, vxlanName } from '../model/device-name';
import {
  type Endpoint,
  type FoundPresence,
  type Intent,
  type Interface,
  type Network,
  TENANT_COLORS,
  type Tenant,
} from '../model/intent';
import type { ObservedLink } from '../observe/observed';
import type { Component, Room } from './component';
import { floodList } from './mesh';
import { freeOf, nameFrom, networkNames, tenantName, tenantPrefix } from './naming';
import type { SeenPresence, SeenSeat } from './proposal';
import type { Presence, Segment } from './segment';
import { stableId } from './stable-id';

/** A tenant as intent would describe it, and the facts that it was made from. */
export type Described = {
  tenant: Tenant;
  prefixFrom: 'devices' | 'name';
  presences: SeenPresence[];
  seats: SeenSeat[];
};

/**
 * @param intent with the tenants that were described before, so that names and prefixes stay apart
 * @param ids all that are taken; those of the tenant are added
 */
export function describe(intent: Intent, component: Component, ids: Set<string>): Described {
  const idOf = (...identity: (string | number)[]) => {
    for (let n = 0; ; n++) {
      const id = stableId(...identity, ...(n === 0 ? [] : [n]));
      if (ids.has(id)) continue;
      ids.add(id);
      return id;
    }
  };
  const name = freeOf(new Set(intent.tenants.map((tenant) => tenant.name)), tenantName(component));
  const { prefix, from: prefixFrom } = tenantPrefix(intent, component, name);
  const [first] = component.segments;
  const tenantId = idOf('tenant', first?.vni ?? 0, first?.port ?? 0);
  const networkIds = new Map(
    component.segments.map((segment) => [segment, idOf('network', segment.vni, segment.port)]),
  );
  const names = networkNames(component.segments);
  const networks = component.segments.map((segment, i) =>
    networkOf(segment, `${networkIds.get(segment)}`, `${names[i]}`, prefix, i === 0),
  );
  const presences: SeenPresence[] = [];
  for (const segment of component.segments) {
    for (const presence of segment.presences) {
      presences.push(seenPresence(segment, presence, `${networkIds.get(segment)}`));
    }
  }
  const seats: SeenSeat[] = [];
  const named = new Map<string, Set<string | null>>();
  const endpoints = inOrder(component.rooms, name).map((room): Endpoint => {
    const hostId = room.sight.host.id;
    const there = named.get(hostId) ?? new Set();
    named.set(hostId, there);
    const endpointName = endpointNameOf(room.namespace.name, name, there);
    there.add(endpointName);
    const id = idOf('endpoint', hostId, room.namespace.name);
    const interfaces = room.wires.map(({ segment, seat }): Interface => {
      const networkId = `${networkIds.get(segment)}`;
      const { hostEnd, inside } = seat;
      const addresses = ownAddresses(inside);
      seats.push({
        hostId,
        networkId,
        endpointId: id,
        namespace: room.namespace.name,
        hostEnd: hostEnd.name,
        namespaceEnd: inside.name,
        addresses,
        mac: inside.mac,
        mtu: inside.mtu,
      });
      return {
        networkId,
        addresses: addresses.map((text) => text.split('/')[0] ?? text),
        mac: null,
        hostEnd: hostEnd.name,
        namespaceEnd: inside.name,
        foundMtu: true,
        adopted: true,
      };
    });
    return { id, hostId, name: endpointName, namespace: room.namespace.name, interfaces };
  });
  const tenant = { id: tenantId, name, prefix, color: colorOf(intent), networks, endpoints };
  return { tenant, prefixFrom, presences, seats };
}

function networkOf(segment: Segment, id: string, name: string, prefix: string, first: boolean): Network {
  const { vni, port, presences } = segment;
  const found = Object.fromEntries(
    presences.map(({ sight, bridge, vxlan, settings }): [string, FoundPresence] => [
      sight.host.id,
      {
        adopted: true,
        bridge: bridge.name,
        vxlan: vxlan.name,
        port,
        mtu: null,
        mac: false,
        ...(settings.local === null ? { local: false } : {}),
        ...(settings.device === null ? { device: false } : {}),
      },
    ]),
  );
  return {
    id,
    name,
    vni,
    subnets: subnetsOf(segment),
    // For hosts that join later: as people called them, where they called them the same everywhere.
    bridge: agreed(presences.map(({ bridge }) => bridge.name)) ?? bridgeName(prefix, vni, first),
    vxlan: agreed(presences.map(({ vxlan }) => vxlan.name)) ?? vxlanName(prefix, vni),
    mtu: null,
    found,
  };
}

/** From the prefix lengths of the addresses; what makes no subnet is an obstacle by itself. */
function subnetsOf({ presences }: Segment): string[] {
  const subnets = presences
    .flatMap(({ seats }) => seats.flatMap(({ inside }) => ownAddresses(inside)))
    .flatMap((text) => {
      const subnet = subnetOfText(text);
      return subnet === null ? [] : [subnet];
    });
  return [...new Set(subnets)].sort((a, b) => familyRank(a) - familyRank(b) || (a < b ? -1 : 1));
}

/** The subnet of `10.1.0.4/24` in which endpoints can be, or null. */
export function subnetOfText(text: string): string | null {
  const [address = '', length = ''] = text.split('/');
  const parsed = parseAddress(address);
  const subnet = parsed && parseSubnet(subnetOf(parsed, Number(length)));
  return subnet?.text ?? null;
}

/** What somebody gave the device: not what the kernel made itself, and nothing that a lifetime was given to. */
export function ownAddresses(link: ObservedLink): string[] {
  return link.addresses
    .filter(({ scope, dynamic }) => scope === 'global' && !dynamic)
    .map(({ text }) => text);
}

function seenPresence(segment: Segment, presence: Presence, networkId: string): SeenPresence {
  const { sight, bridge, vxlan, settings } = presence;
  return {
    hostId: sight.host.id,
    networkId,
    vni: segment.vni,
    port: segment.port,
    bridge: bridge.name,
    vxlan: vxlan.name,
    local: settings.local,
    flood: floodList(presence),
    mtu: vxlan.mtu,
  };
}

/** Of each host the namespace that is called as the tenant comes first, and is its endpoint without a name. */
function inOrder(rooms: readonly Room[], tenant: string): Room[] {
  const rank = ({ namespace }: Room) => (namespace.name === tenant ? 0 : 1);
  return [...rooms].sort(
    (a, b) =>
      (a.sight.host.name < b.sight.host.name ? -1 : a.sight.host.name > b.sight.host.name ? 1 : 0) ||
      rank(a) - rank(b) ||
      (a.namespace.name < b.namespace.name ? -1 : 1),
  );
}

/** None where the namespace is called as the tenant, or is the only one there; else what it is called besides. */
function endpointNameOf(namespace: string, tenant: string, there: ReadonlySet<string | null>): string | null {
  const taken = new Set([...there].filter((name) => name !== null));
  const rest = namespace.startsWith(tenant) ? nameFrom(namespace.slice(tenant.length)) : null;
  if (rest !== null) return freeOf(taken, rest);
  return there.has(null) ? freeOf(taken, nameFrom(namespace) ?? 'ep') : null;
}

function agreed(names: readonly string[]): string | null {
  const [first, ...rest] = new Set(names);
  return first !== undefined && rest.length === 0 ? first : null;
}

function colorOf(intent: Intent): number {
  const used = Array.from({ length: TENANT_COLORS }, () => 0);
  for (const { color } of intent.tenants) used[color] = (used[color] ?? 0) + 1;
  return used.indexOf(Math.min(...used));
}

function familyRank(subnet: string): number {
  return subnet.includes(':') ? 1 : 0;
}

export function idsOf(tenant: Tenant): string[] {
  return [tenant.id, ...tenant.networks.map(({ id }) => id), ...tenant.endpoints.map(({ id }) => id)];
}
