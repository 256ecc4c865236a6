import type { Tenant } from '../model/intent';
import { statusKey } from '../model/status-key';
import { rollUp } from './roll-up';
import type { Status } from './status';

/** As bad as the gravest of its devices, namespaces and tunnels on all hosts. */
export function tenantStatus(tenant: Tenant, parts: readonly Status[]): Status {
  return rollUp({ key: statusKey.tenant(tenant.id), name: tenant.name, tenantId: tenant.id }, parts, {
    whole: `${tenant.name} is as intent says on all its hosts`,
    nothing: `${tenant.name} is on no host yet`,
  });
}
