import type { HostLive, LiveEvent, ProofState } from '@/server/api/types';
import type { Isolation } from '@/server/diagnose/isolation/isolation';
import type { DriftItem } from '@/server/drift/drift-item';
import { applyPatch } from '@/server/live/apply-patch';
import type { Carriage } from '@/server/live/carriage';
import type { Intent } from '@/server/model/intent';
import type { Rollout } from '@/server/model/rollout';
import type { Status } from '@/server/status/status';

/** All that the stream told, as it is now. */
export type LiveFacts = {
  /** When the last event came, on the server's clock. */
  heardAt: number | null;
  intent: Intent | null;
  /**
   * By host id. An entry changes only when something other than time and counters changed on the host, so that
   * the graph is not built again every second; until when it is known to hold is in `knownAt`.
   */
  hosts: Record<string, HostLive>;
  /** By host id: until when what was observed is known to hold, on the controller's clock. */
  knownAt: Record<string, number>;
  /** By `statusKey`. */
  statuses: Record<string, Status>;
  /** Those of `statuses` that are not healthy: few, where there may be a hundred thousand tunnels. */
  unwell: Record<string, Status>;
  /** Keys of the statuses that the last update of the store changed; null: any may have. */
  statusNews: readonly string[] | null;
  /** By host id: when its counters were sampled last, on the controller's clock. */
  sampledAt: Record<string, number>;
  /** By key of the item. */
  drift: Record<string, DriftItem>;
  /** By `carriageKey`: the last probe of each way between VTEPs. */
  carriage: Record<string, Carriage>;
  /** Whether tenants are apart; null before anything was told. */
  isolation: Isolation | null;
  /** What proofs of it by packets came to last; null before anything was told. */
  proofs: ProofState | null;
  /** By revision: changes on their way to all of their hosts or none, and the last ones that came to an end. */
  rollouts: Record<number, Rollout>;
  /** Raised when any host's observed state changed, and so a plan made from it may have. */
  observedVersion: number;
};

export const NO_FACTS: LiveFacts = {
  heardAt: null,
  intent: null,
  hosts: {},
  knownAt: {},
  statuses: {},
  unwell: {},
  statusNews: null,
  sampledAt: {},
  drift: {},
  carriage: {},
  isolation: null,
  proofs: null,
  rollouts: {},
  observedVersion: 0,
};

/** The facts after one more event. Whatever the event does not speak of keeps its identity. */
export function afterEvent(facts: LiveFacts, event: LiveEvent): LiveFacts {
  const heardAt = event.now;
  switch (event.kind) {
    case 'snapshot':
      return {
        heardAt,
        intent: event.intent,
        hosts: Object.fromEntries(event.hosts.map((host) => [host.hostId, host])),
        knownAt: Object.fromEntries(
          event.hosts.flatMap((host) => (host.heardAt === null ? [] : [[host.hostId, host.heardAt]])),
        ),
        statuses: Object.fromEntries(event.statuses.map((status) => [status.key, status])),
        unwell: Object.fromEntries(
          event.statuses.flatMap((status) => (status.health === 'healthy' ? [] : [[status.key, status]])),
        ),
        statusNews: null,
        sampledAt: facts.sampledAt,
        drift: Object.fromEntries(event.drift.map((item) => [item.key, item])),
        carriage: Object.fromEntries(event.carriage.map((way) => [carriageKey(way), way])),
        isolation: event.isolation,
        proofs: event.proofs,
        rollouts: Object.fromEntries(event.rollouts.map((one) => [one.revision, one])),
        observedVersion: facts.observedVersion + 1,
      };
    case 'intent': {
      const kept = new Set(event.intent.hosts.map((host) => host.id));
      const gone = Object.keys(facts.hosts).filter((id) => !kept.has(id));
      // An answer to a commit may have brought a newer one already.
      const newer = facts.intent !== null && facts.intent.revision > event.intent.revision;
      return {
        ...facts,
        heardAt,
        intent: newer ? facts.intent : event.intent,
        hosts: without(facts.hosts, gone),
      };
    }
    case 'host': {
      const { host } = event;
      return {
        ...facts,
        heardAt,
        hosts: { ...facts.hosts, [host.hostId]: host },
        knownAt: known(facts.knownAt, host.hostId, host.heardAt),
        observedVersion: facts.observedVersion + 1,
      };
    }
    case 'host-state': {
      const { hostId } = event.host;
      const observed = facts.hosts[hostId]?.observed ?? null;
      return {
        ...facts,
        heardAt,
        hosts: { ...facts.hosts, [hostId]: { ...event.host, observed } },
        knownAt: known(facts.knownAt, hostId, event.host.heardAt),
      };
    }
    case 'observed': {
      const { hostId } = event.patch;
      const host = facts.hosts[hostId];
      if (!host?.observed) return { ...facts, heardAt };
      const observed = applyPatch(host.observed, event.patch);
      return {
        ...facts,
        heardAt,
        hosts: { ...facts.hosts, [hostId]: { ...host, observed, heardAt: event.heardAt } },
        knownAt: known(facts.knownAt, hostId, event.heardAt),
        observedVersion: facts.observedVersion + 1,
      };
    }
    case 'heard':
      return { ...facts, heardAt, knownAt: { ...facts.knownAt, ...event.heardAt } };
    case 'counters':
      return { ...facts, heardAt, sampledAt: { ...facts.sampledAt, [event.hostId]: event.at } };
    case 'drift':
      return { ...facts, heardAt, drift: changed(facts.drift, event.set, event.gone, ({ key }) => key) };
    case 'carriage':
      return { ...facts, heardAt, carriage: changed(facts.carriage, event.set, [], carriageKey) };
    case 'rollout':
      return {
        ...facts,
        heardAt,
        rollouts: { ...facts.rollouts, [event.rollout.revision]: event.rollout },
      };
    case 'isolation':
      return { ...facts, heardAt, isolation: event.isolation };
    case 'proofs':
      return { ...facts, heardAt, proofs: event.proofs };
    case 'statuses':
      return {
        ...facts,
        heardAt,
        statuses: changed(facts.statuses, event.set, event.gone, ({ key }) => key),
        unwell: changed(
          facts.unwell,
          event.set.filter(({ health }) => health !== 'healthy'),
          [
            ...event.gone,
            ...event.set.flatMap(({ key, health }) => (health === 'healthy' ? [key] : [])),
          ].filter((key) => key in facts.unwell),
          ({ key }) => key,
        ),
        statusNews: facts.statusNews && [
          ...facts.statusNews,
          ...event.set.map(({ key }) => key),
          ...event.gone,
        ],
      };
  }
}

/** One way between two VTEPs. */
export function carriageKey({ from, to, source }: Pick<Carriage, 'from' | 'to' | 'source'>): string {
  return `${from}/${to}/${source.includes(':') ? 6 : 4}`;
}

function known(before: Record<string, number>, hostId: string, heardAt: number | null) {
  return heardAt === null || before[hostId] === heardAt ? before : { ...before, [hostId]: heardAt };
}

function changed<T>(
  before: Record<string, T>,
  set: readonly T[],
  gone: readonly string[],
  keyOf: (item: T) => string,
): Record<string, T> {
  if (set.length + gone.length === 0) return before;
  const after = { ...before };
  for (const key of gone) delete after[key];
  for (const item of set) after[keyOf(item)] = item;
  return after;
}

function without<T>(record: Record<string, T>, keys: readonly string[]): Record<string, T> {
  if (keys.length === 0) return record;
  const copy = { ...record };
  for (const key of keys) delete copy[key];
  return copy;
}
