import { type Endpoint, endpointLabel, type Intent } from '../model/intent';
import type { Operation } from '../model/operation';

/** Clauses in one sentence; the rest is counted. */
const MOST_CLAUSES = 4;

/** What the operations do, for a person: "add tenant microsoft; add endpoint microsoft@node01". */
export function describeOperations(operations: readonly Operation[], before: Intent, after: Intent): string {
  const clauses = describeEach(operations, before, after);
  const shown = clauses.slice(0, MOST_CLAUSES);
  const left = clauses.length - shown.length;
  return left > 0 ? `${shown.join('; ')}; and ${left} more` : shown.join('; ');
}

/** Each operation for a person, once. */
export function describeEach(operations: readonly Operation[], before: Intent, after: Intent): string[] {
  return [...new Set(operations.map((operation) => describe(operation, before, after)))];
}

function describe(operation: Operation, before: Intent, after: Intent): string {
  switch (operation.op) {
    case 'fabric.set':
      return `set the VXLAN port to ${operation.vxlan.port}`;
    case 'drift.set':
      return operation.drift === 'repair'
        ? 'repair drift at once from now on'
        : 'report drift from now on, and leave it to people';
    case 'host.add':
      return `add host ${operation.host.name}`;
    case 'host.set': {
      const was = before.hosts.find((host) => host.id === operation.host.id);
      const pinned = operation.host.hostKey !== null && was?.hostKey !== operation.host.hostKey;
      return `${pinned ? 'pin the key of' : 'change'} host ${operation.host.name}`;
    }
    case 'host.remove':
      return `remove host ${before.hosts.find((host) => host.id === operation.hostId)?.name ?? operation.hostId}`;
    case 'tenant.add':
      return `add tenant ${operation.tenant.name}`;
    case 'tenant.set':
      return `change tenant ${operation.tenant.name}`;
    case 'tenant.remove':
      return `remove tenant ${tenantName(operation.tenantId, before, after)}`;
    case 'network.add':
      return `add network ${operation.network.name} (VNI ${operation.network.vni}) to ${tenantName(operation.tenantId, before, after)}`;
    case 'network.set':
      return `change network ${operation.network.name} of ${tenantName(operation.tenantId, before, after)}`;
    case 'network.remove': {
      const tenant = before.tenants.find((t) => t.id === operation.tenantId);
      const network = tenant?.networks.find((n) => n.id === operation.networkId);
      return `remove network ${network?.name ?? operation.networkId} of ${tenantName(operation.tenantId, before, after)}`;
    }
    case 'endpoint.add':
      return `add endpoint ${label(operation.tenantId, operation.endpoint.id, after, before)}`;
    case 'endpoint.set':
      return `change endpoint ${label(operation.tenantId, operation.endpoint.id, after, before)}`;
    case 'endpoint.remove':
      return `remove endpoint ${label(operation.tenantId, operation.endpointId, before, after)}`;
  }
}

function tenantName(id: string, ...intents: Intent[]): string {
  for (const intent of intents) {
    const tenant = intent.tenants.find((candidate) => candidate.id === id);
    if (tenant) return tenant.name;
  }
  return id;
}

function label(tenantId: string, endpointId: string, ...intents: Intent[]): string {
  for (const intent of intents) {
    const tenant = intent.tenants.find((candidate) => candidate.id === tenantId);
    const endpoint = tenant?.endpoints.find((candidate) => candidate.id === endpointId);
    if (tenant && endpoint) return endpointLabel(tenant, endpoint, intent.hosts);
  }
  return endpointId;
}

/** The tenants that the operations touch. */
export function tenantsOf(operations: readonly Operation[]): string[] {
  const ids = new Set<string>();
  for (const operation of operations) {
    if ('tenantId' in operation) ids.add(operation.tenantId);
    else if ('tenant' in operation) ids.add(operation.tenant.id);
  }
  return [...ids];
}

/** The hosts that the operations touch: of a tenant or a network all that it is on, before or after. */
export function hostsOf(operations: readonly Operation[], ...intents: readonly Intent[]): string[] {
  const ids = new Set<string>();
  for (const operation of operations) {
    if ('host' in operation) ids.add(operation.host.id);
    else if ('hostId' in operation) ids.add(operation.hostId);
    else if ('endpoint' in operation || 'endpointId' in operation) {
      const id = 'endpoint' in operation ? operation.endpoint.id : operation.endpointId;
      for (const endpoint of endpointsOf(operation.tenantId, intents)) {
        if (endpoint.id === id) ids.add(endpoint.hostId);
      }
    } else if ('tenantId' in operation || 'tenant' in operation) {
      const id = 'tenant' in operation ? operation.tenant.id : operation.tenantId;
      for (const endpoint of endpointsOf(id, intents)) ids.add(endpoint.hostId);
    }
  }
  return [...ids];
}

function endpointsOf(tenantId: string, intents: readonly Intent[]): Endpoint[] {
  return intents.flatMap(({ tenants }) => tenants.find(({ id }) => id === tenantId)?.endpoints ?? []);
}
