import type { HostLive } from '@/server/controller/face';
import { parseAddress, parseSubnet, subnetContains } from '@/server/model/address';
import type { Endpoint, Host, Intent, Network, Tenant } from '@/server/model/intent';
import { statusKey } from '@/server/model/status-key';
import type { Observed, ObservedLink } from '@/server/observe/observed';
import {
  type DeviceBox,
  type EndpointBox,
  type FabricGraph,
  type Ghost,
  type HostCard,
  laneKey,
  type NetworkRow,
  rowKey,
  type TenantEntry,
  type TenantLane,
  type Tunnel,
  type UnderlayPort,
} from './fabric-graph';
import { foreignObjects } from './foreign';
import { deepEqual, ghostOf, ghostOfAll, type Merged, mergeById } from './ghost';
import { markOf, type Statuses, worst } from './mark';

export type BuildInput = {
  /** What is committed. */
  intent: Intent;
  /** What the draft makes of it; the same object where nothing is drafted. */
  draft: Intent;
  hosts: Readonly<Record<string, HostLive>>;
  statuses: Statuses;
  /** Hosts whose last read is too old to be trusted. */
  stale: ReadonlySet<string>;
};

/** Committed intent, draft, what was read and what the server makes of it, as one graph. */
export function buildGraph(input: BuildInput): FabricGraph {
  const tenants = mergeById(input.intent.tenants, input.draft.tenants);
  const hosts = mergeById(input.intent.hosts, input.draft.hosts).map((host) =>
    buildHost(host, tenants, input),
  );
  return {
    hosts,
    tenants: tenants.flatMap((tenant) => buildTenant(tenant, hosts, input) ?? []),
    tunnels: buildTunnels(hosts, input),
  };
}

function buildTenant(
  merged: Merged<Tenant>,
  hosts: readonly HostCard[],
  input: BuildInput,
): TenantEntry | null {
  const tenant = merged.after ?? merged.before;
  if (!tenant) return null;
  const lanes = hosts.flatMap((host) => host.lanes.filter((lane) => lane.tenantId === tenant.id));
  const ghost = ghostOf(merged);
  return {
    id: tenant.id,
    name: tenant.name,
    prefix: tenant.prefix,
    color: tenant.color,
    ghost,
    mark: markOf(
      input.statuses,
      statusKey.tenant(tenant.id),
      ghost,
      lanes.some((lane) => lane.mark.stale),
    ),
    hosts: lanes.filter((lane) => lane.ghost !== 'removed').map((lane) => lane.hostId),
  };
}

function buildHost(merged: Merged<Host>, tenants: Merged<Tenant>[], input: BuildInput): HostCard {
  const host = merged.after ?? merged.before;
  if (!host) throw new Error('a merged host is on neither side');
  const live = input.hosts[host.id] ?? null;
  const ghost = ghostOf(merged);
  const stale = input.stale.has(host.id);
  const lanes = tenants.flatMap(
    (tenant) => buildLane(tenant, host, live?.observed ?? null, stale, input) ?? [],
  );
  return {
    id: host.id,
    name: host.name,
    address: host.address,
    ghost,
    state: live?.state ?? null,
    mark: markOf(input.statuses, statusKey.host(host.id), ghost, stale),
    reason: live?.reason ?? null,
    nextTryAt: live?.nextTryAt ?? null,
    underlay: underlayOf(host, live?.observed ?? null),
    lanes,
    foreign: live?.observed ? foreignObjects(live.observed, namesOf(lanes), uplinksOf(host)) : [],
  };
}

function uplinksOf(host: Host) {
  return {
    device: host.underlay?.device ?? null,
    addresses: [host.address, ...(host.underlay ? [host.underlay.address] : [])],
  };
}

function underlayOf(host: Host, observed: Observed | null): UnderlayPort | null {
  if (!host.underlay) return null;
  const link = linkOf(observed, host.underlay.device);
  const vtep = host.underlay.address;
  const address = link?.addresses.find((candidate) => candidate.text.split('/')[0] === vtep)?.text ?? null;
  return { device: host.underlay.device, vtep, address, read: observed !== null, mtu: link?.mtu ?? null };
}

function namesOf(lanes: readonly TenantLane[]): Set<string> {
  const names = new Set<string>();
  for (const row of lanes.flatMap((lane) => lane.rows)) {
    names.add(row.bridge.name).add(row.vxlan.name);
    for (const end of row.ends) names.add(end.veth.hostEnd).add(`netns ${end.namespace}`);
  }
  return names;
}

function buildLane(
  merged: Merged<Tenant>,
  host: Host,
  observed: Observed | null,
  stale: boolean,
  input: BuildInput,
): TenantLane | null {
  const tenant = merged.after ?? merged.before;
  if (!tenant) return null;
  const networks = mergeById(merged.before?.networks ?? [], merged.after?.networks ?? []);
  const endpoints = mergeById(
    (merged.before?.endpoints ?? []).filter((endpoint) => endpoint.hostId === host.id),
    (merged.after?.endpoints ?? []).filter((endpoint) => endpoint.hostId === host.id),
  );
  if (endpoints.length === 0) return null;
  const context: RowContext = { tenant, host, observed, stale, input };
  const rows = networks.flatMap((network) => buildRow(network, endpoints, context) ?? []);
  const own = ghostOf(merged, (a, b) => a.name === b.name && a.prefix === b.prefix);
  const ghost = ghostOfAll(
    own,
    rows.map((row) => row.ghost),
  );
  return {
    key: laneKey(tenant.id, host.id),
    tenantId: tenant.id,
    hostId: host.id,
    tenant: tenant.name,
    hostName: host.name,
    color: tenant.color,
    ghost,
    mark:
      worst(rows.map((row) => row.mark)) ?? markOf(input.statuses, statusKey.tenant(tenant.id), ghost, stale),
    rows,
  };
}

type RowContext = {
  tenant: Tenant;
  host: Host;
  observed: Observed | null;
  stale: boolean;
  input: BuildInput;
};

function buildRow(
  merged: Merged<Network>,
  endpoints: Merged<Endpoint>[],
  context: RowContext,
): NetworkRow | null {
  const network = merged.after ?? merged.before;
  if (!network) return null;
  const { tenant, host, observed, stale, input } = context;
  const ends = endpoints.flatMap((endpoint) => buildEnd(endpoint, network, context) ?? []);
  if (ends.length === 0) return null;
  const own = ghostOf(merged, sameNetwork(host.id));
  const ghost = ghostOfAll(
    own,
    ends.map((end) => end.ghost),
  );
  // Devices of the presence come and go with it; that an endpoint is added or changed leaves them as they are.
  const deviceGhost: Ghost = ghost === 'changed' ? own : ghost;
  const found = network.found[host.id];
  const device = (name: string): DeviceBox => {
    const link = linkOf(observed, name);
    return {
      name,
      mtu: link?.mtu ?? network.mtu,
      mac: link?.mac ?? null,
      ghost: deviceGhost,
      mark: markOf(input.statuses, statusKey.link(host.id, null, name), deviceGhost, stale),
    };
  };
  return {
    key: rowKey(network.id, host.id),
    tenantId: tenant.id,
    hostId: host.id,
    networkId: network.id,
    name: network.name,
    vni: network.vni,
    color: tenant.color,
    ghost,
    mark: markOf(input.statuses, statusKey.presence(network.id, host.id), ghost, stale),
    bridge: device(found?.bridge ?? network.bridge),
    vxlan: device(found?.vxlan ?? network.vxlan),
    ends,
  };
}

/** Networks differ for a host when something differs that this host has: what was found on others is not its matter. */
function sameNetwork(hostId: string) {
  return (a: Network, b: Network) =>
    deepEqual({ ...a, found: a.found[hostId] ?? null }, { ...b, found: b.found[hostId] ?? null });
}

function buildEnd(merged: Merged<Endpoint>, network: Network, context: RowContext): EndpointBox | null {
  const { host, observed, stale, input } = context;
  const wireOf = (endpoint: Endpoint | null) =>
    endpoint?.interfaces.find((wire) => wire.networkId === network.id) ?? null;
  const before = wireOf(merged.before);
  const after = wireOf(merged.after);
  const wire = after ?? before;
  const endpoint = after ? merged.after : merged.before;
  if (!wire || !endpoint) return null;
  const ghost = ghostOf({ before, after });
  const namespace = observed?.namespaces.find((candidate) => candidate.name === endpoint.namespace);
  const inside = namespace?.links.find((link) => link.name === wire.namespaceEnd);
  const hostEnd = markOf(input.statuses, statusKey.link(host.id, null, wire.hostEnd), ghost, stale);
  const namespaceEnd = markOf(
    input.statuses,
    statusKey.link(host.id, endpoint.namespace, wire.namespaceEnd),
    ghost,
    stale,
  );
  return {
    key: `${endpoint.id}/${network.id}`,
    endpointId: endpoint.id,
    name: endpoint.name,
    namespace: endpoint.namespace,
    addresses: wire.addresses.map((address) => withLength(address, network)),
    mac: inside?.mac ?? wire.mac,
    mtu: inside?.mtu ?? null,
    ghost,
    mark: markOf(input.statuses, statusKey.endpoint(endpoint.id), ghost, stale),
    memberships: endpoint.interfaces.length,
    veth: {
      hostEnd: wire.hostEnd,
      namespaceEnd: wire.namespaceEnd,
      mark: worst([hostEnd, namespaceEnd]) ?? hostEnd,
    },
  };
}

/** `10.1.0.4` → `10.1.0.4/24`, with the length of the network's subnet that holds it. */
export function withLength(text: string, network: Pick<Network, 'subnets'>): string {
  const address = parseAddress(text);
  for (const subnetText of network.subnets) {
    const subnet = parseSubnet(subnetText);
    if (address && subnet && subnetContains(subnet, address)) return `${text}/${subnet.length}`;
  }
  return text;
}

function linkOf(observed: Observed | null, name: string): ObservedLink | null {
  return observed?.links.find((link) => link.name === name) ?? null;
}

function buildTunnels(hosts: readonly HostCard[], input: BuildInput): Tunnel[] {
  const rows = new Map<string, NetworkRow[]>();
  const names = new Map<string, string>();
  for (const lane of hosts.flatMap((host) => host.lanes)) {
    names.set(lane.tenantId, lane.tenant);
    for (const row of lane.rows) {
      const of = rows.get(row.networkId);
      if (of) of.push(row);
      else rows.set(row.networkId, [row]);
    }
  }
  const tunnels: Tunnel[] = [];
  for (const [networkId, present] of rows) {
    const sorted = present.toSorted((a, b) => (a.hostId < b.hostId ? -1 : 1));
    for (const [i, a] of sorted.entries()) {
      for (const b of sorted.slice(i + 1)) {
        // Between a row that goes and one that comes there never was and never will be a tunnel.
        if (ends(a.ghost, b.ghost, 'new') && ends(a.ghost, b.ghost, 'removed')) continue;
        const ghost = ends(a.ghost, b.ghost, 'new')
          ? 'new'
          : ends(a.ghost, b.ghost, 'removed')
            ? 'removed'
            : 'none';
        const stale = input.stale.has(a.hostId) || input.stale.has(b.hostId);
        const key = statusKey.tunnel(networkId, a.hostId, b.hostId);
        tunnels.push({
          key,
          tenantId: a.tenantId,
          networkId,
          tenant: names.get(a.tenantId) ?? '',
          vni: a.vni,
          color: a.color,
          a: a.hostId,
          b: b.hostId,
          ghost,
          mark: markOf(input.statuses, key, ghost, stale),
          aDevice: a.vxlan.name,
          bDevice: b.vxlan.name,
        });
      }
    }
  }
  return tunnels;
}

function ends(a: Ghost, b: Ghost, wanted: Ghost): boolean {
  return a === wanted || b === wanted;
}
