import {
  notAssignable,
  parseAddress,
  parseSubnet,
  subnetContains,
  unusableInSubnet,
} from '../../model/address';
import { endpointLabel, type Intent, type Network, type Tenant } from '../../model/intent';
import { addressOf, type Keeper, keepersOf } from './holders';
import { type Chosen, routeTo } from './route';
import { type AddressWish, endAt, findEndpoint, NoPath, type PathEnd, type PathInput } from './scene';

/** Where a packet for an address goes when it leaves the endpoint. */
export type AddressScene = {
  /** In the network by which it leaves, or would. */
  from: PathEnd;
  /** Canonical. */
  target: string;
  /** The namespace's route to it; null: there is none. */
  route: Chosen | null;
  /** Whom it is handed to on that network: the target, or a gateway. null: it never comes onto a network of Overlane's. */
  next: string | null;
  /** Who has `next` on the network, whoever made it. */
  keepers: readonly Keeper[];
  /** Who has the target elsewhere, where it is of none of the endpoint's networks. */
  owner: Owner | null;
};

/** Whose an address is that is of none of the endpoint's networks. */
export type Owner = {
  hostId: string;
  host: string;
  /** `eth1 of node02` */
  words: string;
  /** Why it is kept from the endpoint on purpose: `tenants are kept apart from hosts`; null: it is not. */
  apart: string | null;
};

/**
 * The other endpoint that has the address in a network of the first, with both ends; or what lies towards an address
 * that is no endpoint's.
 * @throws NoPath where it is no address that anybody can have, or the endpoint's own, or the endpoint is not built
 */
export function targetOf(
  input: PathInput,
  wish: AddressWish,
): { ends: [PathEnd, PathEnd] } | { scene: AddressScene } {
  const address = parseAddress(wish.address);
  if (!address) {
    throw new NoPath(
      `A path goes to an endpoint or an address such as 10.1.0.5 or 2001:db8::5, not "${wish.address.slice(0, 60)}".`,
    );
  }
  const bad = notAssignable(address);
  if (bad !== null) throw new NoPath(`${bad}; ask for an address that a device can have.`);
  const { intent } = input;
  const own = findEndpoint(intent, wish.from);
  const { tenant, endpoint } = own;
  const label = endpointLabel(tenant, endpoint, intent.hosts);
  const networks = endpoint.interfaces.flatMap(({ networkId, addresses }) => {
    const network = tenant.networks.find(({ id }) => id === networkId);
    const mine = addresses.find((text) => parseAddress(text)?.family === address.family);
    return network ? [{ network, mine, first: addresses[0] }] : [];
  });
  for (const { network } of networks) {
    const unusable = unusableIn(network, address.text);
    if (unusable !== null) throw new NoPath(`${unusable}; ask for an address that a device can have.`);
  }
  if (endpoint.interfaces.some(({ addresses }) => addresses.includes(address.text))) {
    throw new NoPath(`${address.text} is ${label} itself: choose the address of another.`);
  }
  const at = (networkId: string, text: string) => endAt(input, own, networkId, text, label);
  for (const { network, mine } of networks) {
    const other = holderByIntent(tenant, network.id, address.text, endpoint.id);
    if (!other) continue;
    if (mine === undefined) {
      throw new NoPath(`${label} has no IPv${address.family} address in ${tenant.name}/${network.name}.`);
    }
    const otherLabel = endpointLabel(tenant, other, intent.hosts);
    const far = endAt(input, { tenant, endpoint: other }, network.id, address.text, otherLabel);
    return { ends: [at(network.id, mine), far] };
  }
  const wires = networks.map(({ network, mine, first }) => at(network.id, mine ?? first ?? ''));
  const scene = sceneOf(input, wires, address.text);
  if (!scene) throw new NoPath(`${label} is in no network: no path begins there.`);
  return { scene };
}

function sceneOf(input: PathInput, wires: readonly PathEnd[], target: string): AddressScene | null {
  const [first] = wires;
  if (!first) return null;
  const space = first.found.namespaces.get(first.veth.namespace);
  const route = routeTo(space?.routes ?? [], target);
  const by = route?.isDead
    ? undefined
    : wires.find(({ veth }) => veth.namespaceEnd.name === route?.route.device);
  const near = wires.find(({ network }) => holds(network, target));
  const from = by ?? near ?? first;
  // A subnet's own route may be what is missing.
  const next = by ? (route?.route.via ?? target) : near && !isForeign(route) ? target : null;
  return {
    from,
    target,
    route,
    next,
    keepers: next === null ? [] : byNeighbour(from, next, keepersOf(input, from, next)),
    owner: near ? null : ownerOf(input, first.tenant, target),
  };
}

/** It leads out by a device that is none of Overlane's. */
function isForeign(route: Chosen | null): boolean {
  return route !== null && !route.isDead;
}

/** Of several, the one that the namespace has as its neighbour first. */
function byNeighbour(from: PathEnd, next: string, keepers: readonly Keeper[]): Keeper[] {
  const known = from.found.namespaces
    .get(from.veth.namespace)
    ?.neighbours.find(({ address }) => address === next);
  return keepers.toSorted((a, b) => Number(b.link.mac === known?.mac) - Number(a.link.mac === known?.mac));
}

function holds(network: Network, text: string): boolean {
  const address = parseAddress(text);
  return network.subnets.some((one) => {
    const subnet = parseSubnet(one);
    return subnet !== null && address !== null && subnetContains(subnet, address);
  });
}

function unusableIn(network: Network, text: string): string | null {
  const address = parseAddress(text);
  for (const one of network.subnets) {
    const subnet = parseSubnet(one);
    if (subnet && address && subnetContains(subnet, address)) return unusableInSubnet(subnet, address);
  }
  return null;
}

function holderByIntent(tenant: Tenant, networkId: string, address: string, not: string) {
  return tenant.endpoints.find(
    ({ id, interfaces }) =>
      id !== not && interfaces.some((one) => one.networkId === networkId && one.addresses.includes(address)),
  );
}

/** By what was read; of what was not, by intent. */
function ownerOf(input: PathInput, tenant: Tenant, address: string): Owner | null {
  for (const host of input.hosts.values()) {
    const { hostId, name, observed, desired } = host;
    if (!observed) continue;
    const at = { hostId, host: name };
    const own = observed.links.find((link) => addressOf(link, address) !== null);
    if (own) {
      const isOurs = [...desired.bridges, ...desired.vxlans].some((one) => one.name === own.name);
      const apart = isOurs ? null : 'tenants are kept apart from hosts';
      return { ...at, words: `${own.name} of ${name}, the host's own`, apart };
    }
    for (const space of observed.namespaces) {
      if (!space.links.some((link) => addressOf(link, address) !== null)) continue;
      const mark = desired.namespaces.find((one) => one.name === space.name);
      const found = mark && labelOf(input.intent, mark.endpointId);
      if (!found)
        return { ...at, words: `in ${space.name} on ${name}, which is not Overlane's`, apart: null };
      return { ...at, words: `${found.label}'s`, apart: apartFrom(tenant, found.tenant) };
    }
  }
  for (const other of input.intent.tenants) {
    const endpoint = other.endpoints.find(({ interfaces }) =>
      interfaces.some(({ addresses }) => addresses.includes(address)),
    );
    if (!endpoint) continue;
    const words = `${endpointLabel(other, endpoint, input.intent.hosts)}'s`;
    const host = input.hosts.get(endpoint.hostId)?.name ?? '';
    return { hostId: endpoint.hostId, host, words, apart: apartFrom(tenant, other) };
  }
  return null;
}

function labelOf(intent: Intent, endpointId: string): { label: string; tenant: Tenant } | null {
  for (const tenant of intent.tenants) {
    const endpoint = tenant.endpoints.find(({ id }) => id === endpointId);
    if (endpoint) return { label: endpointLabel(tenant, endpoint, intent.hosts), tenant };
  }
  return null;
}

function apartFrom(tenant: Tenant, other: Tenant): string {
  return tenant.id === other.id
    ? 'they share no network'
    : `the tenants ${tenant.name} and ${other.name} are kept apart`;
}
