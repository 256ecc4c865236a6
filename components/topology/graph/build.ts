import type { HostLive } from '@/server/controller/face';
import type { DriftItem } from '@/server/drift/drift-item';
import { parseAddress, parseSubnet, subnetContains } from '@/server/model/address';
import type { Endpoint, Host, Intent, Network, Tenant } from '@/server/model/intent';
import { statusKey } from '@/server/model/status-key';
import type { Observed, ObservedLink, ObservedNamespace } from '@/server/observe/observed';
import type { Status } from '@/server/status/status';
import { type DriftByHost, driftByHost, NO_DRIFT, spotsOf } from './drift';
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
import { keep } from './keep';
import { tunnelCount } from './line';
import { markOf, type Statuses, type StatusOf, worst } from './mark';
import { buildMeshes } from './mesh';
import { type Refusals, refusalOf } from './refusals';

export type BuildInput = {
  /** What is committed. */
  intent: Intent;
  /** What the draft makes of it; the same object where nothing is drafted. */
  draft: Intent;
  hosts: Readonly<Record<string, HostLive>>;
  statuses: Statuses;
  /** Those of `statuses` that are not healthy. */
  unwell: Statuses;
  /** What the plan for the draft refuses. */
  refusals: Refusals;
  /** Hosts whose last read is too old to be trusted. */
  stale: ReadonlySet<string>;
  /** What nobody asked for, by key of the item. */
  drift: Readonly<Record<string, DriftItem>>;
};

/** Committed intent, draft, what was read and what the server makes of it, as one graph. */
export function buildGraph(input: BuildInput): FabricGraph {
  return new GraphBuilder().build(input);
}

/**
 * Builds the graph again and again: a host of which nothing changed is not looked at again, and whatever equals what
 * was built before keeps its identity.
 */
export class GraphBuilder {
  #taken: { intent: Intent; draft: Intent; shared: Intent; parts: Parts } | null = null;
  #drift: { of: BuildInput['drift']; byHost: DriftByHost } = { of: {}, byHost: new Map() };
  readonly #hosts = new Map<string, BuiltHost>();
  /** By key of a status: the host whose card shows it. */
  readonly #readers = new Map<string, string>();
  #input: BuildInput | null = null;
  #graph: FabricGraph | null = null;

  /** @param touched keys of statuses that changed since the last time; null: any may have */
  build(input: BuildInput, touched: Iterable<string> | null = null): FabricGraph {
    const { tenants, hosts: merged, on } = this.#parts(input);
    if (this.#drift.of !== input.drift) this.#drift = { of: input.drift, byHost: driftByHost(input.drift) };
    const looked = this.#readersOf(touched);
    const built = merged.map((host) => this.#host(host, on.get(host.id) ?? NO_TENANTS, input, looked));
    if (this.#hosts.size > merged.length) this.#forget(new Set(merged.map(({ id }) => id)));
    const before = this.#graph;
    const hosts = sameItems(before?.hosts, built);
    const rows = hosts !== before?.hosts || this.#input?.stale !== input.stale;
    const next = {
      hosts,
      tenants: this.#tenants(tenants, hosts, input),
      ...this.#tunnels(rows, hosts, input),
    };
    this.#input = input;
    if (!before || !sameParts(before, next)) this.#graph = next;
    return this.#graph ?? next;
  }

  #tenants(tenants: TenantParts[], hosts: readonly HostCard[], input: BuildInput): TenantEntry[] {
    const lanes = groupBy(
      hosts.flatMap((host) => host.lanes),
      (lane) => lane.tenantId,
    );
    const next = tenants.flatMap(
      (one) => buildTenant(one.merged, lanes.get(one.merged.id) ?? [], input) ?? [],
    );
    return keep(this.#graph?.tenants, next);
  }

  #tunnels(rows: boolean, hosts: readonly HostCard[], input: BuildInput) {
    const before = this.#graph;
    const listsAll = before !== null && before.tunnels.length === tunnelCount(before);
    const same = before && !rows && (listsAll ? this.#input?.statuses : this.#input?.unwell);
    if (same && same === (listsAll ? input.statuses : input.unwell)) {
      return { meshes: before.meshes, tunnels: before.tunnels };
    }
    const { meshes, tunnels } = buildMeshes(hosts, input);
    return { meshes: keep(before?.meshes, meshes), tunnels: keep(before?.tunnels, tunnels) };
  }

  /** Ids of the hosts whose cards show one of these statuses; null: any host may. */
  #readersOf(touched: Iterable<string> | null): ReadonlySet<string> | null {
    if (touched === null) return null;
    const hosts = new Set<string>();
    for (const key of touched) {
      const host = this.#readers.get(key);
      if (host === SEVERAL) return null;
      if (host !== undefined) hosts.add(host);
    }
    return hosts;
  }

  #forget(kept: ReadonlySet<string>): void {
    for (const id of this.#hosts.keys()) if (!kept.has(id)) this.#hosts.delete(id);
    for (const [key, id] of this.#readers) if (id !== SEVERAL && !kept.has(id)) this.#readers.delete(key);
  }

  /** Both sides of the draft, taken apart. What a new revision or draft leaves as it is keeps its identity. */
  #parts({ intent, draft }: BuildInput): Parts {
    const before = this.#taken;
    if (before?.intent === intent && before.draft === draft) return before.parts;
    const shared = keep(before?.shared, intent);
    const drafted = draft === intent ? shared : keep(shared, draft);
    const known = new Map(before?.parts.tenants.map((one) => [one.merged.id, one]));
    const tenants = mergeById(shared.tenants, drafted.tenants).map((merged) => {
      const old = known.get(merged.id);
      return old && sameSides(old.merged, merged) ? old : partsOf(merged);
    });
    const knownHosts = new Map(before?.parts.hosts.map((host) => [host.id, host]));
    const hosts = mergeById(shared.hosts, drafted.hosts).map((merged) => {
      const old = knownHosts.get(merged.id);
      return old && sameSides(old, merged) ? old : merged;
    });
    const on = new Map<string, TenantParts[]>();
    for (const tenant of tenants) {
      for (const hostId of tenant.endpoints.keys()) on.set(hostId, [...(on.get(hostId) ?? []), tenant]);
    }
    for (const [hostId, list] of on) on.set(hostId, sameItems(before?.parts.on.get(hostId), list));
    const parts = { tenants, hosts, on };
    this.#taken = { intent, draft, shared, parts };
    return parts;
  }

  #host(
    merged: Merged<Host>,
    tenants: TenantParts[],
    input: BuildInput,
    looked: ReadonlySet<string> | null,
  ): HostCard {
    const { id } = merged;
    const known = this.#hosts.get(id);
    const made: Omit<BuiltHost, 'card' | 'read'> = {
      merged,
      tenants,
      live: input.hosts[id] ?? null,
      stale: input.stale.has(id),
      refusals: input.refusals[id] ?? null,
      drift: this.#drift.byHost.get(id) ?? NO_DRIFT,
    };
    const untouched = looked !== null && !looked.has(id);
    if (known && isMadeOf(known, made) && (untouched || readsSame(known, input.statuses))) return known.card;
    const read: [string, Status | undefined][] = [];
    const statusOf = (key: string) => {
      const status = input.statuses[key];
      read.push([key, status]);
      const reader = this.#readers.get(key);
      if (reader === undefined) this.#readers.set(key, id);
      else if (reader !== id) this.#readers.set(key, SEVERAL);
      return status;
    };
    const card = keep(known?.card, buildHost(merged, tenants, { input, statusOf, drift: made.drift }));
    this.#hosts.set(id, { ...made, read, card });
    return card;
  }
}

type Parts = { tenants: TenantParts[]; hosts: Merged<Host>[]; on: Map<string, TenantParts[]> };
const NO_TENANTS: TenantParts[] = [];

function sameSides<T>(a: Merged<T>, b: Merged<T>): boolean {
  return a.before === b.before && a.after === b.after;
}

/** In the place of a host's id: cards of more than one show it. */
const SEVERAL = '';

/** A card with all that it was made of. */
type BuiltHost = {
  merged: Merged<Host>;
  tenants: TenantParts[];
  live: HostLive | null;
  stale: boolean;
  refusals: BuildInput['refusals'][string] | null;
  drift: readonly DriftItem[];
  read: [string, Status | undefined][];
  card: HostCard;
};

function isMadeOf(known: BuiltHost, made: Omit<BuiltHost, 'card' | 'read'>): boolean {
  return (
    known.merged === made.merged &&
    known.tenants === made.tenants &&
    known.live === made.live &&
    known.stale === made.stale &&
    known.refusals === made.refusals &&
    known.drift === made.drift
  );
}

function readsSame({ read }: BuiltHost, statuses: Statuses): boolean {
  return read.every(([key, status]) => statuses[key] === status);
}

function sameItems<T>(before: T[] | undefined, next: T[]): T[] {
  return before && before.length === next.length && next.every((item, i) => item === before[i])
    ? before
    : next;
}

function sameParts(a: FabricGraph, b: FabricGraph): boolean {
  return a.hosts === b.hosts && a.tenants === b.tenants && a.meshes === b.meshes && a.tunnels === b.tunnels;
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
  lanes: readonly TenantLane[],
  input: BuildInput,
): TenantEntry | null {
  const tenant = merged.after ?? merged.before;
  if (!tenant) return null;
  const ghost = ghostOf(merged);
  return {
    id: tenant.id,
    name: tenant.name,
    prefix: tenant.prefix,
    color: tenant.color,
    ghost,
    mark: markOf(
      (key) => input.statuses[key],
      statusKey.tenant(tenant.id),
      ghost,
      lanes.some((lane) => lane.mark.stale),
    ),
    hosts: lanes.filter((lane) => lane.ghost !== 'removed').map((lane) => lane.hostId),
  };
}

type Sources = { input: BuildInput; statusOf: StatusOf; drift: readonly DriftItem[] };

function buildHost(merged: Merged<Host>, tenants: TenantParts[], sources: Sources): HostCard {
  const { input, statusOf, drift } = sources;
  const host = merged.after ?? merged.before;
  if (!host) throw new Error('a merged host is on neither side');
  const live = input.hosts[host.id] ?? null;
  const ghost = ghostOf(merged);
  const stale = input.stale.has(host.id);
  const read = readOf(live?.observed ?? null);
  const lanes = tenants.flatMap((tenant) => buildLane(tenant, { host, read, stale, ...sources }) ?? []);
  return {
    id: host.id,
    name: host.name,
    address: host.address,
    ghost,
    state: live?.state ?? null,
    mark: markOf(statusOf, statusKey.host(host.id), ghost, stale),
    drift: drift.length,
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

type HostContext = Sources & { host: Host; read: Read; stale: boolean };

function buildLane(
  { merged, networks, endpoints: all }: TenantParts,
  context: HostContext,
): TenantLane | null {
  const { host, stale, statusOf } = context;
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
    mark: worst(rows.map((row) => row.mark)) ?? markOf(statusOf, statusKey.tenant(tenant.id), ghost, stale),
    drift: spotsOf(context.drift, tenant.id),
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
  const { tenant, host, read, stale, input, statusOf } = context;
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
      mark: markOf(statusOf, statusKey.link(host.id, null, name), deviceGhost, stale),
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
    mark: markOf(statusOf, statusKey.presence(network.id, host.id), ghost, stale),
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
  const { host, read, stale, statusOf } = context;
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
  const hostEnd = markOf(statusOf, statusKey.link(host.id, null, wire.hostEnd), ghost, stale);
  const namespaceEnd = markOf(
    statusOf,
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
    mark: markOf(statusOf, statusKey.endpoint(endpoint.id), ghost, stale),
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
