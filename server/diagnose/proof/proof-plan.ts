import type { Desired } from '../../compile/desired';
import { parseAddress } from '../../model/address';
import { type Endpoint, endpointLabel, type Intent, type Tenant } from '../../model/intent';
import type { Observed, ObservedLink } from '../../observe/observed';

/** Endpoints that take part in one run; each host of theirs is watched, so also the most hosts. */
export const MOST_SEATS = 200;
export const MOST_HOSTS = 64;
/** Namespaces that are looked into at one time on one host: each takes a channel of its connection, of which sshd gives ten. */
export const INSIDES_AT_ONCE = 4;
/** Times that all is sent again for other namespaces to be looked into. */
const MOST_WAVES = 3;
/** Endpoints on one host for which that is done; with more of them each wave takes long. */
const ROOM_FOR_WAVES = 72;
/** Addresses of other tenants, and of its host, that one endpoint tries. */
const MOST_TARGETS = 4;
const MOST_HOST_ADDRESSES = 3;

export type ProofScene = {
  intent: Intent;
  /** By host id. */
  desired: ReadonlyMap<string, Desired>;
  observed: ReadonlyMap<string, Observed>;
  /** Why marked packets cannot be sent or looked for on a host, or null. */
  whyNot(hostId: string): string | null;
};

/** An endpoint that takes part: it sends marked packets, and its wires are watched. */
export type Seat = {
  endpointId: string;
  tenantId: string;
  label: string;
  hostId: string;
  namespace: string;
  wires: Wire[];
  /** What is in its namespace besides its wires. */
  strange: string[];
};

/** An endpoint's veth pair in one network, by what intent names it. */
export type Wire = { networkId: string; hostEnd: string; namespaceEnd: string };

/**
 * broadcast: a frame that everything in its broadcast domain gets, though nobody answers. address: to an address of other
 * tenants, asked for by ARP or neighbour discovery on `device`, or by the namespace's own routes (null). host: to an
 * address of the host, likewise.
 */
export type Shot = {
  seat: Seat;
  kind: 'broadcast' | 'address' | 'host';
  device: string | null;
  /** Of a broadcast: the network of the wire that it is sent on. */
  networkId: string | null;
  target: string;
};

/** One time that everything is sent, while these namespaces are looked into. */
export type Wave = { insides: { hostId: string; namespace: string }[] };

/** Whose a device of the host's own namespace is, by the names that intent gives. `adopted`: people gave it what it has. */
export type Place = { tenantId: string; networkId: string | null; adopted: boolean };

export type ProofPlan = {
  seats: Seat[];
  shots: Shot[];
  waves: Wave[];
  hosts: PlannedHost[];
  tenants: { tenantId: string; name: string; endpoints: number }[];
  /** What cannot take part, and why. */
  absent: { tenantId: string; hostId: string; sentence: string }[];
  endpoints: number;
  revision: number;
};

export type PlannedHost = {
  hostId: string;
  name: string;
  /** By device. */
  places: ReadonlyMap<string, Place>;
  /** By namespace. */
  namespaces: ReadonlyMap<string, string>;
  /** Devices by which the host itself is reached. */
  own: ReadonlySet<string>;
  why: string | null;
};

/**
 * Who sends what, and who is looked into when. Bounded, and spread: each tenant gets its turn before one gets a second, and
 * `turn`, which is raised with every run, decides who comes first where not everybody can.
 */
export function proofPlan({ intent, desired, observed, whyNot }: ProofScene, turn: number): ProofPlan {
  const absent: ProofPlan['absent'] = [];
  const able = new Map(intent.hosts.map(({ id }) => [id, whyNot(id)]));
  const names = new Map(intent.hosts.map(({ id, name }) => [id, name]));
  const queues = rotated(intent.tenants, turn).map((tenant) => {
    const seats = tenant.endpoints.flatMap((endpoint) => {
      const label = endpointLabel(tenant, endpoint, intent.hosts);
      const why = able.get(endpoint.hostId) ?? null;
      const seen = observed.get(endpoint.hostId);
      const space = seen?.namespaces.find(({ name }) => name === endpoint.namespace);
      const sentence =
        why !== null
          ? null
          : !space
            ? `${label} was not found: there is no namespace ${endpoint.namespace} on ${names.get(endpoint.hostId)}`
            : space.unreadable !== null
              ? `${label} cannot take part: its namespace cannot be entered (${space.unreadable})`
              : '';
      if (sentence !== '' || !space) {
        if (sentence) absent.push({ tenantId: tenant.id, hostId: endpoint.hostId, sentence });
        return [];
      }
      return [seatOf(tenant, endpoint, label, space.links)];
    });
    return spreadOverHosts(rotated(seats, turn));
  });
  const seats = taken(queues);
  const hostIds = new Set(seats.map(({ hostId }) => hostId));
  for (const { id, name } of intent.hosts) {
    const why = able.get(id) ?? null;
    const hostless = intent.tenants.filter((one) => one.endpoints.some(({ hostId }) => hostId === id));
    if (why === null) continue;
    for (const { id: tenantId } of hostless)
      absent.push({ tenantId, hostId: id, sentence: `nothing was tried on ${name}: ${why}` });
  }
  const shots = seats.flatMap((seat, at) =>
    shotsOf(seat, at + turn, intent, observed.get(seat.hostId) as Observed),
  );
  const hosts = intent.hosts
    .filter(({ id }) => hostIds.has(id) || able.get(id) !== null)
    .map(({ id, name }) =>
      plannedHost(id, name, able.get(id) ?? null, intent, desired.get(id), observed.get(id)),
    );
  return {
    seats,
    shots,
    waves: wavesOf(seats, turn),
    hosts,
    tenants: intent.tenants
      .filter(({ endpoints }) => endpoints.length > 0)
      .map(({ id, name, endpoints }) => ({ tenantId: id, name, endpoints: endpoints.length })),
    absent,
    endpoints: intent.tenants.reduce((sum, { endpoints }) => sum + endpoints.length, 0),
    revision: intent.revision,
  };
}

function seatOf(tenant: Tenant, endpoint: Endpoint, label: string, links: readonly ObservedLink[]): Seat {
  const wires = endpoint.interfaces.map(({ networkId, hostEnd, namespaceEnd }) => ({
    networkId,
    hostEnd,
    namespaceEnd,
  }));
  const known = new Set(wires.map(({ namespaceEnd }) => namespaceEnd));
  const strange = links.filter(({ name, kind, up }) => kind !== 'loopback' && up && !known.has(name));
  return {
    endpointId: endpoint.id,
    tenantId: tenant.id,
    label,
    hostId: endpoint.hostId,
    namespace: endpoint.namespace,
    wires,
    strange: strange.map(({ name }) => name),
  };
}

function shotsOf(seat: Seat, turn: number, intent: Intent, observed: Observed): Shot[] {
  const links = observed.namespaces.find(({ name }) => name === seat.namespace)?.links ?? [];
  const networkOf = new Map(seat.wires.map(({ namespaceEnd, networkId }) => [namespaceEnd, networkId]));
  const up = links.filter(({ kind, up }) => kind !== 'loopback' && up);
  const broadcasts = up.flatMap(({ name, addresses }): Shot[] => {
    const shot = { seat, kind: 'broadcast' as const, device: name, networkId: networkOf.get(name) ?? null };
    const speaks6 = addresses.some(({ family, tentative }) => family === 6 && !tentative);
    return [
      { ...shot, target: '255.255.255.255' },
      ...(speaks6 ? [{ ...shot, target: `ff02::1%${name}` }] : []),
    ];
  });
  const own = new Set(links.flatMap(({ addresses }) => addresses.map(bare)));
  const foreign = addressesOfOthers(intent, seat).filter((address) => !own.has(address));
  const to = (kind: Shot['kind'], target: string): Shot[] => {
    const family = parseAddress(target)?.family;
    const wires = up.filter(({ addresses }) => addresses.some((one) => one.family === family));
    const shot = { seat, kind, networkId: null, target };
    return [{ ...shot, device: null }, ...wires.map(({ name }) => ({ ...shot, device: name }))];
  };
  return [
    ...broadcasts,
    ...rotated(foreign, turn)
      .slice(0, MOST_TARGETS)
      .flatMap((address) => to('address', address)),
    ...hostAddresses(seat.hostId, intent, observed)
      .filter((address) => !own.has(address))
      .flatMap((address) => to('host', address)),
  ];
}

/** One packet to an address is a try of all tenants that have it. */
function addressesOfOthers(intent: Intent, seat: Seat): string[] {
  const found = new Set<string>();
  for (const tenant of intent.tenants) {
    if (tenant.id === seat.tenantId) continue;
    for (const { interfaces } of tenant.endpoints) {
      for (const { addresses } of interfaces) for (const address of addresses) found.add(address);
    }
  }
  return [...found];
}

/** The VTEP's address first, then what else the host has in its own namespace; those on tenants' bridges are of it. */
function hostAddresses(hostId: string, intent: Intent, observed: Observed): string[] {
  const vtep = intent.hosts.find(({ id }) => id === hostId)?.underlay?.address;
  const bridges = observed.links.filter(({ kind }) => kind === 'bridge');
  const others = observed.links.filter(({ kind }) => kind !== 'bridge' && kind !== 'loopback');
  const all = [...bridges, ...others].flatMap(({ addresses }) =>
    addresses.filter(({ scope }) => scope === 'global').map(bare),
  );
  return [...new Set([...(vtep ? [vtep] : []), ...all])].slice(0, MOST_HOST_ADDRESSES);
}

function bare({ text }: { text: string }): string {
  return text.split('/')[0] ?? '';
}

/** Those with something strange inside first, then by turns. */
function wavesOf(seats: readonly Seat[], turn: number): Wave[] {
  const byHost = new Map<string, Seat[]>();
  for (const seat of seats) byHost.set(seat.hostId, [...(byHost.get(seat.hostId) ?? []), seat]);
  const busiest = Math.max(0, ...[...byHost.values()].map(({ length }) => length));
  const wanted = Math.min(
    MOST_WAVES,
    Math.ceil(busiest / INSIDES_AT_ONCE),
    Math.floor(ROOM_FOR_WAVES / busiest),
  );
  const waves: Wave[] = Array.from({ length: Math.max(1, wanted || 1) }, () => ({ insides: [] }));
  for (const [hostId, own] of byHost) {
    // An order that is the same in every run, so that all have had their turn after so many runs.
    const steady = own.toSorted((a, b) => (a.endpointId < b.endpointId ? -1 : 1));
    const inTurn = rotated(steady, turn * INSIDES_AT_ONCE * waves.length);
    const first = [
      ...inTurn.filter(({ strange }) => strange.length > 0),
      ...inTurn.filter(({ strange }) => strange.length === 0),
    ];
    for (const [at, { namespace }] of first.slice(0, waves.length * INSIDES_AT_ONCE).entries())
      waves[at % waves.length]?.insides.push({ hostId, namespace });
  }
  return waves;
}

/** One of each in every round, until there is no room. */
function taken(queues: readonly Seat[][]): Seat[] {
  const seats: Seat[] = [];
  const hosts = new Set<string>();
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  for (let round = 0; round < longest; round++) {
    for (const queue of queues) {
      const seat = queue[round];
      if (!seat || seats.length >= MOST_SEATS) continue;
      if (!hosts.has(seat.hostId) && hosts.size >= MOST_HOSTS) continue;
      hosts.add(seat.hostId);
      seats.push(seat);
    }
  }
  return seats;
}

/** One of each host before a second of any. */
function spreadOverHosts(seats: readonly Seat[]): Seat[] {
  const rank = new Map<Seat, number>();
  const count = new Map<string, number>();
  for (const seat of seats) {
    const before = count.get(seat.hostId) ?? 0;
    rank.set(seat, before);
    count.set(seat.hostId, before + 1);
  }
  return [...seats].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const at = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

function plannedHost(
  hostId: string,
  name: string,
  why: string | null,
  intent: Intent,
  desired: Desired | undefined,
  observed: Observed | undefined,
): PlannedHost {
  const places = new Map<string, Place>();
  const put = (
    device: string,
    { tenantId, networkId, origin }: { tenantId: string; networkId: string; origin: string },
  ) => places.set(device, { tenantId, networkId, adopted: origin === 'adopted' });
  for (const one of [...(desired?.bridges ?? []), ...(desired?.vxlans ?? [])]) put(one.name, one);
  for (const one of desired?.veths ?? []) put(one.hostEnd.name, one);
  const namespaces = new Map(
    intent.tenants.flatMap((tenant) =>
      tenant.endpoints
        .filter((one) => one.hostId === hostId)
        .map((one) => [one.namespace, tenant.id] as const),
    ),
  );
  const underlay = desired?.underlay?.device;
  const own = (observed?.links ?? []).filter(
    ({ name: device, kind, kindName, addresses }) =>
      kind !== 'loopback' &&
      !places.has(device) &&
      (device === underlay ||
        (kind === 'other' && kindName === '') ||
        addresses.some(({ scope }) => scope === 'global')),
  );
  return { hostId, name, places, namespaces, own: new Set(own.map(({ name: device }) => device)), why };
}
