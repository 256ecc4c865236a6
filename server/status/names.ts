import { endpointLabel, type Intent } from '../model/intent';

/** What people call the things of intent, by id. */
export type Names = Record<'hosts' | 'networks' | 'endpoints', ReadonlyMap<string, string>>;

export function namesOf(intent: Intent): Names {
  const before = known.get(intent);
  if (before) return before;
  const names = namesIn(intent);
  known.set(intent, names);
  return names;
}

/** An intent never changes, and every look at a host asks for its names. */
const known = new WeakMap<Intent, Names>();

function namesIn(intent: Intent): Names {
  const networks = new Map<string, string>();
  const endpoints = new Map<string, string>();
  for (const tenant of intent.tenants) {
    for (const network of tenant.networks) {
      const only = tenant.networks.length === 1;
      networks.set(network.id, only ? tenant.name : `${tenant.name}/${network.name}`);
    }
    for (const endpoint of tenant.endpoints) {
      endpoints.set(endpoint.id, endpointLabel(tenant, endpoint, intent.hosts));
    }
  }
  const hosts = new Map(intent.hosts.map(({ id, name }) => [id, name]));
  return { hosts, networks, endpoints };
}
