import { parseAddress, parseSubnet, subnetContains } from '../model/address';
import {
  type Endpoint,
  type FoundPresence,
  type Host,
  type Intent,
  type Interface,
  type Network,
  portOfNetwork,
  type Tenant,
} from '../model/intent';
import { macFor } from '../model/mac';
import { type Origin, ownerMark } from '../model/owner';
import type { Desired, DesiredBridge, DesiredNamespace, DesiredVeth, DesiredVxlan } from './desired';
import { objectId } from './object-id';
import { type Span, spans } from './span';

export type CompileInput = {
  /** Free of faults (`checkIntent`). */
  intent: Intent;
  /** This installation's id. */
  fabric: string;
  /** Per host id: MTU in bytes of the underlay device as read, or undefined while it is unknown. */
  underlayMtu: Readonly<Record<string, number | undefined>>;
};

/** What each host of the intent shall have, in the intent's order of hosts; a host without tenants has empty lists. */
export function compile({ intent, fabric, underlayMtu }: CompileInput): Desired[] {
  const spanOf = spans(intent, underlayMtu);
  return intent.hosts.map((host) => compileHost(intent, fabric, host, spanOf));
}

/** One network on one host. */
type Presence = {
  fabric: string;
  host: Host;
  tenant: Tenant;
  network: Network;
  span: Span;
  /** "As found", where the network was adopted on this host. */
  found: FoundPresence | undefined;
  origin: Origin;
};

function compileHost(intent: Intent, fabric: string, host: Host, spanOf: ReadonlyMap<string, Span>): Desired {
  const bridges: DesiredBridge[] = [];
  const vxlans: DesiredVxlan[] = [];
  const veths: DesiredVeth[] = [];
  const namespaces: DesiredNamespace[] = [];
  for (const tenant of intent.tenants) {
    const presences = new Map<string, Presence>();
    for (const network of tenant.networks) {
      const span = spanOf.get(network.id);
      if (!span?.hostIds.has(host.id)) continue;
      const found = network.found[host.id];
      const origin: Origin = found?.adopted ? 'adopted' : 'made';
      const presence = { fabric, host, tenant, network, span, found, origin };
      presences.set(network.id, presence);
      bridges.push(bridge(presence));
      if (host.underlay)
        vxlans.push(vxlan(presence, host.underlay, portOfNetwork(network, intent.vxlan.port)));
    }
    for (const endpoint of tenant.endpoints) {
      if (endpoint.hostId !== host.id) continue;
      namespaces.push(namespace(fabric, tenant, endpoint));
      for (const wire of endpoint.interfaces) {
        const presence = presences.get(wire.networkId);
        if (presence) veths.push(veth(presence, endpoint, wire));
      }
    }
  }
  return {
    hostId: host.id,
    fabric,
    revision: intent.revision,
    underlay: host.underlay && { device: host.underlay.device, address: host.underlay.address },
    bridges: bridges.sort(byName),
    vxlans: vxlans.sort(byName),
    veths: veths.sort((a, b) => byName(a.hostEnd, b.hostEnd)),
    namespaces: namespaces.sort(byName),
  };
}

function bridge({ fabric, host, tenant, network, span, found, origin }: Presence): DesiredBridge {
  return {
    name: found?.bridge ?? network.bridge,
    owner: ownerMark(fabric, objectId.bridge(network.id), origin),
    mac: found?.mac === false ? null : macFor(fabric, host.id, 'bridge', network.id),
    mtu: found?.mtu === undefined ? span.mtu : found.mtu,
    origin,
    tenantId: tenant.id,
    networkId: network.id,
  };
}

function vxlan(
  { fabric, host, tenant, network, span, found, origin }: Presence,
  underlay: NonNullable<Desired['underlay']>,
  port: number,
): DesiredVxlan {
  return {
    name: found?.vxlan ?? network.vxlan,
    owner: ownerMark(fabric, objectId.vxlan(network.id), origin),
    mac: found?.mac === false ? null : macFor(fabric, host.id, 'vxlan', network.id),
    mtu: found?.mtu === undefined ? span.mtu : found.mtu,
    vni: network.vni,
    port,
    local: found?.local === false ? null : underlay.address,
    device: underlay.device,
    bound: found?.device === false ? 'as-found' : 'device',
    bridge: found?.bridge ?? network.bridge,
    flood: floodList(span, host.id, underlay.address),
    origin,
    tenantId: tenant.id,
    networkId: network.id,
  };
}

/** VTEPs of the network's other hosts; only of this host's family, as the kernel keeps one family per device. */
function floodList(span: Span, hostId: string, vtep: string): string[] {
  const family = parseAddress(vtep)?.family;
  return span.vteps
    .filter((other) => other.hostId !== hostId && other.address.family === family)
    .map((other) => other.address.text);
}

/** A namespace is as found where one of its interfaces is: nobody finds a pair without its namespace. */
function namespace(fabric: string, tenant: Tenant, endpoint: Endpoint): DesiredNamespace {
  const origin: Origin = endpoint.interfaces.some(({ adopted }) => adopted) ? 'adopted' : 'made';
  return {
    name: endpoint.namespace,
    owner: ownerMark(fabric, objectId.namespace(endpoint.id), origin),
    origin,
    tenantId: tenant.id,
    endpointId: endpoint.id,
  };
}

function veth(
  { fabric, host, tenant, network, span, found }: Presence,
  endpoint: Endpoint,
  wire: Interface,
): DesiredVeth {
  const mtu = wire.foundMtu ? null : span.mtu;
  const origin: Origin = wire.adopted ? 'adopted' : 'made';
  return {
    owner: ownerMark(fabric, objectId.veth(endpoint.id, network.id), origin),
    origin,
    namespace: endpoint.namespace,
    hostEnd: {
      name: wire.hostEnd,
      // The MACs of an adopted pair are as found at both ends.
      mac: wire.mac === null ? null : macFor(fabric, host.id, 'host-end', endpoint.id, network.id),
      mtu,
      bridge: found?.bridge ?? network.bridge,
    },
    namespaceEnd: {
      name: wire.namespaceEnd,
      mac: wire.mac,
      mtu,
      addresses: wire.addresses.map((text) => withLength(network, text)).sort(),
    },
    tenantId: tenant.id,
    networkId: network.id,
    endpointId: endpoint.id,
  };
}

/** `10.1.0.4` → `10.1.0.4/24`, with the length of the subnet that holds it. */
function withLength(network: Network, text: string): string {
  const address = parseAddress(text);
  for (const subnetText of network.subnets) {
    const subnet = parseSubnet(subnetText);
    if (address && subnet && subnetContains(subnet, address)) return `${address.text}/${subnet.length}`;
  }
  throw new Error(`${text} is in no subnet of network ${network.id}: compile takes checked intent only`);
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
