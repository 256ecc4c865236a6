import type { Endpoint, Intent, Tenant } from '../model/intent';

/**
 * Between the tenants that somebody's rights are narrowed to and all others, in one intent. Hosts are shared: they are on
 * neither side.
 */
export type Fence = {
  /** Of intent, those that are theirs. */
  tenants: readonly Tenant[];
  /** Ids that rights are narrowed to, whether or not intent has them now. */
  tenantIds: ReadonlySet<string>;
  /** Ids of those tenants, their networks and endpoints. */
  ids: ReadonlySet<string>;
  endpoints: ReadonlyMap<string, Endpoint>;
  /** Names of their devices and namespaces on each host, by host id. */
  onHosts: ReadonlyMap<string, HostNames>;
  /** Words by which others could be known, in lower case, and what stands in their place. */
  hidden: ReadonlyMap<string, string>;
  hiddenVnis: ReadonlySet<number>;
  /** Ids of tenants that are there and not theirs. */
  others: ReadonlySet<string>;
};

type HostNames = { devices: ReadonlySet<string>; namespaces: ReadonlySet<string>; underlay: string | null };

const ANOTHER = 'another tenant';
const SOMETHING = '…';

const made = new WeakMap<Intent, Map<string, Fence>>();

/** The same for the same intent and tenants. */
export function fenceOf(intent: Intent, tenantIds: readonly string[]): Fence {
  const ofIntent = made.get(intent) ?? new Map<string, Fence>();
  made.set(intent, ofIntent);
  const key = [...tenantIds].sort().join(' ');
  const fence = ofIntent.get(key) ?? build(intent, new Set(tenantIds));
  ofIntent.set(key, fence);
  return fence;
}

function build(intent: Intent, tenantIds: ReadonlySet<string>): Fence {
  const own = intent.tenants.filter(({ id }) => tenantIds.has(id));
  const others = intent.tenants.filter(({ id }) => !tenantIds.has(id));
  const known = new Set([...own.flatMap((tenant) => [...wordsOf(tenant).keys()]), ...sharedWords(intent)]);
  const hidden = new Map<string, string>();
  for (const tenant of others) {
    for (const [word, instead] of wordsOf(tenant)) if (!known.has(word)) hidden.set(word, instead);
  }
  const endpoints = own.flatMap((tenant) => tenant.endpoints);
  return {
    tenants: own,
    tenantIds,
    ids: new Set(own.flatMap(idsOf)),
    endpoints: new Map(endpoints.map((endpoint) => [endpoint.id, endpoint])),
    onHosts: new Map(
      intent.hosts.map(({ id, underlay }) => [
        id,
        { ...namesOn(own, id), underlay: underlay?.device ?? null },
      ]),
    ),
    hidden,
    hiddenVnis: new Set(others.flatMap(({ networks }) => networks.map(({ vni }) => vni))),
    others: new Set(others.map(({ id }) => id)),
  };
}

function idsOf(tenant: Tenant): string[] {
  return [tenant, ...tenant.networks, ...tenant.endpoints].map(({ id }) => id);
}

/** What everybody may read: hosts are shared. */
function sharedWords(intent: Intent): string[] {
  return intent.hosts.flatMap(({ id, name, address, underlay }) =>
    [id, name, address, ...(underlay ? [underlay.device, underlay.address] : [])].map((word) =>
      word.toLowerCase(),
    ),
  );
}

function wordsOf(tenant: Tenant): Map<string, string> {
  const words = new Map<string, string>();
  const add = (instead: string, ...all: (string | null | undefined)[]) => {
    for (const word of all) if (word) words.set(word.toLowerCase(), instead);
  };
  for (const network of tenant.networks) {
    add(SOMETHING, network.id, network.bridge, network.vxlan);
    for (const found of Object.values(network.found)) add(SOMETHING, found.bridge, found.vxlan);
  }
  for (const endpoint of tenant.endpoints) {
    add(SOMETHING, endpoint.id, endpoint.namespace);
    for (const { addresses, mac, hostEnd, namespaceEnd } of endpoint.interfaces) {
      add(SOMETHING, mac, hostEnd, namespaceEnd, ...addresses);
    }
  }
  // Last: a tenant's first namespace has its name.
  add(ANOTHER, tenant.id, tenant.name);
  return words;
}

function namesOn(tenants: readonly Tenant[], hostId: string) {
  const devices = new Set<string>();
  const namespaces = new Set<string>();
  for (const { networks, endpoints } of tenants) {
    const here = endpoints.filter((endpoint) => endpoint.hostId === hostId);
    for (const { namespace, interfaces } of here) {
      namespaces.add(namespace);
      for (const { hostEnd } of interfaces) devices.add(hostEnd);
    }
    const present = new Set(here.flatMap(({ interfaces }) => interfaces.map(({ networkId }) => networkId)));
    for (const { id, bridge, vxlan, found } of networks) {
      if (!present.has(id)) continue;
      devices.add(found[hostId]?.bridge ?? bridge).add(found[hostId]?.vxlan ?? vxlan);
    }
  }
  return { devices, namespaces };
}

/** Intent with their tenants only. */
export function narrowIntent(intent: Intent, { tenants }: Fence): Intent {
  return { ...intent, tenants: [...tenants] };
}
