import type { Intent, Tenant } from '@/server/model/intent';
import type { Operation } from '@/server/model/operation';

export type TenantRow = {
  tenant: Tenant;
  /** How the draft changes it. */
  draft: 'none' | 'new' | 'changed' | 'removed';
  hostNames: string[];
};

/** The tenants of the committed intent and of the draft together, in the order of the draft. */
export function tenantRows(
  committed: Intent,
  drafted: Intent,
  operations: readonly Operation[],
): TenantRow[] {
  const before = new Map(committed.tenants.map((tenant) => [tenant.id, tenant]));
  const after = new Set(drafted.tenants.map((tenant) => tenant.id));
  const hostName = new Map([...committed.hosts, ...drafted.hosts].map((host) => [host.id, host.name]));
  const hostNames = (tenant: Tenant) => [
    ...new Set(tenant.endpoints.map((endpoint) => hostName.get(endpoint.hostId) ?? '?')),
  ];
  const rows: TenantRow[] = drafted.tenants.map((tenant) => ({
    tenant,
    draft: !before.has(tenant.id) ? 'new' : touched(tenant.id, operations) ? 'changed' : 'none',
    hostNames: hostNames(tenant),
  }));
  for (const tenant of committed.tenants) {
    if (!after.has(tenant.id)) rows.push({ tenant, draft: 'removed', hostNames: hostNames(tenant) });
  }
  return rows;
}

function touched(tenantId: string, operations: readonly Operation[]): boolean {
  return operations.some((operation) =>
    'tenantId' in operation
      ? operation.tenantId === tenantId
      : 'tenant' in operation && operation.tenant.id === tenantId,
  );
}
