import type { Desired } from '../compile/desired';
import { hostsOfNetwork, type Intent } from '../model/intent';
import { MOST_MESHED } from '../model/mesh';
import type { Carriages } from './carriages';
import { hostStatus } from './host';
import { type JudgedHost, judgeHost } from './judge-host';
import { type Names, namesOf } from './names';
import { type HostReading, hostView, type Sight, type StatusInput, sightOf } from './reading';
import type { Status } from './status';
import { tenantStatus } from './tenant';
import type { TunnelEnd } from './tunnel';
import { Tunnels } from './tunnels';

/** What became different since the board was asked last. */
export type StatusChange = { set: Status[]; gone: string[] };

type Kept = {
  intent: Intent;
  desired: Desired;
  reading: HostReading | null;
  sight: Sight;
  judged: JudgedHost;
  statuses: readonly Status[];
};

/**
 * The state of every thing on the graph, judged again and again. Only what something changed for is judged anew: hosts,
 * networks with an end on one of these or a way between two that moved, and their tenants. A fabric of 200 hosts has
 * tens of thousands of statuses, and one of its hosts says something new several times a second.
 */
export class StatusBoard {
  #hosts = new Map<string, Kept>();
  #intent: Intent | null = null;
  #names: Names = { hosts: new Map(), networks: new Map(), endpoints: new Map() };
  #carriages: Carriages | null = null;
  readonly #tunnels = new Tunnels();
  /** By the id of the network, and by that of the tenant. */
  #networks = new Map<string, readonly Status[]>();
  #tenants = new Map<string, Status>();
  /** Networks of more hosts than have a status for each tunnel. */
  readonly #large = new Set<string>();
  /** By key, as it was told last. */
  readonly #told = new Map<string, Status>();

  judge(input: StatusInput): StatusChange {
    const { intent, carriages } = input;
    const change = new Change(this.#told);
    const isNew = this.#intent !== intent || this.#carriages !== carriages;
    if (this.#intent !== intent) this.#names = namesOf(intent);
    this.#intent = intent;
    this.#carriages = carriages;

    const moved = this.#judgeHosts(input, change);
    const touched = touchedBy(moved, intent, isNew);
    for (const { from, to, troubled } of carriages.takeMoved()) {
      const there = networksOf(this.#hosts.get(to));
      for (const id of networksOf(this.#hosts.get(from))) {
        // Of a large mesh, a way that carried and carries has no status to change.
        if (there.has(id) && (troubled || !this.#large.has(id))) touched.networks.add(id);
      }
    }
    this.#judgeNetworks(intent, touched, change);
    this.#judgeTenants(intent, touched, change);
    return change.made();
  }

  /** Hosts with what is on them, then tunnels, then tenants, each in the order of the intent. */
  all(): Status[] {
    return [
      ...[...this.#hosts.values()].flatMap(({ statuses }) => statuses),
      ...[...this.#networks.values()].flat(),
      ...this.#tenants.values(),
    ];
  }

  /** @returns what was and what is kept of each host of which something changed */
  #judgeHosts(input: StatusInput, change: Change): [before: Kept | undefined, now: Kept | undefined][] {
    const hosts = new Map<string, Kept>();
    const moved: [Kept | undefined, Kept | undefined][] = [];
    for (const desired of input.desired) {
      const before = this.#hosts.get(desired.hostId);
      const now = this.#host(input, desired, before);
      hosts.set(desired.hostId, now);
      if (now === before) continue;
      moved.push([before, now]);
      change.put(before?.statuses ?? [], now.statuses);
    }
    for (const [hostId, before] of this.#hosts) {
      if (hosts.has(hostId)) continue;
      moved.push([before, undefined]);
      change.put(before.statuses, []);
    }
    this.#hosts = hosts;
    return moved;
  }

  #host(input: StatusInput, desired: Desired, before: Kept | undefined): Kept {
    const { intent, now } = input;
    const reading = input.hosts[desired.hostId] ?? null;
    const sight = sightOf(this.#names.hosts.get(desired.hostId) ?? desired.hostId, reading, now);
    const same =
      before?.intent === intent &&
      before.desired === desired &&
      sameSight(before.sight, sight) &&
      sameReading(before.reading, reading);
    if (same) return before;
    const host = hostView(input, desired);
    const judged = judgeHost(host, this.#names);
    const statuses = [hostStatus(host, judged.parts), ...judged.statuses];
    return { intent, desired, reading, sight, judged, statuses };
  }

  #judgeNetworks(intent: Intent, touched: Touched, change: Change): void {
    const networks = new Map<string, readonly Status[]>();
    for (const tenant of intent.tenants) {
      for (const { id } of tenant.networks) {
        const before = this.#networks.get(id) ?? [];
        let now = before;
        if (touched.networks.has(id)) {
          const name = this.#names.networks.get(id) ?? id;
          const ends = this.#endsOf(hostsOfNetwork(tenant, id), id);
          if (ends.length > MOST_MESHED) this.#large.add(id);
          else this.#large.delete(id);
          now = [...this.#tunnels.of(ends, name, this.#ways)];
          change.put(before, now);
          if (now.some((status, i) => status !== before[i]) || now.length !== before.length) {
            touched.tenants.add(tenant.id);
          }
        }
        networks.set(id, now);
      }
    }
    for (const [id, before] of this.#networks) if (!networks.has(id)) change.put(before, []);
    this.#networks = networks;
  }

  get #ways(): Carriages {
    if (!this.#carriages) throw new Error('the board was asked for tunnels before it judged');
    return this.#carriages;
  }

  /** In the order of the intent's hosts. */
  #endsOf(hostIds: readonly string[], networkId: string): TunnelEnd[] {
    const wanted = new Set(hostIds);
    const ends: TunnelEnd[] = [];
    for (const [hostId, { judged }] of this.#hosts) {
      if (!wanted.has(hostId)) continue;
      for (const end of judged.ends) if (end.vxlan.networkId === networkId) ends.push(end);
    }
    return ends;
  }

  #judgeTenants(intent: Intent, touched: Touched, change: Change): void {
    const parts = new Map<string, Status[]>([...touched.tenants].map((id) => [id, []]));
    const take = (status: Status) => {
      if (status.tenantId !== null) parts.get(status.tenantId)?.push(status);
    };
    if (parts.size > 0) {
      for (const { judged } of this.#hosts.values()) for (const part of judged.parts) take(part);
      for (const tunnels of this.#networks.values()) for (const tunnel of tunnels) take(tunnel);
    }
    const tenants = new Map<string, Status>();
    for (const tenant of intent.tenants) {
      const own = parts.get(tenant.id);
      const before = this.#tenants.get(tenant.id);
      const now = before && !own ? before : tenantStatus(tenant, own ?? []);
      if (now !== before) change.put(before ? [before] : [], [now]);
      tenants.set(tenant.id, now);
    }
    for (const [id, before] of this.#tenants) if (!tenants.has(id)) change.put([before], []);
    this.#tenants = tenants;
  }
}

/** Networks and tenants that are judged anew. */
type Touched = { networks: Set<string>; tenants: Set<string> };

function touchedBy(
  moved: readonly [Kept | undefined, Kept | undefined][],
  intent: Intent,
  isNew: boolean,
): Touched {
  if (isNew) {
    const networks = intent.tenants.flatMap((tenant) => tenant.networks.map(({ id }) => id));
    return { networks: new Set(networks), tenants: new Set(intent.tenants.map(({ id }) => id)) };
  }
  const touched: Touched = { networks: new Set(), tenants: new Set() };
  for (const kept of moved.flat()) {
    for (const id of networksOf(kept)) touched.networks.add(id);
    for (const { tenantId } of kept?.judged.parts ?? []) if (tenantId !== null) touched.tenants.add(tenantId);
  }
  return touched;
}

function networksOf(kept: Kept | undefined): Set<string> {
  return new Set(kept?.judged.ends.map(({ vxlan }) => vxlan.networkId));
}

/** Gathers what is set and gone beside what was told. */
class Change {
  readonly #set = new Map<string, Status>();
  readonly #gone = new Set<string>();

  constructor(private readonly told: Map<string, Status>) {}

  put(before: readonly Status[], now: readonly Status[]): void {
    for (const status of now) {
      this.#set.set(status.key, status);
      this.#gone.delete(status.key);
    }
    if (before.length === 0) return;
    const there = new Set(now.map(({ key }) => key));
    for (const { key } of before) if (!there.has(key) && !this.#set.has(key)) this.#gone.add(key);
  }

  made(): StatusChange {
    const set: Status[] = [];
    for (const [key, status] of this.#set) {
      const before = this.told.get(key);
      if (before === status) continue;
      this.told.set(key, status);
      if (!before || JSON.stringify(before) !== JSON.stringify(status)) set.push(status);
    }
    const gone = [...this.#gone].filter((key) => this.told.delete(key));
    return { set, gone };
  }
}

function sameSight(a: Sight, b: Sight): boolean {
  return a.is === 'blind' ? b.is === 'blind' && a.why === b.why : b.is === 'fresh';
}

function sameReading(a: HostReading | null, b: HostReading | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.state === b.state &&
    a.reason === b.reason &&
    a.shape === b.shape &&
    a.activeRevision === b.activeRevision &&
    a.run === b.run &&
    a.refusals === b.refusals &&
    a.strays === b.strays
  );
}
