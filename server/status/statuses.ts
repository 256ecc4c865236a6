import type { Tenant } from '../model/intent';
import { statusKey } from '../model/status-key';
import { hostStatus } from './host';
import { judgeHost } from './judge-host';
import { Lists } from './lists';
import { namesOf } from './names';
import { hostView, type StatusInput } from './reading';
import { rollUp } from './roll-up';
import type { Status } from './status';
import { type TunnelEnd, tunnelStatus } from './tunnel';

/** The state of every thing on the graph. Pure: the same input gives the same statuses, in the same order. */
export function statuses(input: StatusInput): Status[] {
  const { intent } = input;
  const names = namesOf(intent);
  const all: Status[] = [];
  const tenants = new Lists<Status>();
  const ends = new Lists<TunnelEnd>();
  for (const desired of input.desired) {
    const host = hostView(input, desired);
    const judged = judgeHost(host, names);
    all.push(hostStatus(host, judged.parts), ...judged.statuses);
    for (const part of judged.parts) if (part.tenantId !== null) tenants.add(part.tenantId, part);
    for (const end of judged.ends) ends.add(end.vxlan.networkId, end);
  }
  for (const group of ends.values()) {
    for (const tunnel of tunnels(group, (id) => names.networks.get(id) ?? id)) {
      all.push(tunnel);
      if (tunnel.tenantId !== null) tenants.add(tunnel.tenantId, tunnel);
    }
  }
  all.push(...intent.tenants.map((tenant) => tenantStatus(tenant, tenants.of(tenant.id))));
  return all;
}

/** Every pair of a network's VTEPs. */
function* tunnels(group: readonly TunnelEnd[], nameOf: (networkId: string) => string): Generator<Status> {
  for (const [i, a] of group.entries()) {
    for (const b of group.slice(i + 1)) yield tunnelStatus(nameOf(a.vxlan.networkId), a, b);
  }
}

function tenantStatus(tenant: Tenant, parts: readonly Status[]): Status {
  return rollUp({ key: statusKey.tenant(tenant.id), name: tenant.name, tenantId: tenant.id }, parts, {
    whole: `${tenant.name} is as intent says on all its hosts`,
    nothing: `${tenant.name} is on no host yet`,
  });
}
