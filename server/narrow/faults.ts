import { checkIntent, type Fault } from '../model/check';
import { hostsOfNetwork, type Intent, type Tenant } from '../model/intent';
import { proposeVni } from '../model/propose';
import { type Fence, fenceOf, narrowIntent } from './fence';

/**
 * What is wrong with an intent, as far as it is theirs: of a name or a VNI that another tenant has they learn that it is in
 * use, and not by whom.
 */
export function narrowFaults(intent: Intent, { tenantIds }: Fence): Fault[] {
  const fence = fenceOf(intent, [...tenantIds]);
  const others = intent.tenants.filter(({ id }) => !tenantIds.has(id));
  return [...checkIntent(narrowIntent(intent, fence)), ...collisions(intent, fence.tenants, others)];
}

function collisions(intent: Intent, own: readonly Tenant[], others: readonly Tenant[]): Fault[] {
  const faults: Fault[] = [];
  const inUse = (path: string, what: string, instead: string) =>
    faults.push({ path, sentence: `${what} is in use already: ${instead}` });
  const names = new Set(others.map(({ name }) => name));
  const prefixes = new Set(others.map(({ prefix }) => prefix));
  const vnis = new Set(others.flatMap(({ networks }) => networks.map(({ vni }) => vni)));
  const taken = new Map(intent.hosts.map(({ id }) => [id, namesOn(others, id)]));
  const host = new Map(intent.hosts.map(({ id, name }) => [id, name]));
  for (const tenant of own) {
    if (names.has(tenant.name)) inUse(tenant.name, `the name ${tenant.name}`, 'choose another');
    if (prefixes.has(tenant.prefix)) {
      inUse(`${tenant.name}/prefix`, `the prefix ${tenant.prefix}`, 'choose another');
    }
    for (const { vni, name } of tenant.networks) {
      if (!vnis.has(vni)) continue;
      inUse(`${tenant.name}/${name}/vni`, `${vni} as a VNI`, `${proposeVni(intent)} is free`);
    }
    for (const hostId of new Set(tenant.endpoints.map((endpoint) => endpoint.hostId))) {
      const there = taken.get(hostId);
      for (const name of namesOn([tenant], hostId)) {
        if (there?.has(name)) {
          inUse(
            `${tenant.name}@${host.get(hostId)}`,
            `the name ${name} on ${host.get(hostId)}`,
            'choose another',
          );
        }
      }
    }
  }
  return faults;
}

/** Devices; and namespaces, as `namespace NAME`, which no device is called. */
function namesOn(tenants: readonly Tenant[], hostId: string): Set<string> {
  const names = new Set<string>();
  for (const tenant of tenants) {
    for (const { namespace, interfaces, hostId: at } of tenant.endpoints) {
      if (at !== hostId) continue;
      names.add(`namespace ${namespace}`);
      for (const { hostEnd } of interfaces) names.add(hostEnd);
    }
    for (const { id, bridge, vxlan, found } of tenant.networks) {
      if (!hostsOfNetwork(tenant, id).includes(hostId)) continue;
      names.add(found[hostId]?.bridge ?? bridge).add(found[hostId]?.vxlan ?? vxlan);
    }
  }
  return names;
}
