import { Refused } from '../intent/error';
import { notAssignable, parseAddress, parseSubnet, unusableInSubnet } from '../model/address';
import { type Endpoint, endpointLabel, type Intent, type Tenant } from '../model/intent';

export type PingWish = {
  endpointId: string;
  target: { endpointId: string; address?: string } | { address: string };
};

export type PingRoute = {
  hostId: string;
  namespace: string;
  /** Canonical address. */
  target: string;
  /** For the audit log. */
  from: string;
  to: string;
  tenantIds: string[];
};

/** From which namespace of which host to ping which address. @throws Refused */
export function pingRoute(intent: Intent, wish: PingWish): PingRoute {
  const from = findEndpoint(intent, wish.endpointId);
  const label = endpointLabel(from.tenant, from.endpoint, intent.hosts);
  const route = { hostId: from.endpoint.hostId, namespace: from.endpoint.namespace, from: label };
  if (!('endpointId' in wish.target)) {
    const target = pingable(wish.target.address, from.tenant);
    return { ...route, target, to: target, tenantIds: [from.tenant.id] };
  }
  const to = findEndpoint(intent, wish.target.endpointId);
  const toLabel = endpointLabel(to.tenant, to.endpoint, intent.hosts);
  const target = addressOf(from.endpoint, to.endpoint, wish.target.address, toLabel);
  const tenantIds = [...new Set([from.tenant.id, to.tenant.id])];
  return { ...route, target, to: `${toLabel} (${target})`, tenantIds };
}

function findEndpoint(intent: Intent, id: string): { tenant: Tenant; endpoint: Endpoint } {
  for (const tenant of intent.tenants) {
    const endpoint = tenant.endpoints.find((candidate) => candidate.id === id);
    if (endpoint) return { tenant, endpoint };
  }
  throw new Refused('There is no such endpoint: it may not be applied yet, or somebody removed it.');
}

/** The address asked for, or the first one in a network that both are in, or the first one. */
function addressOf(from: Endpoint, to: Endpoint, wished: string | undefined, label: string): string {
  const all = to.interfaces.flatMap((wire) => wire.addresses);
  if (wished !== undefined) {
    if (all.includes(wished)) return wished;
    throw new Refused(`${label} does not have the address ${wished}: it has ${all.join(', ')}.`);
  }
  const networks = new Set(from.interfaces.map((wire) => wire.networkId));
  const shared = to.interfaces.find((wire) => networks.has(wire.networkId));
  const address = shared?.addresses[0] ?? all[0];
  if (address === undefined) throw new Refused(`${label} has no address.`);
  return address;
}

/** @throws Refused for what is no single machine's address, or is written in a way that programs read differently */
function pingable(text: string, tenant: Tenant): string {
  const address = parseAddress(text);
  if (!address) {
    throw new Refused('A target is an address in full form, such as 10.1.0.5 or 2001:db8::5.');
  }
  const bad = notAssignable(address);
  if (bad) throw new Refused(`${bad}: ping one endpoint or host.`);
  for (const network of tenant.networks) {
    for (const subnet of network.subnets.map(parseSubnet)) {
      if (!subnet || unusableInSubnet(subnet, address)?.includes('is not in')) continue;
      const unusable = unusableInSubnet(subnet, address);
      if (unusable) throw new Refused(`${unusable}: ping one endpoint or host.`);
    }
  }
  return address.text;
}
