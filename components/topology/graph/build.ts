import type { HostLive } from '@/server/controller/face';
import { parseAddress, parseSubnet, subnetContains } from '@/server/model/address';
import type { Endpoint, Host, Intent, Network, Tenant } from '@/server/model/intent';
import { statusKey } from '@/server/model/status-key';
import type { Observed, ObservedLink, ObservedNamespace } from '@/server/observe/observed';
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
  type UnderlayPort,
} from './fabric-graph';
import { foreignObjects } from './foreign';
import { deepEqual, ghostOf, ghostOfAll, type Merged, mergeById } from './ghost';
import { groupBy } from './group';
import { markOf, type Statuses, worst } from './mark';
import { buildMeshes } from './mesh';
import { type Refusals, refusalOf } from './refusals';

export type BuildInput = {
  /** What is committed. */
  intent: Intent;
  /** What the draft makes of it; the same object where nothing is drafted. */
  draft: Intent;
  hosts: Readonly<Record<string, HostLive>>;
  statuses: Statuses;
  /** What the plan for the draft refuses. */
  refusals: Refusals;
  /** Hosts whose last read is too old to be trusted. */
  stale: ReadonlySet<string>;
};

/** Committed intent, draft, what was read and what the server makes of it, as one graph. */
export function buildGraph(input: BuildInput): FabricGraph {
  const tenants = mergeById(input.intent.tenants, input.draft.tenants).map(partsOf);
  const hosts = mergeById(input.intent.hosts, input.draft.hosts).map((host) =>
    buildHost(host, tenants, input),
  );
  return {
    hosts,
    tenants: tenants.flatMap(({ merged }) => buildTenant(merged, hosts, input) ?? []),
    ...buildMeshes(hosts, input),
  };
}

/** A tenant on both sides of the draft, taken apart once for all hosts. */
type TenantParts = {
  merged: Merged<Tenant>;
  networks: Merged<Network>[];
  /** By host id. */
  endpoints: Map<string, Merged<Endpoint>[]>;
};

function partsOf(merged: Merged<Tenant>): TenantParts {
  const endpoints = mergeById(merged.before?.endpoints ?? [], merged.after?.endpoints ?? []).flatMap(
    ({ id, before, after }) =>
      before && after && before.hostId !== after.hostId
        ? [
            { id, before, after: null },
            { id, before: null, after },
          ]
        : [{ id, before, after }],
  );
  return {
    merged,
    networks: mergeById(merged.before?.networks ?? [], merged.after?.networks ?? []),
    endpoints: groupBy(endpoints, ({ before, after }) => (after ?? before)?.hostId ?? ''),
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

function buildHost(merged: Merged<Host>, tenants: TenantParts[], input: BuildInput): HostCard {
  const host = merged.after ?? merged.before;
  if (!host) throw new Error('a merged host is on neither side');
  const live = input.hosts[host.id] ?? null;
  const ghost = ghostOf(merged);
  const stale = input.stale.has(host.id);
  const read = readOf(live?.observed ?? null);
  const lanes = tenants.flatMap((tenant) => buildLane(tenant, { host, read, stale, input }) ?? []);
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

/** What was read of a host, by name. */
type Read = { links: Map<string, ObservedLink>; namespaces: Map<string, ObservedNamespace> };

function readOf(observed: Observed | null): Read {
  return {
    links: new Map(observed?.links.map((link) => [link.name, link])),
    namespaces: new Map(observed?.namespaces.map((namespace) => [namespace.name, namespace])),
  };
}

type HostContext = { host: Host; read: Read; stale: boolean; input: BuildInput };

function buildLane(
  { merged, networks, endpoints: all }: TenantParts,
  context: HostContext,
): TenantLane | null {
  const { host, stale, input } = context;
  const tenant = merged.after ?? merged.before;
  const endpoints = all.get(host.id);
  if (!tenant || !endpoints) return null;
  const rows = networks.flatMap((network) => buildRow(network, endpoints, { ...context, tenant }) ?? []);
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

type RowContext = HostContext & { tenant: Tenant };

function buildRow(
  merged: Merged<Network>,
  endpoints: Merged<Endpoint>[],
  context: RowContext,
): NetworkRow | null {
  const network = merged.after ?? merged.before;
  if (!network) return null;
  const { tenant, host, read, stale, input } = context;
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
    const link = read.links.get(name);
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
    refusal: refusalOf(input.refusals, host.id, tenant.id, network.id),
    bridge: device(found?.bridge ?? network.bridge),
    vxlan: device(found?.vxlan ?? network.vxlan),
    ends,
  };
}

/** Networks differ for a host when something differs that this host has: what was found on others is not its matter. */
function sameNetwork(hostId: string) {
  return (a: Network, b: Network) =>
    a === b || deepEqual({ ...a, found: a.found[hostId] ?? null }, { ...b, found: b.found[hostId] ?? null });
}

function buildEnd(merged: Merged<Endpoint>, network: Network, context: RowContext): EndpointBox | null {
  const { host, read, stale, input } = context;
  const wireOf = (endpoint: Endpoint | null) =>
    endpoint?.interfaces.find((wire) => wire.networkId === network.id) ?? null;
  const before = wireOf(merged.before);
  const after = wireOf(merged.after);
  const wire = after ?? before;
  const endpoint = after ? merged.after : merged.before;
  if (!wire || !endpoint) return null;
  const ghost = ghostOf({ before, after });
  const namespace = read.namespaces.get(endpoint.namespace);
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
