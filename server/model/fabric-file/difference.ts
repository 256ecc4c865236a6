import type { Intent, Tenant } from '../intent';
import type { Operation } from '../operation';

/**
 * The operations that lead from one intent to another, in an order in which each one finds what it needs: what is
 * taken away from goes after what takes it away.
 */
export function difference(from: Intent, to: Intent): Operation[] {
  const operations: Operation[] = [];
  if (from.drift !== to.drift) operations.push({ op: 'drift.set', drift: to.drift });
  if (!same(from.vxlan, to.vxlan)) operations.push({ op: 'fabric.set', vxlan: to.vxlan });
  for (const host of to.hosts) {
    const before = byId(from.hosts, host.id);
    if (!before) operations.push({ op: 'host.add', host });
    else if (!same(before, host)) operations.push({ op: 'host.set', host });
  }
  for (const tenant of from.tenants) {
    if (!byId(to.tenants, tenant.id)) operations.push({ op: 'tenant.remove', tenantId: tenant.id });
  }
  for (const tenant of to.tenants) {
    const before = byId(from.tenants, tenant.id);
    if (!before) operations.push({ op: 'tenant.add', tenant });
    else operations.push(...tenantDifference(before, tenant));
  }
  for (const host of from.hosts) {
    if (!byId(to.hosts, host.id)) operations.push({ op: 'host.remove', hostId: host.id });
  }
  return operations;
}

function tenantDifference(from: Tenant, to: Tenant): Operation[] {
  const operations: Operation[] = [];
  const tenantId = to.id;
  const { networks: _fn, endpoints: _fe, ...plainFrom } = from;
  const { networks: _tn, endpoints: _te, ...plainTo } = to;
  if (!same(plainFrom, plainTo)) operations.push({ op: 'tenant.set', tenant: plainTo });
  for (const network of to.networks) {
    const before = byId(from.networks, network.id);
    if (!before) operations.push({ op: 'network.add', tenantId, network });
    else if (!same(before, network)) operations.push({ op: 'network.set', tenantId, network });
  }
  for (const endpoint of from.endpoints) {
    if (!byId(to.endpoints, endpoint.id)) {
      operations.push({ op: 'endpoint.remove', tenantId, endpointId: endpoint.id });
    }
  }
  for (const endpoint of to.endpoints) {
    const before = byId(from.endpoints, endpoint.id);
    if (!before) operations.push({ op: 'endpoint.add', tenantId, endpoint });
    else if (!same(before, endpoint)) operations.push({ op: 'endpoint.set', tenantId, endpoint });
  }
  for (const network of from.networks) {
    if (!byId(to.networks, network.id)) {
      operations.push({ op: 'network.remove', tenantId, networkId: network.id });
    }
  }
  return operations;
}

function byId<T extends { id: string }>(list: readonly T[], id: string): T | undefined {
  return list.find((item) => item.id === id);
}

/** Equal in content, whatever the order of the keys (rows from a database come in the order of their columns). */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a).filter(([, value]) => value !== undefined);
  const right = new Map(Object.entries(b).filter(([, value]) => value !== undefined));
  return (
    left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)))
  );
}
