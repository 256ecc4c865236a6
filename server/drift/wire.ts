import type { Endpoint, Interface, Tenant } from '../model/intent';

/** The endpoint with this interface in place of the one in the same network. */
export function withWire(tenant: Tenant, endpoint: Endpoint, wire: Interface) {
  const interfaces = endpoint.interfaces.map((one) => (one.networkId === wire.networkId ? wire : one));
  return { op: 'endpoint.set', tenantId: tenant.id, endpoint: { ...endpoint, interfaces } } as const;
}
