import type {
  Desired,
  DesiredBridge,
  DesiredNamespace,
  DesiredVeth,
  DesiredVxlan,
} from '../../compile/desired';
import type { Carriage } from '../../live/carriage';
import { parseAddress } from '../../model/address';
import { type Endpoint, endpointLabel, type Intent, type Network, type Tenant } from '../../model/intent';
import type { Observed } from '../../observe/observed';
import type { Refusal, Stray } from '../../plan/plan';
import { type Compared, compared } from '../../status/found';
import type { CloseLook } from './close-look';

/** What is known of one host when a path is walked. */
export type SeenHost = {
  hostId: string;
  name: string;
  desired: Desired;
  /** null: it was never read. */
  observed: Observed | null;
  /** Milliseconds since the epoch: until then what was observed is known to hold. */
  heldAt: number | null;
  /** Why nothing can be said of it now, or null. */
  blind: string | null;
  strays: readonly Stray[];
  /** Of a plan of what was observed: what stands in the way of repairs, since it is not ours. */
  refusals: readonly Refusal[];
  /** What a complete read leaves out; null: nobody looked, as when nothing was asked of the hosts. */
  close: CloseLook | null;
};

export type PathInput = {
  intent: Intent;
  hosts: ReadonlyMap<string, SeenHost>;
  /** What probes from VTEP to VTEP found last. */
  carriage(from: string, to: string): Carriage | undefined;
  /** The same with packets as large as the tunnel's largest, in bytes with all headers; left out where none were sent. */
  full?(from: string, to: string): FullCarriage | undefined;
};

export type FullCarriage = { bytes: number; carriage: Carriage };

/** A network on one of the hosts where it is present. */
export type Site = {
  network: Network;
  host: SeenHost;
  found: Compared;
  bridge: DesiredBridge;
  vxlan: DesiredVxlan;
};

/** One end of a path: an endpoint's interface in a network, with all that it hangs on. */
export type PathEnd = Site & {
  label: string;
  tenant: Tenant;
  endpoint: Endpoint;
  /** Without prefix length. */
  address: string;
  namespace: DesiredNamespace;
  veth: DesiredVeth;
};

/** Two endpoints, in the first network that both are in. */
export type EndpointsWish = { from: string; to: string; family?: 4 | 6 };
/** An endpoint, and any address, whoever has it. */
export type AddressWish = { from: string; address: string };
export type PathWish = EndpointsWish | AddressWish;

/** No path can be walked, and why. */
export class NoPath extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'NoPath';
  }
}

/**
 * Both ends, in the first network that both are in and that has addresses of one family on both sides.
 * @throws NoPath where there is no such network, or an end is not compiled (its host has no underlay)
 */
export function endsOf(input: PathInput, wish: EndpointsWish): [PathEnd, PathEnd] {
  const from = findEndpoint(input.intent, wish.from);
  const to = findEndpoint(input.intent, wish.to);
  const labels = [from, to].map(({ tenant, endpoint }) =>
    endpointLabel(tenant, endpoint, input.intent.hosts),
  );
  if (from.endpoint.id === to.endpoint.id)
    throw new NoPath(`${labels[0]} is both ends: choose two endpoints.`);
  if (from.tenant.id !== to.tenant.id) {
    throw new NoPath(
      `${labels[0]} and ${labels[1]} are of two tenants, which are apart on purpose; that they are is for the isolation proof.`,
    );
  }
  for (const wire of from.endpoint.interfaces) {
    const other = to.endpoint.interfaces.find(({ networkId }) => networkId === wire.networkId);
    const pair = other && addressPair(wire.addresses, other.addresses, wish.family);
    if (!pair) continue;
    return [
      endAt(input, from, wire.networkId, pair[0], labels[0] ?? ''),
      endAt(input, to, wire.networkId, pair[1], labels[1] ?? ''),
    ];
  }
  const family = wish.family ? ` with IPv${wish.family} addresses` : '';
  throw new NoPath(`${labels[0]} and ${labels[1]} share no network${family}: no path is meant to be there.`);
}

export function findEndpoint(intent: Intent, endpointId: string): { tenant: Tenant; endpoint: Endpoint } {
  for (const tenant of intent.tenants) {
    const endpoint = tenant.endpoints.find(({ id }) => id === endpointId);
    if (endpoint) return { tenant, endpoint };
  }
  throw new NoPath('There is no such endpoint: it may not be applied yet, or somebody removed it.');
}

/** The first addresses of one family, or of that which is asked for. */
export function addressPair(
  own: readonly string[],
  others: readonly string[],
  family?: 4 | 6,
): [string, string] | null {
  for (const address of own) {
    const of = parseAddress(address)?.family;
    if (family !== undefined && of !== family) continue;
    const other = others.find((text) => parseAddress(text)?.family === of);
    if (other !== undefined) return [address, other];
  }
  return null;
}

/** @throws NoPath where it is not compiled (its host has no underlay) */
export function endAt(
  input: PathInput,
  { tenant, endpoint }: { tenant: Tenant; endpoint: Endpoint },
  networkId: string,
  address: string,
  label: string,
): PathEnd {
  const site = siteAt(input.hosts.get(endpoint.hostId), tenant, networkId);
  const namespace = site?.host.desired.namespaces.find(({ endpointId }) => endpointId === endpoint.id);
  const veth = site?.host.desired.veths.find(
    (one) => one.endpointId === endpoint.id && one.networkId === networkId,
  );
  if (!site || !namespace || !veth) {
    throw new NoPath(`${label} is not built: its host has no underlay chosen, or the change is not applied.`);
  }
  return { ...site, label, tenant, endpoint, address, namespace, veth };
}

/** null: the network is not present there. */
export function siteAt(host: SeenHost | undefined, tenant: Tenant, networkId: string): Site | null {
  const network = tenant.networks.find(({ id }) => id === networkId);
  const bridge = host?.desired.bridges.find((one) => one.networkId === networkId);
  const vxlan = host?.desired.vxlans.find((one) => one.networkId === networkId);
  if (!host || !network || !bridge || !vxlan) return null;
  return { network, host, found: compared(host.observed, host.strays), bridge, vxlan };
}
