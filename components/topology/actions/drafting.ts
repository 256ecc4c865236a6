import { takeCharge } from '@/server/model/adopted';
import type { Endpoint, Intent, Tenant } from '@/server/model/intent';
import type { Operation } from '@/server/model/operation';
import { PoolUsedUp, proposeEndpoint } from '@/server/model/propose';

/** Operations with the sentence that says what they do; or why there are none. */
export type Drafting = { operations: Operation[]; sentence: string } | { refusal: string };

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1);
  if (last === undefined) return '';
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

export function hostNames(intent: Intent, hostIds: readonly string[]): string[] {
  return hostIds.map((id) => intent.hosts.find((host) => host.id === id)?.name ?? '?');
}

/** A first endpoint of the tenant on each host where it has none, in its first network, with free addresses. */
export function extendTenant(intent: Intent, tenantId: string, hostIds: readonly string[]): Drafting {
  const tenant = findTenant(intent, tenantId);
  if (!tenant) return GONE;
  if (tenant.networks.length === 0) return { refusal: `${tenant.name} has no network yet: add one first` };
  const missing = hostIds.filter((id) => !tenant.endpoints.some((endpoint) => endpoint.hostId === id));
  if (missing.length === 0) {
    const names = listed(hostNames(intent, hostIds));
    return { refusal: `${tenant.name} is on ${names} already: drag an endpoint there to add another one` };
  }
  try {
    const operations: Operation[] = [];
    let grown: Tenant = tenant;
    for (const hostId of missing) {
      const endpoint = proposeEndpoint(grown, { hostId });
      grown = { ...grown, endpoints: [...grown.endpoints, endpoint] };
      operations.push({ op: 'endpoint.add', tenantId, endpoint });
    }
    return { operations, sentence: `extend ${tenant.name} to ${listed(hostNames(intent, missing))}` };
  } catch (error) {
    if (error instanceof PoolUsedUp) return { refusal: error.message };
    throw error;
  }
}

/** What was adopted becomes Overlane's own: it keeps the settings, and deletes the devices with the tenant. */
export function takeChargeOf(intent: Intent, tenantId: string): Drafting {
  const tenant = findTenant(intent, tenantId);
  if (!tenant) return GONE;
  const operations = takeCharge(tenant);
  if (operations.length === 0) return { refusal: `${tenant.name} is in full charge of Overlane already` };
  return { operations, sentence: `take full charge of ${tenant.name}` };
}

export function removeEndpoint(intent: Intent, tenantId: string, endpointId: string): Drafting {
  const tenant = findTenant(intent, tenantId);
  const endpoint = tenant?.endpoints.find((candidate) => candidate.id === endpointId);
  if (!tenant || !endpoint) return GONE;
  const [host] = hostNames(intent, [endpoint.hostId]);
  return {
    operations: [{ op: 'endpoint.remove', tenantId, endpointId }],
    sentence: `remove ${endpoint.namespace} from ${host}`,
  };
}

/** All endpoints of the tenant on the host; bridge and VXLAN interface go with them. */
export function removeTenantFromHost(intent: Intent, tenantId: string, hostId: string): Drafting {
  const tenant = findTenant(intent, tenantId);
  const endpoints = tenant?.endpoints.filter((endpoint) => endpoint.hostId === hostId) ?? [];
  if (!tenant || endpoints.length === 0) return GONE;
  return {
    operations: endpoints.map((endpoint) => ({ op: 'endpoint.remove', tenantId, endpointId: endpoint.id })),
    sentence: `remove ${tenant.name} from ${listed(hostNames(intent, [hostId]))}`,
  };
}

/** Takes the host's endpoints out of one network; those that are in no other one go. */
export function removeNetworkFromHost(
  intent: Intent,
  tenantId: string,
  networkId: string,
  hostId: string,
): Drafting {
  const tenant = findTenant(intent, tenantId);
  const network = tenant?.networks.find((candidate) => candidate.id === networkId);
  if (!tenant || !network) return GONE;
  const operations = leaveNetwork(
    tenant,
    networkId,
    tenant.endpoints.filter((endpoint) => endpoint.hostId === hostId),
  );
  if (operations.length === 0) return GONE;
  const what = tenant.networks.length > 1 ? `network ${network.name} of ${tenant.name}` : tenant.name;
  return { operations, sentence: `remove ${what} from ${listed(hostNames(intent, [hostId]))}` };
}

export function removeNetwork(intent: Intent, tenantId: string, networkId: string): Drafting {
  const tenant = findTenant(intent, tenantId);
  const network = tenant?.networks.find((candidate) => candidate.id === networkId);
  if (!tenant || !network) return GONE;
  return {
    operations: [
      ...leaveNetwork(tenant, networkId, tenant.endpoints),
      { op: 'network.remove', tenantId, networkId },
    ],
    sentence: `remove network ${network.name} of ${tenant.name}`,
  };
}

export function removeTenant(intent: Intent, tenantId: string): Drafting {
  const tenant = findTenant(intent, tenantId);
  if (!tenant) return GONE;
  return { operations: [{ op: 'tenant.remove', tenantId }], sentence: `remove tenant ${tenant.name}` };
}

function leaveNetwork(tenant: Tenant, networkId: string, endpoints: readonly Endpoint[]): Operation[] {
  return endpoints
    .filter((endpoint) => endpoint.interfaces.some((wire) => wire.networkId === networkId))
    .map((endpoint): Operation => {
      const interfaces = endpoint.interfaces.filter((wire) => wire.networkId !== networkId);
      return interfaces.length === 0
        ? { op: 'endpoint.remove', tenantId: tenant.id, endpointId: endpoint.id }
        : { op: 'endpoint.set', tenantId: tenant.id, endpoint: { ...endpoint, interfaces } };
    });
}

const GONE: Drafting = { refusal: 'It is not in the draft any more' };

function findTenant(intent: Intent, tenantId: string): Tenant | null {
  return intent.tenants.find((tenant) => tenant.id === tenantId) ?? null;
}
