import type { HostLive, LiveEvent } from '../controller/face';
import type { Proof } from '../diagnose/proof/proof';
import { summaryOf } from '../diagnose/proof/proof';
import { applyPatch } from '../live/apply-patch';
import type { Carriage } from '../live/carriage';
import { diffObserved } from '../live/diff-observed';
import { keyOfCounters } from '../live/observed-keys';
import { hostsOfNetwork } from '../model/intent';
import type { Observed } from '../observe/observed';
import type { Status } from '../status/status';
import { narrowDrift } from './drift';
import { type Fence, fenceOf, narrowIntent } from './fence';
import { narrowIsolation, narrowProof } from './isolation';
import { narrowObserved } from './observed';
import { hostOfStatus, hostsOfPart, isTheirStatus, narrowHostStatus } from './statuses';
import { tellsOfOthers, withoutOthersDeep } from './words';

type Snapshot = LiveEvent & { kind: 'snapshot' };
type ShownHost = { state: HostLive['state']; whole: Observed | null; shown: Observed | null };

/**
 * The stream of the fabric as somebody sees it who is narrowed to tenants. It remembers what it told, so that what is gone
 * is told by nothing that was not told before.
 */
export class LiveNarrower {
  readonly #tenantIds: readonly string[];
  #fence: Fence | null = null;
  /** What of intent decides which things are theirs. */
  #own = '';
  readonly #hosts = new Map<string, ShownHost>();
  readonly #names = new Map<string, string>();
  /** Theirs, and of hosts those that were told last; by key. */
  readonly #parts = new Map<string, Status>();
  readonly #wholeHosts = new Map<string, Status>();
  readonly #toldHosts = new Map<string, Status>();
  readonly #drift = new Set<string>();
  #pairs: ReadonlySet<string> = new Set();

  constructor(tenantIds: readonly string[]) {
    this.#tenantIds = tenantIds;
  }

  /**
   * What they are told of an event; null: nothing. `anew`: what is theirs is another, so that the stream must begin with a
   * snapshot again. The isolation of an event is given whole, and `proof` is the last one.
   */
  take(event: LiveEvent, proof: Proof | null): LiveEvent | 'anew' | null {
    if (event.kind === 'snapshot') return this.#told(this.#begin(event, proof));
    if (event.kind === 'intent') {
      if (!this.#look(event.intent)) return 'anew';
      return this.#told({ ...event, intent: narrowIntent(event.intent, this.#must()) });
    }
    const told = this.#fence ? this.#narrow(event, this.#fence, proof) : null;
    return told && this.#told(told);
  }

  #told(event: LiveEvent): LiveEvent {
    return withoutOthersDeep(event, this.#must());
  }

  #must(): Fence {
    if (!this.#fence) throw new Error('a stream begins with a snapshot');
    return this.#fence;
  }

  /** Whether what is theirs is the same as before. */
  #look(intent: Snapshot['intent']): boolean {
    const fence = fenceOf(intent, this.#tenantIds);
    const own = JSON.stringify([fence.tenants, intent.hosts.map(({ id, underlay }) => [id, underlay])]);
    const same = own === this.#own;
    this.#fence = fence;
    this.#own = own;
    this.#names.clear();
    for (const { id, name } of intent.hosts) this.#names.set(id, name);
    this.#pairs = pairsOf(fence);
    return same;
  }

  #begin(event: Snapshot, proof: Proof | null): Snapshot {
    this.#look(event.intent);
    const fence = this.#must();
    for (const memory of [this.#hosts, this.#parts, this.#wholeHosts, this.#toldHosts, this.#drift]) {
      memory.clear();
    }
    const hosts = event.hosts.map((host) => this.#host(host, fence));
    return {
      ...event,
      intent: narrowIntent(event.intent, fence),
      hosts,
      statuses: this.#statuses(event.statuses, []).set,
      drift: this.#driftOf(event.drift, fence),
      carriage: this.#carriage(event.carriage),
      isolation: narrowIsolation(event.isolation, fence),
      proofs: { ...event.proofs, last: proof && summaryOf(narrowProof(proof, fence)) },
    };
  }

  #narrow(
    event: Exclude<LiveEvent, { kind: 'snapshot' | 'intent' }>,
    fence: Fence,
    proof: Proof | null,
  ): LiveEvent | null {
    switch (event.kind) {
      case 'host':
        return { ...event, host: this.#host(event.host, fence) };
      case 'host-state': {
        const { hostId, state } = event.host;
        const known = this.#hosts.get(hostId);
        this.#hosts.set(hostId, { whole: null, shown: null, ...known, state });
        return { ...event, host: stateOf(event.host, fence) };
      }
      case 'observed': {
        const { hostId } = event.patch;
        const known = this.#hosts.get(hostId);
        if (!known?.whole || !known.shown) return null;
        const whole = applyPatch(known.whole, event.patch);
        const shown = narrowObserved(whole, fence);
        const patch = diffObserved(known.shown, shown);
        this.#hosts.set(hostId, { ...known, whole, shown });
        // That it was read lately is told all the same.
        return { ...event, patch: patch ?? { hostId, readAt: event.patch.readAt } };
      }
      case 'heard':
      // Those of others were left out before.
      case 'rollout':
        return event;
      case 'counters': {
        const names = countedIn(this.#hosts.get(event.hostId)?.shown ?? null);
        const counters = Object.fromEntries(Object.entries(event.counters).filter(([key]) => names.has(key)));
        return { ...event, counters };
      }
      case 'carriage': {
        const set = this.#carriage(event.set);
        return set.length > 0 ? { ...event, set } : null;
      }
      case 'drift': {
        const gone = event.gone.filter((key) => this.#drift.delete(key));
        const set = this.#driftOf(event.set, fence);
        return set.length + gone.length > 0 ? { ...event, set, gone } : null;
      }
      case 'isolation':
        return { ...event, isolation: narrowIsolation(event.isolation, fence) };
      case 'proofs':
        return { ...event, proofs: { ...event.proofs, last: proof && summaryOf(narrowProof(proof, fence)) } };
      case 'statuses': {
        const { set, gone } = this.#statuses(event.set, event.gone);
        return set.length + gone.length > 0 ? { ...event, set, gone } : null;
      }
    }
  }

  #host({ observed, ...host }: HostLive, fence: Fence): HostLive {
    const shown = observed && narrowObserved(observed, fence);
    this.#hosts.set(host.hostId, { state: host.state, whole: observed, shown });
    return { ...stateOf(host, fence), observed: shown };
  }

  #statuses(set: readonly Status[], gone: readonly string[]): { set: Status[]; gone: string[] } {
    const fence = this.#must();
    const told: Status[] = [];
    const touched = new Set<string>();
    const left = gone.filter((key) => {
      const hostId = hostOfStatus(key);
      for (const id of hostsOfPart(key, fence)) touched.add(id);
      if (hostId === null) return this.#parts.delete(key);
      this.#wholeHosts.delete(hostId);
      return this.#toldHosts.delete(hostId);
    });
    for (const one of set) {
      const hostId = hostOfStatus(one.key);
      if (hostId !== null) {
        this.#wholeHosts.set(hostId, one);
        touched.add(hostId);
      } else if (isTheirStatus(one, fence)) {
        this.#parts.set(one.key, one);
        told.push(one);
        for (const id of hostsOfPart(one.key, fence)) touched.add(id);
      }
    }
    return { set: [...told, ...this.#hostStatuses(touched)], gone: left };
  }

  /** Of the hosts given, those that stand otherwise for them than was told. */
  #hostStatuses(hostIds: ReadonlySet<string>): Status[] {
    const fence = this.#must();
    const parts = new Map<string, Status[]>([...hostIds].map((id) => [id, []]));
    for (const part of this.#parts.values()) {
      for (const id of hostsOfPart(part.key, fence)) parts.get(id)?.push(part);
    }
    return [...hostIds].flatMap((hostId) => {
      const whole = this.#wholeHosts.get(hostId);
      if (!whole) return [];
      const ready = this.#hosts.get(hostId)?.state === 'ready';
      const host = { name: this.#names.get(hostId) ?? hostId, ready };
      const told = narrowHostStatus(whole, host, parts.get(hostId) ?? []);
      const before = this.#toldHosts.get(hostId);
      this.#toldHosts.set(hostId, told);
      return JSON.stringify(before) === JSON.stringify(told) ? [] : [told];
    });
  }

  #driftOf(items: Snapshot['drift'], fence: Fence): Snapshot['drift'] {
    return items.flatMap((item) => {
      const own = narrowDrift(item, fence);
      if (own) this.#drift.add(own.key);
      return own ?? [];
    });
  }

  /** Which hosts have tunnels between them tells where others' networks are. */
  #carriage(ways: readonly Carriage[]): Carriage[] {
    return ways.filter(({ from, to }) => this.#pairs.has(`${from} ${to}`));
  }
}

function stateOf<T extends Omit<HostLive, 'observed'>>(host: T, fence: Fence): T {
  return {
    ...host,
    findings: host.findings.filter(({ sentence }) => !tellsOfOthers(sentence, fence)),
    run: host.run && {
      ...host.run,
      errors: host.run.errors.filter((error) => !tellsOfOthers(error, fence)),
    },
  };
}

function countedIn(observed: Observed | null): Set<string> {
  if (!observed) return new Set();
  return new Set([
    ...observed.links.map(({ name }) => keyOfCounters(null, name)),
    ...observed.namespaces.flatMap((space) => space.links.map(({ name }) => keyOfCounters(space.name, name))),
  ]);
}

function pairsOf({ tenants }: Fence): Set<string> {
  const pairs = new Set<string>();
  for (const tenant of tenants) {
    for (const { id } of tenant.networks) {
      const hosts = hostsOfNetwork(tenant, id);
      for (const a of hosts) for (const b of hosts) if (a !== b) pairs.add(`${a} ${b}`);
    }
  }
  return pairs;
}
