import type { FdbEntry, Observed } from '../../observe/observed';
import type { HostIsolation, Vtep } from './host-isolation';

/** Frames get from one VXLAN interface into the other, and the two are of two tenants, or one is on the host's own network. */
export type TunnelCrossing = {
  a: Vtep;
  b: Vtep;
  tenantIds: string[];
  withHost: boolean;
  /** The one that sends to the other, and to which address. */
  sender: Vtep;
  dst: string;
};

/** Frames of a tenant get to a VXLAN interface that is nobody's, and from there it is not known where. */
export type Strangers = { from: Vtep; stranger: Vtep };

type Member = { vtep: Vtep; groups: string[] };

/**
 * VXLAN interfaces of all hosts by what tells their segments apart: VNI and UDP port. A group whose members are all of
 * one tenant joins nobody, whoever sends to whom; only the others are looked into, so that a change on one host of
 * hundreds costs what changed.
 */
export class FabricSegments {
  readonly #hosts = new Map<string, { isolation: HostIsolation; members: Member[]; sight: Sight }>();
  readonly #groups = new Map<string, Set<Vtep>>();
  /** Groups with things of more than one, or of nobody beside those of a tenant. */
  readonly #mixed = new Set<string>();
  readonly #groupsOf = new Map<Vtep, string[]>();

  put(isolation: HostIsolation): void {
    const touched = this.#drop(isolation.hostId);
    const sight = new Sight(isolation.observed);
    const members = isolation.vteps.map((vtep) => ({ vtep, groups: [keyOf(vtep), ...sight.further(vtep)] }));
    for (const { vtep, groups } of members) {
      this.#groupsOf.set(vtep, groups);
      for (const group of groups) {
        touched.add(group);
        const known = this.#groups.get(group);
        if (known) known.add(vtep);
        else this.#groups.set(group, new Set([vtep]));
      }
    }
    this.#hosts.set(isolation.hostId, { isolation, members, sight });
    for (const group of touched) this.#sort(group);
  }

  forget(hostId: string): void {
    for (const group of this.#drop(hostId)) this.#sort(group);
  }

  #drop(hostId: string): Set<string> {
    const touched = new Set<string>();
    for (const { vtep, groups } of this.#hosts.get(hostId)?.members ?? []) {
      this.#groupsOf.delete(vtep);
      for (const group of groups) {
        touched.add(group);
        this.#groups.get(group)?.delete(vtep);
      }
    }
    this.#hosts.delete(hostId);
    return touched;
  }

  #sort(group: string): void {
    const members = this.#groups.get(group);
    if (!members || members.size === 0) this.#groups.delete(group);
    const tenants = new Set<string | null>();
    for (const { tenantId } of members ?? []) tenants.add(tenantId);
    if (tenants.size > 1) this.#mixed.add(group);
    else this.#mixed.delete(group);
  }

  /** From everything of the tenants in mixed groups outwards, over hosts. */
  crossings(): { crossings: TunnelCrossing[]; strangers: Strangers[] } {
    const crossings: TunnelCrossing[] = [];
    const strangers: Strangers[] = [];
    const reached = new Map<Vtep, string>();
    const queue: Vtep[] = [];
    const take = (vtep: Vtep, tenantId: string) => {
      if (reached.has(vtep)) return;
      reached.set(vtep, tenantId);
      queue.push(vtep);
    };
    for (const group of this.#mixed) {
      for (const vtep of this.#groups.get(group) ?? []) if (vtep.tenantId !== null) take(vtep, vtep.tenantId);
    }
    const done = new Set<Vtep>();
    for (let i = 0; i < queue.length; i++) {
      const vtep = queue[i] as Vtep;
      const tenantId = reached.get(vtep) as string;
      done.add(vtep);
      for (const other of this.#beside(vtep)) {
        const otherTenant = reached.get(other) ?? other.tenantId;
        if (otherTenant === tenantId || done.has(other)) continue;
        const tunnel = this.#tunnel(vtep, other);
        if (!tunnel) continue;
        if (otherTenant !== null) {
          crossings.push({
            a: vtep,
            b: other,
            tenantIds: [tenantId, otherTenant],
            withHost: false,
            ...tunnel,
          });
          continue;
        }
        take(other, tenantId);
        if (other.island?.withHost) {
          crossings.push({ a: vtep, b: other, tenantIds: [tenantId], withHost: true, ...tunnel });
        } else strangers.push({ from: vtep, stranger: other });
        for (const { vtep: mate } of this.#hosts.get(other.hostId)?.members ?? []) {
          if (mate.island !== null && mate.island === other.island) take(mate, tenantId);
        }
      }
    }
    return { crossings, strangers };
  }

  *#beside(vtep: Vtep): Generator<Vtep> {
    for (const group of this.#groupsOf.get(vtep) ?? []) {
      for (const other of this.#groups.get(group) ?? []) if (other !== vtep) yield other;
    }
  }

  #tunnel(a: Vtep, b: Vtep): { sender: Vtep; dst: string } | null {
    const there = this.#sends(a, b);
    if (there !== null) return { sender: a, dst: there };
    const back = this.#sends(b, a);
    return back === null ? null : { sender: b, dst: back };
  }

  /** To which address of the other's host, with its VNI and port; or to which multicast group of both. */
  #sends(from: Vtep, to: Vtep): string | null {
    const sight = this.#hosts.get(from.hostId)?.sight;
    const there = this.#hosts.get(to.hostId)?.sight;
    if (!sight || !there) return null;
    const group = keyOf(to);
    for (const { dst, group: sent } of sight.destinations(from)) {
      if (sent !== group) continue;
      if (there.addresses.has(dst) || (isMulticast(dst) && to.link.vxlan.remote === dst)) return dst;
    }
    return null;
  }
}

function keyOf({ link }: Vtep): string {
  return groupKey(link.vxlan.vni, link.vxlan.port);
}

function groupKey(vni: number, port: number): string {
  return `${vni}@${port}`;
}

function isMulticast(address: string): boolean {
  return /^(22[4-9]|23\d)\./.test(address) || address.startsWith('ff');
}

/** What a host's VXLAN interfaces send to, and what it has. */
class Sight {
  readonly addresses: ReadonlySet<string>;
  readonly #entries = new Map<string, FdbEntry[]>();
  readonly #further = new Map<string, FdbEntry[]>();

  constructor(observed: Observed) {
    // Loopback addresses other than those of `lo`'s own scope are VTEPs of some.
    this.addresses = new Set(
      observed.links.flatMap(({ addresses }) =>
        addresses.filter(({ scope }) => scope !== 'host').map(({ text }) => text.split('/')[0] ?? ''),
      ),
    );
    for (const entry of observed.fdb) {
      // What was learned came from where something was written to send.
      if (entry.dst === null || entry.state === '') continue;
      push(this.#entries, entry.device, entry);
      if ((entry.vni ?? null) !== null || (entry.port ?? null) !== null)
        push(this.#further, entry.device, entry);
    }
  }

  /** Groups besides its own that an interface sends to by single entries of its FDB. */
  further(vtep: Vtep): string[] {
    if (vtep.namespace !== null) return [];
    const own = keyOf(vtep);
    const groups = (this.#further.get(vtep.link.name) ?? []).map((entry) => sentTo(vtep, entry));
    return [...new Set(groups)].filter((group) => group !== own);
  }

  destinations(vtep: Vtep): { dst: string; group: string }[] {
    const { remote } = vtep.link.vxlan;
    const first = remote === null ? [] : [{ dst: remote, group: keyOf(vtep) }];
    // Of a namespace's own devices no FDB is read.
    if (vtep.namespace !== null) return first;
    const entries = this.#entries.get(vtep.link.name) ?? [];
    return [...first, ...entries.map((entry) => ({ dst: entry.dst ?? '', group: sentTo(vtep, entry) }))];
  }
}

function sentTo({ link }: Vtep, { vni, port }: FdbEntry): string {
  return groupKey(vni ?? link.vxlan.vni, port ?? link.vxlan.port);
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const known = map.get(key);
  if (known) known.push(item);
  else map.set(key, [item]);
}
