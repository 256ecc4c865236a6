import { nextFree, parseAddress, parseSubnet, subnetContains } from './address';
import { bridgeName, namespaceName, vethNames, vxlanName } from './device-name';
import { newId } from './ids';
import {
  type Endpoint,
  type Host,
  type Intent,
  type Interface,
  type Network,
  TENANT_COLORS,
  type Tenant,
} from './intent';
import { macFor } from './mac';
import { VNI_MAX } from './vxlan';

/** A pool (VNIs, prefixes, addresses) has nothing left; the sentence says which and what to do. */
export class PoolUsedUp extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'PoolUsedUp';
  }
}

export type TenantWish = { name: string; prefix?: string; vni?: number; subnets?: string[] };

/** A tenant with its first network, complete and free of collisions; endpoints are added by `proposeEndpoint`. */
export function proposeTenant(intent: Intent, wish: TenantWish): Tenant {
  const prefix = wish.prefix ?? proposePrefix(intent, wish.name);
  const used = new Map<number, number>();
  for (const tenant of intent.tenants) used.set(tenant.color, (used.get(tenant.color) ?? 0) + 1);
  const colors = Array.from({ length: TENANT_COLORS }, (_, color) => color);
  const color = colors.reduce(
    (best, next) => ((used.get(next) ?? 0) < (used.get(best) ?? 0) ? next : best),
    0,
  );
  const tenant: Tenant = { id: newId(), name: wish.name, prefix, color, networks: [], endpoints: [] };
  const network = proposeNetwork(intent, tenant, { name: 'default', vni: wish.vni, subnets: wish.subnets });
  return { ...tenant, networks: [network] };
}

export type NetworkWish = { name?: string; vni?: number; subnets?: string[]; mtu?: number | null };

/** A further network of a tenant. Tenants may overlap; the networks of one tenant get subnets of their own. */
export function proposeNetwork(intent: Intent, tenant: Tenant, wish: NetworkWish): Network {
  const vni = wish.vni ?? proposeVni(intent);
  return {
    id: newId(),
    name: wish.name ?? freeName(tenant.networks, 'net'),
    vni,
    subnets: wish.subnets ?? [proposeSubnet(tenant)],
    ...networkDeviceNames(tenant, vni),
    mtu: wish.mtu ?? null,
    found: {},
  };
}

/** Names of a network's bridge and VXLAN interface. Proposed once, then stored: a name is never computed again. */
export function networkDeviceNames(tenant: Tenant, vni: number): { bridge: string; vxlan: string } {
  const plain = bridgeName(tenant.prefix, vni, true);
  const first = !tenant.networks.some((network) => network.bridge === plain);
  return { bridge: bridgeName(tenant.prefix, vni, first), vxlan: vxlanName(tenant.prefix, vni) };
}

export type InterfaceWish = { networkId: string; addresses?: string[]; mac?: string | null };
export type EndpointWish = { hostId: string; name?: string | null; interfaces?: InterfaceWish[] };

/**
 * An endpoint on a host with an interface in each wished network (the tenant's first one by default), with names,
 * MACs and free addresses.
 * @throws PoolUsedUp
 */
export function proposeEndpoint(tenant: Tenant, wish: EndpointWish): Endpoint {
  const onHost = tenant.endpoints.filter((endpoint) => endpoint.hostId === wish.hostId);
  const name =
    wish.name !== undefined
      ? wish.name
      : onHost.some((endpoint) => endpoint.name === null)
        ? freeName(onHost, 'ep')
        : null;
  const first = tenant.networks[0];
  const wishes = wish.interfaces ?? (first ? [{ networkId: first.id }] : []);
  const takenPairs = new Set(onHost.flatMap((endpoint) => endpoint.interfaces.map((i) => i.hostEnd)));
  const id = newId();
  const interfaces: Interface[] = [];
  for (const one of wishes) {
    const network = tenant.networks.find((candidate) => candidate.id === one.networkId);
    let pair = 0;
    while (takenPairs.has(vethNames(tenant.prefix, pair).hostEnd)) pair++;
    const names = vethNames(tenant.prefix, pair);
    takenPairs.add(names.hostEnd);
    const addresses = one.addresses ?? (network ? proposeAddresses(tenant, network) : []);
    interfaces.push({
      networkId: one.networkId,
      addresses,
      // From what the interface is, not from its id: the same file applied twice gives the same MAC.
      mac: one.mac === undefined ? macFor(tenant.name, String(network?.vni), ...addresses) : one.mac,
      ...names,
      foundMtu: false,
    });
  }
  return { id, hostId: wish.hostId, name, namespace: namespaceName(tenant.name, name), interfaces };
}

/** One free address of each subnet of the network. */
export function proposeAddresses(tenant: Tenant, network: Network): string[] {
  const taken = new Set(
    tenant.endpoints.flatMap((e) =>
      e.interfaces.filter((i) => i.networkId === network.id).flatMap((i) => i.addresses),
    ),
  );
  return network.subnets.map((text) => {
    const subnet = parseSubnet(text);
    const free = subnet && nextFree(subnet, taken);
    if (!free) throw new PoolUsedUp(`${text} has no free address left: widen the subnet or add another one`);
    return free.text;
  });
}

/** The smallest multiple of ten that is free, as people number them; when those are used up, any free VNI. */
export function proposeVni(intent: Intent): number {
  const used = new Set(intent.tenants.flatMap((tenant) => tenant.networks.map((network) => network.vni)));
  for (let vni = 10; vni <= VNI_MAX; vni += 10) if (!used.has(vni)) return vni;
  for (let vni = 1; vni <= VNI_MAX; vni++) if (!used.has(vni)) return vni;
  throw new PoolUsedUp('all 16777215 VNIs are in use');
}

/** Four letters of the name without its vowels (`google` → `ggl`), made unique with a digit. */
export function proposePrefix(intent: Intent, name: string): string {
  const letters = name.replace(/[^a-z0-9]/g, '').replace(/^[0-9]+/, '');
  const consonants = letters.slice(0, 1) + letters.slice(1).replace(/[aeiou]/g, '');
  const base = (consonants.length >= 3 ? consonants : letters).slice(0, 4) || 't';
  const used = new Set(intent.tenants.map((tenant) => tenant.prefix));
  if (!used.has(base)) return base;
  for (let n = 2; n < 1000; n++) {
    const candidate = `${base.slice(0, 5 - String(n).length)}${n}`;
    if (!used.has(candidate)) return candidate;
  }
  throw new PoolUsedUp(`no prefix that begins like "${base}" is free: choose another one`);
}

/** 10.1.0.0/24 for a first network (tenants may overlap), then the next /24 that this tenant does not use. */
export function proposeSubnet(tenant: Tenant): string {
  const used = tenant.networks.flatMap((network) => network.subnets);
  for (let n = 1; n < 255; n++) {
    const candidate = `10.${n}.0.0/24`;
    const base = parseAddress(`10.${n}.0.0`);
    const taken = used.some((text) => {
      const subnet = parseSubnet(text);
      return text.startsWith(`10.${n}.`) || (subnet && base && subnetContains(subnet, base));
    });
    if (!taken) return candidate;
  }
  throw new PoolUsedUp(
    '10.1.0.0/24 to 10.254.0.0/24 are all in use by this tenant: write the subnet yourself',
  );
}

export function proposeHost(wish: { name: string; address: string; port?: number; user?: string }): Host {
  return {
    id: newId(),
    name: wish.name,
    address: wish.address,
    port: wish.port ?? 22,
    user: wish.user ?? 'root',
    key: { kind: 'agent' },
    hostKey: null,
    underlay: null,
  };
}

function freeName(list: readonly { name: string | null }[], stem: string): string {
  const used = new Set(list.map((item) => item.name));
  let n = 2;
  while (used.has(`${stem}${n}`)) n++;
  return `${stem}${n}`;
}
