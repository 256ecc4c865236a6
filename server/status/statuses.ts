import type { Desired } from '../compile/desired';
import type { Carriage } from '../live/carriage';
import type { Intent, Tenant } from '../model/intent';
import { MOST_MESHED } from '../model/mesh';
import { statusKey } from '../model/status-key';
import type { Carriages } from './carriages';
import { hostStatus } from './host';
import { type JudgedHost, judgeHost } from './judge-host';
import { Lists } from './lists';
import { type Names, namesOf } from './names';
import { type HostReading, hostView, type Sight, type StatusInput, sightOf } from './reading';
import { rollUp } from './roll-up';
import type { Status } from './status';
import { isPlain, type TunnelEnd, tunnelStatus } from './tunnel';

/** The state of every thing on the graph. Pure: the same input gives the same statuses, in the same order. */
export function statuses(input: StatusInput): Status[] {
  return new StatusBoard().judge(input);
}

type Host = { judged: JudgedHost; own: Status };
type Kept = Host & { intent: Intent; desired: Desired; reading: HostReading | null; sight: Sight };

/** Judges again and again, and only hosts of which something changed; a status that stays is the same object. */
export class StatusBoard {
  #kept = new Map<string, Kept>();
  readonly #tunnels = new Tunnels();
  #names: { intent: Intent; names: Names } | null = null;

  judge(input: StatusInput): Status[] {
    const { intent } = input;
    if (this.#names?.intent !== intent) this.#names = { intent, names: namesOf(intent) };
    const { names } = this.#names;
    const kept = new Map<string, Kept>();
    const all: Status[] = [];
    const tenants = new Lists<Status>();
    const ends = new Lists<TunnelEnd>();
    for (const desired of input.desired) {
      const host = this.#host(input, desired, names);
      kept.set(desired.hostId, host);
      const { judged, own } = host;
      all.push(own);
      for (const status of judged.statuses) all.push(status);
      for (const part of judged.parts) if (part.tenantId !== null) tenants.add(part.tenantId, part);
      for (const end of judged.ends) ends.add(end.vxlan.networkId, end);
    }
    this.#kept = kept;
    for (const group of ends.values()) {
      const [networkId = ''] = group.map(({ vxlan }) => vxlan.networkId);
      const name = names.networks.get(networkId) ?? networkId;
      for (const tunnel of this.#tunnels.of(group, name, input.carriages)) {
        all.push(tunnel);
        if (tunnel.tenantId !== null) tenants.add(tunnel.tenantId, tunnel);
      }
    }
    for (const tenant of intent.tenants) all.push(tenantStatus(tenant, tenants.of(tenant.id)));
    return all;
  }

  #host(input: StatusInput, desired: Desired, names: Names): Kept {
    const { intent, now } = input;
    const reading = input.hosts[desired.hostId] ?? null;
    const sight = sightOf(names.hosts.get(desired.hostId) ?? desired.hostId, reading, now);
    const before = this.#kept.get(desired.hostId);
    const same =
      before?.intent === intent &&
      before.desired === desired &&
      sameSight(before.sight, sight) &&
      sameReading(before.reading, reading);
    if (same) return before;
    const host = hostView(input, desired);
    const judged = judgeHost(host, names);
    return { intent, desired, reading, sight, judged, own: hostStatus(host, judged.parts) };
  }
}

function sameSight(a: Sight, b: Sight): boolean {
  return a.is === 'blind'
    ? b.is === 'blind' && a.why === b.why
    : b.is === 'fresh' && a.observed === b.observed;
}

function sameReading(a: HostReading | null, b: HostReading | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.state === b.state &&
    a.reason === b.reason &&
    a.observed === b.observed &&
    a.activeRevision === b.activeRevision &&
    a.run === b.run &&
    a.refusals === b.refusals &&
    a.strays === b.strays
  );
}

type KeptTunnel = { there: Carriage | undefined; back: Carriage | undefined; status: Status };

/** Tunnels, of which only those are judged anew of which an end or what was probed changed. */
class Tunnels {
  /** By both ends, which stay the same objects while nothing of their hosts changes. */
  readonly #kept = new WeakMap<TunnelEnd, WeakMap<TunnelEnd, KeptTunnel>>();

  /** Every pair of a network's VTEPs. */
  *of(group: readonly TunnelEnd[], name: string, carriages: Carriages): Generator<Status> {
    const isLarge = group.length > MOST_MESHED;
    for (let i = 0; i < group.length; i++) {
      for (let j = i + 1; j < group.length; j++) {
        const [a, b] = [group[i], group[j]];
        if (!a || !b || (isLarge && isPlain(a, b, carriages))) continue;
        yield this.#one(a, b, name, carriages);
      }
    }
  }

  #one(a: TunnelEnd, b: TunnelEnd, name: string, carriages: Carriages): Status {
    const there = carriages.of(a.host.hostId, b.host.hostId);
    const back = carriages.of(b.host.hostId, a.host.hostId);
    let others = this.#kept.get(a);
    if (!others) {
      others = new WeakMap();
      this.#kept.set(a, others);
    }
    const before = others.get(b);
    if (before && before.there === there && before.back === back) return before.status;
    const status = tunnelStatus(
      name,
      a,
      b,
      [there, back].filter((way) => way !== undefined),
    );
    others.set(b, { there, back, status });
    return status;
  }
}

function tenantStatus(tenant: Tenant, parts: readonly Status[]): Status {
  return rollUp({ key: statusKey.tenant(tenant.id), name: tenant.name, tenantId: tenant.id }, parts, {
    whole: `${tenant.name} is as intent says on all its hosts`,
    nothing: `${tenant.name} is on no host yet`,
  });
}
