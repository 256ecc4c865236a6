import type { Desired } from '../compile/desired';
import type { Hop, PathAnswer, ProbeResult } from '../diagnose/path/answer';
import { type Lost, lostBetween } from '../diagnose/path/lost';
import { type Place, placesOf, placesTowards } from '../diagnose/path/places';
import {
  endsOf,
  type FullCarriage,
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
import { parseAddress } from '../model/address';
import type { Intent } from '../model/intent';
import { VXLAN_OVERHEAD } from '../model/mtu';
import { observe } from '../observe/observe';
import type { Refusal, Stray } from '../plan/plan';
import { plan as planHost } from '../plan/plan-host';
import { type CloseWish, lookClosely } from '../probe/close-look';
import { markedPing, newMark, type PingOutcome } from '../probe/marked-ping';
import { signsOf, type Watching, watchFor } from '../probe/sighting';
import { probeUnderlay } from '../probe/underlay';
import { sightOf } from '../status/reading';
import { readSuspects } from './drop-suspects';
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

/** Milliseconds without all answers, after which packets are looked for while ping still waits. */
const SILENT_MS = 600;
/** Milliseconds from the first marked packet until what was seen is judged: three are sent in 400. */
const LOOK_MS = 900;
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
    // Before any packet: a ping teaches neighbours and FDBs, and hides what they had wrong.
    const hosts = new Map(known.hosts);
    const before: PathInput = { ...known, hosts };
    const read = new Set<string>();
    let goal = goalOf(before, wish);
    // What the first reading shows may lead to another host.
    for (let round = 0; round < 2; round++) {
      const next = hostsOf(goal).filter((hostId) => !read.has(hostId));
      if (next.length === 0) break;
      for (const [hostId, seen] of await this.#readAnew(next, goal)) hosts.set(hostId, seen);
      for (const hostId of next) read.add(hostId);
      goal = goalOf(before, wish);
    }
    return 'ends' in goal
      ? this.#between(before, goal.ends, signal)
      : this.#towards(before, goal.scene, signal);
  }

  async #between(before: PathInput, ends: [PathEnd, PathEnd], signal: AbortSignal): Promise<PathAnswer> {
    const [from, to] = ends;
    const pings = Promise.all([this.#ping(from, to.address), this.#ping(to, from.address)]);
    const trace = () => this.#trace(from, placesOf(from, to), { target: to.address, next: to.address });
    const early = traceIfSilent(pings, () => hasFault(walk(before, from, to)), trace);
    const [[there, back], carriages] = await Promise.all([pings, this.#underlay(ends, signal)]);
    const hops = walk({ ...before, ...carriages }, ...ends);
    const probes = [
      result('ping there', ends, there, isOwn(ends[0], ends[1].address)),
      result('ping back', [ends[1], ends[0]], back, isOwn(ends[1], ends[0].address)),
    ].filter((one) => one !== null);
    const first = answerOf(ends, hops, probes);
    const isLost = probes.some(({ passed }) => passed === false);
    if (!isLost || first.culprit !== null || signal.aborted) return first;
    const lost = (await early) ?? (await trace());
    return lost ? answerOf(ends, hops, [...probes, lost.result], { lost }) : first;
  }

  async #towards(before: PathInput, scene: AddressScene, signal: AbortSignal): Promise<PathAnswer> {
    const { from, target, next } = scene;
    const names = namesOf(scene);
    const site = scene.keepers[0]?.site ?? null;
    const ping = this.#ping(from, target);
    const trace = () =>
      next === null ? null : this.#trace(from, placesTowards(from, site), { target, next });
    const early = traceIfSilent(
      ping,
      () => site === null || hasFault(walkToAddress(before, scene, null)),
      trace,
    );
    const [outcome, carriages] = await Promise.all([
      ping,
      site ? this.#underlay([from, site], signal) : null,
    ]);
    const probe = result('ping there', names, outcome, isOwn(from, target));
    const probes = probe ? [probe] : [];
    // Who answered for an address that nobody has as far as is read stands among the neighbours now.
    const isUnknown = outcome !== null && next !== null && site === null;
    const after = isUnknown ? await this.#readAnew([from.host.hostId], { scene }) : null;
    const heard: Heard | null = probe && {
      reached: probe.passed === true,
      after: after?.get(from.host.hostId)?.observed ?? null,
    };
    const hops = walkToAddress({ ...before, ...carriages }, scene, heard);
    const apart = apartOf(scene);
    const first = answerOf(names, hops, probes, { apart });
    if (probe?.passed !== false || first.culprit !== null || next === null || signal.aborted) return first;
    const lost = (await early) ?? (await trace());
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
      close: null,
    };
  }

  async #readAnew(hostIds: readonly string[], goal: Goal): Promise<Map<string, SeenHost>> {
    const read = new Map<string, SeenHost>();
    await Promise.all(
      [...new Set(hostIds)].map(async (hostId) => {
        const host = this.#deps.host(hostId);
        if (!host?.link) return;
        const seen = this.#seen(host);
        try {
          const known = host.live.observed?.namespaces.map(({ name }) => name) ?? [];
          const [observed, close] = await Promise.all([
            observe(host.link.runner, hostId, Date.now, known),
            lookClosely(host.link.runner, closeWish(goal, hostId)).catch(() => null),
          ]);
          const { strays, refusals } = planHost(host.desired, observed, { isolate: false });
          read.set(hostId, {
            ...seen,
            observed,
            heldAt: observed.readAt,
            blind: null,
            strays,
            refusals,
            close,
          });
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

  /** Both ways, small packets and such as fill the tunnel. */
  async #underlay(
    [a, b]: readonly [Site, Site],
    signal: AbortSignal,
  ): Promise<Pick<PathInput, 'carriage' | 'full'>> {
    const found = new Map<string, Carriage>();
    const full = new Map<string, FullCarriage>();
    const ask = async (from: Site, to: Site) => {
      const link = this.#deps.host(from.host.hostId)?.link;
      const [source, target] = [from, to].map(({ host }) => host.desired.underlay?.address);
      if (!link?.capabilities.ping || !source || !target) return;
      const way = { from: from.host.hostId, to: to.host.hostId, source, target };
      const key = `${way.from} ${way.to}`;
      const bytes = tunnelBytes(from, source);
      const [small, large] = await Promise.all([
        probeUnderlay(link.runner, way, signal).catch(() => null),
        bytes === null ? null : probeUnderlay(link.runner, way, signal, bytes).catch(() => null),
      ]);
      if (small) found.set(key, small);
      if (large && bytes !== null) full.set(key, { bytes, carriage: large });
    };
    if (a.host.hostId !== b.host.hostId) await Promise.all([ask(a, b), ask(b, a)]);
    return {
      carriage: (from, to) => found.get(`${from} ${to}`) ?? this.#deps.carriage(from, to),
      full: (from, to) => full.get(`${from} ${to}`),
    };
  }

  /** Looks at every place of the way while marked packets are sent. null: nowhere could be looked. */
  async #trace(
    from: PathEnd,
    places: readonly Place[],
    { target, next }: { target: string; next: string },
  ): Promise<Lost | null> {
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
      // What passes did so long before ping has waited for the last answer.
      const sent = markedPing(own.runner, { namespace: from.veth.namespace, target, mark });
      await Promise.race([sent.catch(() => null), after(LOOK_MS)]);
      const sightings = places.flatMap((place) => {
        const watch = watching.get(place);
        return watch ? [{ place, ...watch.seen() }] : [];
      });
      const runnerOf = (hostId: string) => this.#deps.host(hostId)?.link?.runner ?? null;
      return lostBetween(sightings, await readSuspects(places, runnerOf, from.vxlan.port));
    } catch {
      return null;
    } finally {
      for (const watch of watching.values()) watch.close();
    }
  }
}

type Goal = ReturnType<typeof targetOf>;

function goalOf(input: PathInput, wish: PathWish): Goal {
  return 'address' in wish ? targetOf(input, wish) : { ends: endsOf(input, wish) };
}

/** What to look at more closely on one of the path's hosts. */
function closeWish(goal: Goal, hostId: string): CloseWish {
  const { ends, sites, targets } =
    'ends' in goal
      ? { ends: goal.ends, sites: goal.ends, targets: goal.ends.map(({ address }) => address) }
      : {
          ends: [goal.scene.from],
          sites: [goal.scene.from, ...goal.scene.keepers.map(({ site }) => site)],
          targets: [goal.scene.target, ...(goal.scene.next === null ? [] : [goal.scene.next])],
        };
  const here = sites.filter(({ host }) => host.hostId === hostId);
  return {
    bridges: [...new Set(here.map(({ bridge }) => bridge.name))],
    spaces: ends
      .filter(({ host }) => host.hostId === hostId)
      .map(({ veth, address }) => ({
        name: veth.namespace,
        device: veth.namespaceEnd.name,
        targets: [...new Set(targets)].filter((one) => one !== address),
      })),
    vteps: sites.flatMap(({ host }) =>
      host.hostId !== hostId && host.desired.underlay ? [host.desired.underlay.address] : [],
    ),
  };
}

/** Hosts on which the way is read. */
function hostsOf(goal: Goal): string[] {
  const sites = 'ends' in goal ? goal.ends : [goal.scene.from, ...goal.scene.keepers.map(({ site }) => site)];
  return sites.map(({ host }) => host.hostId);
}

/** What an answer calls the ends of a path to an address. */
function namesOf({ from, target }: AddressScene) {
  return [from, { label: target, address: target }] as const;
}

function apartOf({ target, owner }: AddressScene): string | null {
  return owner?.apart ? `${target} is ${owner.words}, and ${owner.apart}` : null;
}

/** Bytes of the largest packet that the tunnel sends on the underlay; null: it is not there. */
function tunnelBytes({ found, vxlan }: Site, vtep: string): number | null {
  const mtu = found.links.get(vxlan.name)?.mtu;
  return mtu === undefined ? null : mtu + VXLAN_OVERHEAD[parseAddress(vtep)?.family ?? 4];
}

/** The kernel takes the address for the namespace's own: no packet leaves. */
function isOwn({ host, veth }: PathEnd, address: string): boolean {
  return host.close?.spaces.get(veth.namespace)?.routes.get(address)?.kind === 'local';
}

function result(
  what: ProbeResult['what'],
  [from, to]: readonly { label: string; address: string }[],
  outcome: PingOutcome | null,
  byItself: boolean,
): ProbeResult | null {
  if (!outcome || !from || !to) return null;
  const { sent, received, avgMs, error } = outcome;
  if (byItself) {
    const sentence = `Pinged ${to.address} from ${from.label}: ${from.label} answered itself, as it has that address too.`;
    return { what, sentence, passed: false };
  }
  const words =
    error ??
    (received > 0 ? `${received} of ${sent} came back, ${avgMs ?? '?'} ms` : `none of ${sent} came back`);
  return {
    what,
    sentence: `Pinged ${to.address} from ${from.label}: ${words}.`,
    passed: error === null && received > 0,
  };
}

/** Looks for packets as soon as answers fail to come, unless what was read has a fault to tell. null: it did not. */
async function traceIfSilent(
  pings: Promise<unknown>,
  isKnown: () => boolean,
  trace: () => Promise<Lost | null> | null,
): Promise<Lost | null> {
  const isOver = await Promise.race([pings.then(() => true), after(SILENT_MS).then(() => false)]);
  return isOver || isKnown() ? null : trace();
}

function hasFault(hops: readonly Hop[]): boolean {
  return hops.some(({ facts }) => facts.some(({ state }) => state === 'wrong' || state === 'risky'));
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

function late(): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('it did not begin in time'), READY_MS).unref();
  });
}
