import type { Desired } from '../compile/desired';
import type { PathAnswer, ProbeResult } from '../diagnose/path/answer';
import { type Lost, lostBetween, type Suspect } from '../diagnose/path/lost';
import { type Place, placesOf, placesTowards } from '../diagnose/path/places';
import {
  endsOf,
  type PathEnd,
  type PathInput,
  type PathWish,
  type SeenHost,
  type Site,
} from '../diagnose/path/scene';
import { type AddressScene, targetOf } from '../diagnose/path/target';
import { answerOf } from '../diagnose/path/verdict';
import { walk } from '../diagnose/path/walk';
import { type Heard, walkToAddress } from '../diagnose/path/walk-address';
import type { Carriage } from '../live/carriage';
import type { Intent } from '../model/intent';
import { observe } from '../observe/observe';
import type { Refusal, Stray } from '../plan/plan';
import { plan as planHost } from '../plan/plan-host';
import { type DropRule, readDropRules } from '../probe/drop-rules';
import { markedPing, newMark, type PingOutcome } from '../probe/marked-ping';
import { signsOf, type Watching, watchFor } from '../probe/sighting';
import { probeUnderlay } from '../probe/underlay';
import { sightOf } from '../status/reading';
import type { HostLive } from './face';
import type { HostLink } from './host-link';

/** What the controller knows of one host. */
export type PathHost = {
  live: HostLive;
  desired: Desired;
  strays: readonly Stray[];
  refusals: readonly Refusal[];
  link: HostLink | null;
};

export type PathDeps = {
  intent(): Intent;
  host(hostId: string): PathHost | null;
  hostIds(): Iterable<string>;
  carriage(from: string, to: string): Carriage | undefined;
};

/** Milliseconds that a capture may take until it looks. */
const READY_MS = 4_000;

/** Why one endpoint cannot reach another, or that it can. */
export class PathFinder {
  readonly #deps: PathDeps;

  constructor(deps: PathDeps) {
    this.#deps = deps;
  }

  /** From what is known; nothing is sent. @throws NoPath */
  walk(wish: PathWish): PathAnswer {
    const input = this.#input();
    const goal = goalOf(input, wish);
    if ('ends' in goal) return answerOf(goal.ends, walk(input, ...goal.ends), []);
    const { scene } = goal;
    const hops = walkToAddress(input, scene, null);
    return answerOf(namesOf(scene), hops, [], { apart: apartOf(scene) });
  }

  /**
   * Reads the hosts of the path anew, sends three marked packets each way (to an address: there), and where these are
   * lost with nothing wrong to be read, looks for them at every hop.
   * @throws NoPath
   */
  async find(wish: PathWish, signal: AbortSignal): Promise<PathAnswer> {
    const known = this.#input();
    const goal = goalOf(known, wish);
    const read = await this.#readAnew(
      'ends' in goal
        ? goal.ends.map(({ host }) => host.hostId)
        : [goal.scene.from, ...goal.scene.keepers.map(({ site }) => site)].map(({ host }) => host.hostId),
    );
    // Before any packet: a ping teaches neighbours and FDBs, and hides what they had wrong.
    const before: PathInput = { ...known, hosts: new Map([...known.hosts, ...read]) };
    const anew = goalOf(before, wish);
    return 'ends' in anew
      ? this.#between(before, anew.ends, signal)
      : this.#towards(before, anew.scene, signal);
  }

  async #between(before: PathInput, ends: [PathEnd, PathEnd], signal: AbortSignal): Promise<PathAnswer> {
    const [[there, back], carriages] = await Promise.all([
      Promise.all([this.#ping(ends[0], ends[1].address), this.#ping(ends[1], ends[0].address)]),
      this.#underlay(ends, signal),
    ]);
    const hops = walk(withCarriages(before, carriages), ...ends);
    const probes = [result('ping there', ends, there), result('ping back', [ends[1], ends[0]], back)].filter(
      (one) => one !== null,
    );
    const first = answerOf(ends, hops, probes);
    const isLost = probes.some(({ passed }) => passed === false);
    if (!isLost || first.culprit !== null || signal.aborted) return first;
    const [from, to] = ends;
    const lost = await this.#trace(ends, placesOf(from, to), { target: to.address, next: to.address });
    return lost ? answerOf(ends, hops, [...probes, lost.result], { lost }) : first;
  }

  async #towards(before: PathInput, scene: AddressScene, signal: AbortSignal): Promise<PathAnswer> {
    const { from, target, next } = scene;
    const names = namesOf(scene);
    const site = scene.keepers[0]?.site ?? null;
    const [outcome, carriages] = await Promise.all([
      this.#ping(from, target),
      site ? this.#underlay([from, site], signal) : new Map<string, Carriage>(),
    ]);
    const probe = result('ping there', names, outcome);
    const probes = probe ? [probe] : [];
    // Who answered for an address that nobody has as far as is read stands among the neighbours now.
    const isUnknown = outcome !== null && next !== null && site === null;
    const after = isUnknown ? await this.#readAnew([from.host.hostId]) : null;
    const heard: Heard | null = probe && {
      reached: probe.passed === true,
      after: after?.get(from.host.hostId)?.observed ?? null,
    };
    const hops = walkToAddress(withCarriages(before, carriages), scene, heard);
    const apart = apartOf(scene);
    const first = answerOf(names, hops, probes, { apart });
    if (probe?.passed !== false || first.culprit !== null || next === null || signal.aborted) return first;
    const lost = await this.#trace(site ? [from, site] : [from], placesTowards(from, site), { target, next });
    return lost ? answerOf(names, hops, [...probes, lost.result], { lost, apart }) : first;
  }

  #input(): PathInput {
    const hosts = new Map<string, SeenHost>();
    for (const hostId of this.#deps.hostIds()) {
      const host = this.#deps.host(hostId);
      if (host) hosts.set(hostId, this.#seen(host));
    }
    return { intent: this.#deps.intent(), hosts, carriage: this.#deps.carriage };
  }

  #seen({ live, desired, strays, refusals }: PathHost): SeenHost {
    const name = this.#deps.intent().hosts.find(({ id }) => id === live.hostId)?.name ?? live.hostId;
    const sight = sightOf(name, { ...live, refusals, strays }, Date.now());
    return {
      hostId: live.hostId,
      name,
      desired,
      observed: live.observed,
      heldAt: live.heardAt,
      blind: sight.is === 'blind' ? sight.why : null,
      strays,
      refusals,
    };
  }

  async #readAnew(hostIds: readonly string[]): Promise<Map<string, SeenHost>> {
    const read = new Map<string, SeenHost>();
    await Promise.all(
      [...new Set(hostIds)].map(async (hostId) => {
        const host = this.#deps.host(hostId);
        if (!host?.link) return;
        const seen = this.#seen(host);
        try {
          const known = host.live.observed?.namespaces.map(({ name }) => name) ?? [];
          const observed = await observe(host.link.runner, hostId, Date.now, known);
          const { strays, refusals } = planHost(host.desired, observed, { isolate: false });
          read.set(hostId, { ...seen, observed, heldAt: observed.readAt, blind: null, strays, refusals });
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error);
          read.set(hostId, { ...seen, blind: `${seen.name} could not be read: ${why}` });
        }
      }),
    );
    return read;
  }

  /** null: it could not be tried. */
  async #ping(from: PathEnd, target: string): Promise<PingOutcome | null> {
    const link = this.#deps.host(from.host.hostId)?.link;
    if (!link?.capabilities.ping || !from.found.namespaces.has(from.veth.namespace)) return null;
    try {
      return await markedPing(link.runner, {
        namespace: from.veth.namespace,
        target,
        mark: newMark(),
      });
    } catch {
      return null;
    }
  }

  async #underlay([a, b]: readonly [Site, Site], signal: AbortSignal): Promise<Map<string, Carriage>> {
    const found = new Map<string, Carriage>();
    if (a.host.hostId === b.host.hostId) return found;
    const ask = async (from: Site, to: Site) => {
      const link = this.#deps.host(from.host.hostId)?.link;
      const [source, target] = [from, to].map(({ host }) => host.desired.underlay?.address);
      if (!link?.capabilities.ping || !source || !target) return;
      const way = { from: from.host.hostId, to: to.host.hostId, source, target };
      const carriage = await probeUnderlay(link.runner, way, signal).catch(() => null);
      if (carriage) found.set(`${way.from} ${way.to}`, carriage);
    };
    await Promise.all([ask(a, b), ask(b, a)]);
    return found;
  }

  /** Looks at every place of the way while marked packets are sent. null: nowhere could be looked. */
  async #trace(
    sites: readonly [PathEnd, ...Site[]],
    places: readonly Place[],
    { target, next }: { target: string; next: string },
  ): Promise<Lost | null> {
    const [from] = sites;
    const mark = newMark();
    const own = this.#deps.host(from.host.hostId)?.link;
    if (!own) return null;
    const signs = signsOf(mark, next);
    const watching = new Map<Place, Watching>();
    try {
      await Promise.all(
        places.map(async (place) => {
          const link = this.#deps.host(place.hostId)?.link;
          if (!link?.capabilities.tcpdump) return;
          const watch = await watchFor(link.runner, place, signs).catch(() => null);
          if (!watch) return;
          const why = await Promise.race([watch.ready, late()]);
          if (why === null) watching.set(place, watch);
          else watch.close();
        }),
      );
      if (watching.size === 0) return null;
      await markedPing(own.runner, { namespace: from.veth.namespace, target, mark });
      const sightings = places.flatMap((place) => {
        const watch = watching.get(place);
        return watch ? [{ place, ...watch.seen() }] : [];
      });
      return lostBetween(sightings, await this.#suspects(sites));
    } catch {
      return null;
    } finally {
      for (const watch of watching.values()) watch.close();
    }
  }

  async #suspects(sites: readonly Site[]): Promise<Suspect[]> {
    const suspects: Suspect[] = [];
    for (const { host, vxlan } of sites) {
      const link = this.#deps.host(host.hostId)?.link;
      const rules = (link && (await readDropRules(link.runner).catch(() => null))) ?? [];
      for (const rule of rules) {
        if (
          rule.ports.length === 0 ||
          rule.ports.some(([from, to]) => from <= vxlan.port && vxlan.port <= to)
        )
          suspects.push(suspectOf(host.hostId, rule));
      }
    }
    return suspects;
  }
}

function goalOf(input: PathInput, wish: PathWish): ReturnType<typeof targetOf> {
  return 'address' in wish ? targetOf(input, wish) : { ends: endsOf(input, wish) };
}

/** What an answer calls the ends of a path to an address. */
function namesOf({ from, target }: AddressScene) {
  return [from, { label: target, address: target }] as const;
}

function apartOf({ target, owner }: AddressScene): string | null {
  return owner?.apart ? `${target} is ${owner.words}, and ${owner.apart}` : null;
}

function withCarriages(input: PathInput, carriages: ReadonlyMap<string, Carriage>): PathInput {
  return { ...input, carriage: (from, to) => carriages.get(`${from} ${to}`) ?? input.carriage(from, to) };
}

function suspectOf(hostId: string, { family, table, chain, handle, ports }: DropRule): Suspect {
  const words =
    ports.length > 0 ? ` (UDP port ${ports.map((range) => [...new Set(range)].join('–')).join(', ')})` : '';
  return {
    hostId,
    rule: `the rule ${handle} of nftables' ${family} ${table} ${chain}${words}`,
    argv: ['nft', 'delete', 'rule', family, table, chain, 'handle', String(handle)],
  };
}

function result(
  what: ProbeResult['what'],
  [from, to]: readonly { label: string; address: string }[],
  outcome: PingOutcome | null,
): ProbeResult | null {
  if (!outcome || !from || !to) return null;
  const { sent, received, avgMs, error } = outcome;
  const words =
    error ??
    (received > 0 ? `${received} of ${sent} came back, ${avgMs ?? '?'} ms` : `none of ${sent} came back`);
  return {
    what,
    sentence: `Pinged ${to.address} from ${from.label}: ${words}.`,
    passed: error === null && received > 0,
  };
}

function late(): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('it did not begin in time'), READY_MS).unref();
  });
}
