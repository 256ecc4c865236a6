import type { Fault } from '../check';
import { newId } from '../ids';
import type { Endpoint, Host, Intent, Interface, Network, Tenant } from '../intent';
import {
  networkDeviceNames,
  PoolUsedUp,
  proposeAddresses,
  proposeEndpoint,
  proposeHost,
  proposeNetwork,
  proposePrefix,
  proposeTenant,
} from '../propose';
import type { EndpointEntry, FabricFile, HostEntry, TenantEntry } from './schema';

/**
 * Intent that equals the file. What is there already (found by its name) keeps its id, device names, MACs, colour
 * and pinned key, so that the same file twice is no change at all.
 */
export function wantedIntent(current: Intent, file: FabricFile): { intent: Intent; faults: Fault[] } {
  const faults: Fault[] = [];
  const hosts = file.hosts ? wantedHosts(current, file.hosts, faults) : current.hosts;
  let intent: Intent = {
    ...current,
    vxlan: file.vxlan ?? current.vxlan,
    drift: file.drift ?? current.drift,
    hosts,
  };
  if (!file.tenants) return { intent, faults };

  // Proposals must see what the file's other tenants hold, so tenants join one by one, known ones first.
  const names = Object.keys(file.tenants);
  intent = { ...intent, tenants: current.tenants.filter((tenant) => names.includes(tenant.name)) };
  for (const [name, entry] of Object.entries(file.tenants)) {
    const tenant = wantedTenant(intent, name, entry, faults);
    const there = intent.tenants.some((candidate) => candidate.id === tenant.id);
    const tenants = there
      ? intent.tenants.map((candidate) => (candidate.id === tenant.id ? tenant : candidate))
      : [...intent.tenants, tenant];
    intent = { ...intent, tenants };
  }
  return { intent, faults };
}

/** All of them first, since one may be reached through another that stands below it. */
function wantedHosts(current: Intent, entries: Record<string, HostEntry>, faults: Fault[]): Host[] {
  const hosts = Object.entries(entries).map(([name, entry]) => wantedHost(current, name, entry));
  return hosts.map((host) => {
    const { jump: _, ...direct } = host;
    const name = entries[host.name]?.jump;
    if (name === undefined) return direct;
    const jump = hosts.find((candidate) => candidate.name === name);
    if (jump) return { ...direct, jump: jump.id };
    faults.push({ path: `hosts/${host.name}/jump`, sentence: `the file has no host ${name}` });
    return direct;
  });
}

function wantedHost(current: Intent, name: string, entry: HostEntry): Host {
  const known = current.hosts.find((host) => host.name === name);
  const base = known ?? proposeHost({ name, address: entry.address });
  const moved = known !== undefined && (known.address !== entry.address || known.port !== (entry.port ?? 22));
  return {
    ...base,
    address: entry.address,
    port: entry.port ?? 22,
    user: entry.user ?? 'root',
    key: keySource(entry.key, base.key) ?? base.key,
    // A key was pinned for the machine at that address; another address must be looked at again.
    hostKey: entry.host_key ?? (moved ? null : base.hostKey),
    underlay: entry.underlay ?? base.underlay,
  };
}

function keySource(key: string | undefined, before: Host['key']): Host['key'] | null {
  if (key === undefined) return null;
  if (key === 'own') {
    return before.kind === 'generated' && before.id !== undefined
      ? before
      : { kind: 'generated', id: newId() };
  }
  return key === 'agent' || key === 'generated' ? { kind: key } : { kind: 'file', path: key };
}

function wantedTenant(intent: Intent, name: string, entry: TenantEntry, faults: Fault[]): Tenant {
  const known = intent.tenants.find((tenant) => tenant.name === name);
  const base: Tenant = known ?? {
    ...proposeTenant(intent, { name, prefix: entry.prefix ?? proposePrefix(intent, name), vni: 1 }),
    networks: [],
  };
  let tenant: Tenant = { ...base, prefix: entry.prefix ?? base.prefix, networks: [], endpoints: [] };
  for (const [networkName, wish] of Object.entries(entry.networks)) {
    const before = base.networks.find((network) => network.name === networkName);
    const network: Network = before
      ? { ...before, vni: wish.vni, subnets: wish.subnets, mtu: wish.mtu ?? null }
      : proposeNetwork(
          intent,
          { ...tenant, networks: [...base.networks, ...tenant.networks] },
          { ...wish, name: networkName },
        );
    if (before && before.vni !== wish.vni) network.vxlan = networkDeviceNames(tenant, wish.vni).vxlan;
    tenant = { ...tenant, networks: [...tenant.networks, network] };
  }
  // Known endpoints stand first in the reckoning, so that a proposed address never takes one of theirs.
  for (const endpoint of entry.endpoints ?? []) {
    const made = wantedEndpoint(intent, tenant, base, endpoint, faults);
    if (made) tenant = { ...tenant, endpoints: [...tenant.endpoints, made] };
  }
  return tenant;
}

function wantedEndpoint(
  intent: Intent,
  tenant: Tenant,
  before: Tenant,
  entry: EndpointEntry,
  faults: Fault[],
): Endpoint | null {
  const label = entry.name ? `${tenant.name}/${entry.name}@${entry.host}` : `${tenant.name}@${entry.host}`;
  const host = intent.hosts.find((candidate) => candidate.name === entry.host);
  if (!host) {
    const known = intent.hosts.map((candidate) => candidate.name).join(', ') || 'none';
    faults.push({ path: label, sentence: `there is no host ${entry.host}; the hosts are: ${known}` });
    return null;
  }
  const name = entry.name ?? null;
  const known = before.endpoints.find((endpoint) => endpoint.hostId === host.id && endpoint.name === name);
  const wishes = entry.interfaces ?? [
    { network: entry.network ?? '', address: entry.address, addresses: entry.addresses, mac: entry.mac },
  ];
  const interfaces: { network: Network; addresses: string[] | null; mac: string | undefined }[] = [];
  for (const wish of wishes) {
    const network = tenant.networks.find((candidate) => candidate.name === wish.network);
    if (!network) {
      const names = tenant.networks.map((candidate) => candidate.name).join(', ');
      faults.push({
        path: label,
        sentence: `${tenant.name} has no network ${wish.network}; its networks are: ${names}`,
      });
      return null;
    }
    const addresses = wish.addresses ?? (wish.address ? [wish.address] : null);
    interfaces.push({ network, addresses, mac: wish.mac });
  }
  // Names are looked for among all pairs that this host has or keeps, so that a new pair takes a free number.
  const others = before.endpoints.filter(
    (e) => e.id !== known?.id && !tenant.endpoints.some((t) => t.id === e.id),
  );
  const crowd: Tenant = { ...tenant, endpoints: [...tenant.endpoints, ...others] };
  try {
    const fresh = proposeEndpoint(known ? { ...crowd, endpoints: [...crowd.endpoints, known] } : crowd, {
      hostId: host.id,
      name,
      interfaces: interfaces.map(({ network, addresses, mac }) => {
        const old = known?.interfaces.find((wire) => wire.networkId === network.id);
        return {
          networkId: network.id,
          addresses: addresses ?? old?.addresses ?? proposeAddresses(crowd, network),
          mac: mac ?? old?.mac,
        };
      }),
    });
    if (!known) return fresh;
    const wires: Interface[] = fresh.interfaces.map((wire) => {
      const old = known.interfaces.find((candidate) => candidate.networkId === wire.networkId);
      return old ? { ...old, addresses: wire.addresses, mac: wire.mac } : wire;
    });
    return { ...known, interfaces: wires };
  } catch (error) {
    if (!(error instanceof PoolUsedUp)) throw error;
    faults.push({ path: label, sentence: error.message });
    return null;
  }
}
