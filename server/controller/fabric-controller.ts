import { isDeepStrictEqual } from 'node:util';
import type { Proposal } from '../adopt/proposal';
import { compile } from '../compile/compile';
import type { Desired } from '../compile/desired';
import { spanMtus } from '../compile/span';
import { capped } from '../diagnose/isolation/capped';
import type { Isolation } from '../diagnose/isolation/isolation';
import type { PathAnswer } from '../diagnose/path/answer';
import type { PathWish } from '../diagnose/path/scene';
import type { DriftItem } from '../drift/drift-item';
import { IN_THE_WAY } from '../drift/in-the-way';
import type { RolloutRow } from '../intent/rollout-rows';
import type { LedgerRun } from '../journal/run-ledger';
import { type Counters, countersOf, movedCounters } from '../live/counters';
import { keyOfFdbEntry } from '../live/observed-keys';
import type { Fault } from '../model/check';
import type { Host, Intent } from '../model/intent';
import type { Rollout } from '../model/rollout';
import type { CaptureEvent } from '../probe/capture-event';
import type { MatrixEvent, MatrixRequest } from '../probe/matrix-event';
import type { MtuEvent } from '../probe/mtu-event';
import type { PingEvent, PingRequest } from '../probe/ping-event';
import type { ProofEvent } from '../probe/proof-event';
import type { SweepEvent, SweepRequest } from '../probe/sweep-event';
import type { TraceEvent } from '../probe/trace-event';
import type { Fence } from '../ssh/fence';
import { StatusBoard } from '../status/board';
import { Proposals } from './adoption';
import type { Applied } from './applied';
import { captureAt } from './capturing';
import { EventHub } from './event-hub';
import type { FabricSight } from './fabric-sight';
import type {
  CaptureWish,
  Controller,
  FdbAges,
  Figures,
  HostLive,
  HostPlan,
  KeyDesk,
  LiveEvent,
  MatrixPlan,
  ProofState,
  RepairOutcome,
  ScanTarget,
  TraceWish,
  Watcher,
} from './face';
import type { OpenLink } from './host-link';
import { type Activity, HostLoop, type HostNews, type LoopDeps } from './host-loop';
import { IsolationWatch } from './isolation-watch';
import { MatrixRounds, type RoundsStore } from './matrix-rounds';
import { Meter } from './meter';
import { PathFinder } from './path-finder';
import { Previews } from './previews';
import { Probes } from './probes';
import { ProofDesk, type ProofKeeping } from './proof-desk';
import { echoesOf } from './rollout-echoes';
import { type RolloutDeps, Rollouts } from './rollouts';
import { Tracer } from './tracer';
import { UnderlayWatch } from './underlay-watch';
import { weigh } from './weigh';

/** Milliseconds that status changes are gathered for. */
const STATUS_PAUSE = 40;
/** Milliseconds that signs of life of all hosts are gathered for. */
const HEARD_PAUSE = 1_000;
/** Milliseconds between two looks at how long ago each host was heard of. */
const CLOCK = 2_000;
/** Milliseconds that a removed host gets to be cleaned before it is let go. */
const RETIRE_LIMIT = 30_000;

export type ControllerDeps = {
  fabric: string;
  loadIntent(): Promise<Intent>;
  open: OpenLink;
  /** By host id: what an earlier process made and read back. */
  applied: ReadonlyMap<string, Applied>;
  saveApplied(hostId: string, applied: Applied): void;
  /** Changes that are neither kept nor undone. */
  openRollouts(): Promise<RolloutRow[]>;
  /** Commits what leads back to before a revision, once. @returns the revision that this made, then or before */
  revert(revision: number, why: string): Promise<number>;
  recordRollout: RolloutDeps['record'];
  /** Greater than that of any earlier start: hosts turn away whoever has a smaller one. */
  epoch: number;
  /** For people who meet our fence on a host: which controller this is. */
  writer: string;
  ledger: LoopDeps['ledger'];
  /** By host id: runs of an earlier process whose end nobody saw. */
  cut: ReadonlyMap<string, LedgerRun>;
  record(activity: Activity): void;
  proofs: ProofKeeping;
  scanHostKey: Controller['scanHostKey'];
  keys: KeyDesk;
  /** Matrices that are repeated, and where their results go. */
  rounds: RoundsStore;
  /** The controller has stopped: what still waits is written. */
  ended(): Promise<void>;
};

/** Brings every host of the fabric to its intent, and tells what is. */
export class FabricController implements Controller {
  #intent: Intent;
  #desired = new Map<string, Desired>();
  readonly #loops = new Map<string, HostLoop>();
  /** Removed from intent, and still being emptied. */
  readonly #retiring = new Map<string, { loop: HostLoop; deadline: number }>();
  readonly #board = new StatusBoard();
  readonly #underlay = new UnderlayWatch({
    link: (hostId) => this.#loops.get(hostId)?.spareLink ?? null,
    found: (carriage) => {
      this.#hub.publish({ kind: 'carriage', set: [carriage], now: Date.now() });
      this.#statusesSoon();
    },
  });
  readonly #paths = new PathFinder({
    intent: () => this.#intent,
    hostIds: () => this.#loops.keys(),
    host: (hostId) => {
      const loop = this.#loops.get(hostId);
      const desired = this.#desired.get(hostId);
      return loop && desired
        ? { live: loop.live, desired, strays: loop.strays, refusals: loop.refusals, link: loop.spareLink }
        : null;
    },
    carriage: (from, to) => this.#underlay.carriages.of(from, to),
  });
  readonly #isolation = new IsolationWatch({
    scene: () => ({
      fabric: this.#deps.fabric,
      intent: this.#intent,
      desired: this.#desired,
      hosts: [...this.#loops.values()].map((loop) => loop.live),
    }),
    tell: (isolation) => this.#hub.publish({ kind: 'isolation', isolation, now: Date.now() }),
  });
  #statusTimer: NodeJS.Timeout | null = null;
  #clock: NodeJS.Timeout | null = null;
  readonly #toldDrift = new Map<string, readonly DriftItem[]>();
  #heard: Record<string, number> = {};
  #heardTimer: NodeJS.Timeout | null = null;
  /** By host id: the last counters that were told. */
  readonly #sampled = new Map<string, { at: number; counters: Counters }>();
  readonly #meter = new Meter();
  readonly #proposals = new Proposals();
  readonly #sight: FabricSight = {
    link: (hostId) => {
      const loop = this.#loops.get(hostId);
      return loop?.link ?? { sentence: loop?.live.reason?.sentence ?? 'there is no connection to the host' };
    },
    tcpdumpRemedy: (hostId) =>
      this.#loops.get(hostId)?.live.findings.find(({ code }) => code === 'no-tcpdump')?.remedy ?? null,
    intent: () => this.#intent,
    desired: (hostId) => this.#desired.get(hostId) ?? null,
    observed: (hostId) => this.#loops.get(hostId)?.live.observed ?? null,
  };
  readonly #probes = new Probes(this.#sight);
  readonly #tracer = new Tracer(this.#sight);
  readonly #previews = new Previews({
    intent: () => this.#intent,
    compiled: (intent) => this.#compiled(intent),
    nothing: (hostId, revision) => this.#nothing(hostId, revision),
    planned: (hostId, desired) => {
      const loop = this.#loops.get(hostId);
      return { plan: loop?.preview(desired) ?? null, why: loop?.live.reason?.sentence ?? null };
    },
  });
  readonly #proofs: ProofDesk;
  readonly #rounds: MatrixRounds;
  readonly #rollouts = new Rollouts({
    loop: (hostId) => this.#loops.get(hostId),
    hostName: (hostId) => this.#nameOf(hostId),
    desired: (hostId) => this.#desired.get(hostId) ?? null,
    fence: (revision) => this.#fence(revision),
    open: (hostId) => {
      const host = this.#intent.hosts.find(({ id }) => id === hostId);
      if (!host) throw new Error('the host is not part of the intent any more');
      return this.#deps.open(host);
    },
    echoes: (hosts, before) => {
      const able = hosts.filter((hostId) => this.#loops.get(hostId)?.link?.capabilities.ping);
      return echoesOf(able, before, this.#desired, (hostId) => this.#nameOf(hostId));
    },
    revert: async (revision, why) => {
      const made = await this.#deps.revert(revision, why);
      await this.intentChanged();
      return made;
    },
    tell: (rollout) => this.#hub.publish({ kind: 'rollout', rollout, now: Date.now() }),
    record: (entry) => this.#deps.recordRollout(entry),
  });
  readonly #hub: EventHub;
  readonly #deps: ControllerDeps;

  constructor(intent: Intent, deps: ControllerDeps) {
    this.#intent = intent;
    this.#deps = deps;
    this.#rounds = new MatrixRounds({
      ...deps.rounds,
      intent: () => this.#intent,
      matrix: (request, signal) => this.#probes.quietMatrix(request, signal),
    });
    this.#proofs = new ProofDesk({
      ...deps.proofs,
      intent: () => this.#intent,
      desired: () => this.#desired,
      observed: this.#sight.observed,
      link: (hostId) => this.#loops.get(hostId)?.spareLink ?? null,
      computed: () => this.#isolation.now().verdict,
      tell: (proofs) => this.#hub.publish({ kind: 'proofs', proofs, now: Date.now() }),
    });
    const attend = () => {
      for (const loop of this.#loops.values()) loop.attend();
    };
    // Hundredths of milliseconds since the epoch: beyond every id that an earlier process gave out.
    this.#hub = new EventHub(() => this.#snapshot(), Date.now() * 100, attend);
  }

  /** @param open what an earlier process left neither kept nor undone */
  start(open: readonly RolloutRow[] = []): void {
    this.#compile();
    for (const row of open) this.#rollouts.resume(row);
    for (const host of this.#intent.hosts) this.#begin(host);
    void this.#rounds.begin();
    this.#clock = setInterval(() => this.#tick(), CLOCK);
    this.#clock.unref();
    this.#proofs.start();
  }

  async stop(): Promise<void> {
    if (this.#clock) clearInterval(this.#clock);
    if (this.#statusTimer) clearTimeout(this.#statusTimer);
    if (this.#heardTimer) clearTimeout(this.#heardTimer);
    this.#underlay.stop();
    this.#isolation.stop();
    this.#proofs.stop();
    await this.#rounds.stop();
    await this.#rollouts.stop();
    const retiring = [...this.#retiring.values()].map(({ loop }) => loop);
    await Promise.all([...this.#loops.values(), ...retiring].map((loop) => loop.stop()));
    await this.#deps.ended();
  }

  vxlanPort(): number {
    return this.#intent.vxlan.port;
  }

  watch(after: number | null, signal: AbortSignal, who: Watcher = 'person'): AsyncIterable<LiveEvent> {
    return this.#hub.watch(after, signal, who);
  }

  preview(intent: Intent): HostPlan[] {
    return this.#previews.of(intent);
  }

  weigh(intent: Intent) {
    return weigh({
      before: this.#intent,
      after: intent,
      plans: this.preview(intent),
      known: this.newRefusals(intent),
      live: (hostId) => this.#loops.get(hostId)?.live ?? null,
      inTheWay: this.#rollouts.inTheWay,
    });
  }

  rollouts(): Rollout[] {
    return this.#rollouts.all();
  }

  quiet(limitMs: number): Promise<void> {
    return this.#rollouts.quiet(limitMs);
  }

  keepRollout(revision: number): boolean {
    return this.#rollouts.keep(revision);
  }

  undoRollout(revision: number, actor: string): boolean {
    return this.#rollouts.undo(revision, actor);
  }

  newRefusals(intent: Intent): Fault[] {
    return this.#previews.newRefusals(intent);
  }

  proposal(): Proposal {
    return this.#proposals.get(this.#intent, () => {
      const observed = Object.fromEntries(
        [...this.#loops].flatMap(([id, { live }]) =>
          live.state === 'ready' && live.observed ? [[id, live.observed]] : [],
        ),
      );
      return { intent: this.#intent, fabric: this.#deps.fabric, observed };
    });
  }

  async path(wish: PathWish, probe: boolean, signal: AbortSignal): Promise<PathAnswer> {
    return probe ? this.#paths.find(wish, signal) : this.#paths.walk(wish);
  }

  matrixPlans(): MatrixPlan[] {
    return this.#rounds.plans();
  }

  planMatrix(networkId: string, everyMinutes: number | null): Promise<void> {
    return this.#rounds.plan(networkId, everyMinutes);
  }

  async intentChanged(): Promise<void> {
    const before = this.#intent;
    const intent = await this.#deps.loadIntent();
    // Two commits may load in either order; only the newer one counts.
    if (intent.revision < this.#intent.revision) return;
    const rows = await this.#deps.openRollouts();
    if (intent.revision < this.#intent.revision) return;
    this.#intent = intent;
    this.#meter.committed(
      intent.revision,
      Date.now(),
      intent.hosts.map(({ id }) => id),
    );
    const had = this.#desired;
    this.#compile();
    this.#hub.publish({ kind: 'intent', intent, now: Date.now() });
    // Before the loops hear of it: hosts wait until all of the change have their way back.
    for (const row of rows) if (row.stage === 'begun') this.#rollouts.begin(row, had);
    for (const host of intent.hosts) {
      const loop = this.#loops.get(host.id);
      if (!loop) this.#begin(host);
      else loop.hostChanged(host);
    }
    for (const host of before.hosts) {
      if (!intent.hosts.some((other) => other.id === host.id)) this.#retire(host.id, host.name);
    }
    this.#statusesSoon();
    this.#isolation.soon();
  }

  scanHostKey(target: ScanTarget) {
    return this.#deps.scanHostKey(target);
  }

  get keys(): KeyDesk {
    return this.#deps.keys;
  }

  get hosts(): readonly Host[] {
    return this.#intent.hosts;
  }

  /** Who is reached through this host is tried again at once. */
  jumpIsBack(jumpId: string): void {
    for (const { id, jump } of this.#intent.hosts) {
      const loop = jump === jumpId ? this.#loops.get(id) : undefined;
      if (loop?.live.state === 'cut-off') loop.retry();
    }
  }

  figures(): Figures {
    return this.#meter.figures();
  }

  consent(hostId: string): boolean {
    return this.#loops.get(hostId)?.consent() ?? false;
  }

  retry(hostId: string): void {
    this.#loops.get(hostId)?.retry();
  }

  reread(hostId: string): void {
    this.#loops.get(hostId)?.lookAgain();
  }

  look(hostIds: readonly string[]): void {
    for (const hostId of hostIds) this.#loops.get(hostId)?.look();
  }

  fdbAges(hostId: string, device: string): FdbAges | null {
    const observed = this.#loops.get(hostId)?.live.observed;
    if (!observed) return null;
    const ages: FdbAges['ages'] = {};
    for (const entry of observed.fdb) {
      if (entry.device !== device && entry.master !== device) continue;
      if (entry.used !== null || entry.updated !== null) {
        ages[keyOfFdbEntry(entry)] = [entry.used, entry.updated];
      }
    }
    return { readAt: observed.readAt, ages };
  }

  drift(): DriftItem[] {
    return [...this.#loops.values()].flatMap((loop) => loop.drift);
  }

  isolation(): Isolation {
    return this.#isolation.now();
  }

  prove(by: string, signal: AbortSignal): AsyncIterable<ProofEvent> {
    return this.#proofs.prove(by, signal);
  }

  proofs(): ProofState {
    return this.#proofs.state();
  }

  setProofHours(hours: number): void {
    this.#proofs.setEveryHours(hours);
  }

  async repair(keys: readonly string[]): Promise<RepairOutcome> {
    const wanted = new Set(keys);
    const work = [...this.#loops.values()].flatMap((loop) => {
      const own = loop.drift.filter(({ key }) => wanted.has(key)).map(({ key }) => key);
      return own.length > 0 ? [{ loop, own }] : [];
    });
    await Promise.all(work.map(({ loop, own }) => loop.repair(own)));
    const failed = work.flatMap(({ loop, own }) => {
      const { reason, run } = loop.live;
      const why = run?.errors[0] ?? reason?.sentence ?? 'it is still so after the run: look at the host';
      return loop.drift
        .filter(({ key }) => own.includes(key))
        .map(({ key, attribute, sentence }) => ({
          key,
          sentence: attribute === IN_THE_WAY ? sentence : why,
        }));
    });
    const bad = new Set(failed.map(({ key }) => key));
    return { repaired: keys.filter((key) => !bad.has(key)), failed };
  }

  ping(request: PingRequest, signal: AbortSignal): AsyncIterable<PingEvent> {
    return this.#probes.ping(request, signal);
  }

  sweep(request: SweepRequest, signal: AbortSignal): AsyncIterable<SweepEvent> {
    return this.#probes.sweep(request, signal);
  }

  matrix(request: MatrixRequest, signal: AbortSignal): AsyncIterable<MatrixEvent> {
    return this.#probes.matrix(request, signal);
  }

  networkMtu(networkId: string, signal: AbortSignal): AsyncIterable<MtuEvent> {
    return this.#probes.networkMtu(networkId, signal);
  }

  trace(wish: TraceWish, signal: AbortSignal): AsyncIterable<TraceEvent> {
    return this.#tracer.trace(wish, signal);
  }

  capture(wish: CaptureWish, signal: AbortSignal): AsyncIterable<CaptureEvent> {
    return captureAt(this.#sight, wish, signal);
  }

  #begin(host: Host): void {
    const retiring = this.#retiring.get(host.id);
    // An undo may bring a host back that is still being emptied: its loop goes on, with something to build again.
    const loop =
      retiring?.loop ??
      new HostLoop(host, {
        open: this.#deps.open,
        desired: (hostId) => this.#desiredOf(hostId),
        intent: () => this.#intent,
        applied: this.#deps.applied.get(host.id) ?? null,
        saveApplied: this.#deps.saveApplied,
        drifted: (hostId, items) => this.#drifted(hostId, items),
        watched: () => this.#hub.watchers > 0,
        sampled: (hostId, at, counters) => this.#counters(hostId, at, counters),
        tell: (live, news) => this.#hostChanged(live, news),
        record: this.#deps.record,
        meter: this.#meter,
        fence: (revision) => this.#fence(revision),
        held: (hostId) => this.#rollouts.holds(hostId),
        undoId: (hostId) => this.#rollouts.undoId(hostId),
        ledger: this.#deps.ledger,
        cut: this.#deps.cut.get(host.id) ?? null,
      });
    this.#retiring.delete(host.id);
    this.#loops.set(host.id, loop);
    if (retiring) loop.hostChanged(host);
    else loop.start();
    this.#hostChanged(loop.live, { what: 'host' });
  }

  #fence(revision: number): Fence {
    const { fabric, epoch, writer } = this.#deps;
    return { fabric, epoch, revision, writer };
  }

  #nameOf(hostId: string): string {
    return this.#intent.hosts.find(({ id }) => id === hostId)?.name ?? hostId;
  }

  /** A removed host is emptied of what is ours if it can be reached, and then forgotten. */
  #retire(hostId: string, name: string): void {
    const loop = this.#loops.get(hostId);
    this.#loops.delete(hostId);
    this.#sampled.delete(hostId);
    this.#meter.forget(hostId);
    this.#drifted(hostId, []);
    this.#toldDrift.delete(hostId);
    this.#underlay.forget(hostId);
    this.#isolation.forget(hostId);
    if (!loop) return;
    const reachable = loop.live.state === 'ready';
    if (!reachable) {
      void loop.stop();
      this.#deps.record({
        hostId,
        action: 'host.state',
        sentence: `${name} is forgotten while it could not be reached: what Overlane built there may still be there`,
        outcome: 'failed',
      });
      return;
    }
    this.#retiring.set(hostId, { loop, deadline: Date.now() + RETIRE_LIMIT });
    loop.desiredChanged();
  }

  #desiredOf(hostId: string): Desired | null {
    if (this.#retiring.has(hostId)) return this.#nothing(hostId, this.#intent.revision);
    return this.#desired.get(hostId) ?? null;
  }

  #nothing(hostId: string, revision: number): Desired {
    const nothing = { bridges: [], vxlans: [], veths: [], namespaces: [] };
    return { hostId, fabric: this.#deps.fabric, revision, underlay: null, ...nothing };
  }

  #compile(): void {
    const before = this.#desired;
    this.#desired = this.#compiled(this.#intent);
    // What stays the same stays the same object: its host has nothing to compare or to judge again.
    for (const [hostId, desired] of this.#desired) {
      const old = before.get(hostId);
      if (old && isDeepStrictEqual(old, desired)) this.#desired.set(hostId, old);
    }
    this.#underlay.compiled(this.#desired.values());
  }

  #compiled(intent: Intent): Map<string, Desired> {
    const all = compile({ intent, fabric: this.#deps.fabric, underlayMtu: this.#underlayMtu(intent.hosts) });
    return new Map(all.map((desired) => [desired.hostId, desired]));
  }

  /** Bytes, per host, of the device that its VTEP is on; undefined where it was not read. */
  #underlayMtu(hosts: readonly Host[]): Record<string, number | undefined> {
    return Object.fromEntries(
      hosts.map((host) => {
        const links = this.#loops.get(host.id)?.live.observed?.links ?? [];
        return [host.id, links.find((link) => link.name === host.underlay?.device)?.mtu];
      }),
    );
  }

  /** By host id, bytes. */
  readonly #mtus = new Map<string, number | undefined>();

  #hostChanged(live: HostLive, news: HostNews): void {
    const retiring = this.#retiring.get(live.hostId);
    if (retiring) {
      this.#retired(live, retiring);
      return;
    }
    if (!this.#loops.has(live.hostId)) return;
    this.#publish(live, news);
    this.#rollouts.hostChanged(live);
    this.#isolation.hostChanged(live, news);
    if (news.what === 'heard') return;
    if (news.what === 'host' || (news.what === 'observed' && news.patch.links)) this.#underlayMoved(live);
    const host = this.#intent.hosts.find(({ id }) => id === live.hostId);
    this.#underlay.hostChanged(live, host?.underlay ?? null);
    this.#statusesSoon();
  }

  /** The inner MTU of a network is that of its smallest underlay: a new fact on one host may concern the others. */
  #underlayMoved(live: HostLive): void {
    const mtu = this.#underlayMtu(this.#intent.hosts.filter((host) => host.id === live.hostId))[live.hostId];
    if (this.#mtus.get(live.hostId) === mtu) return;
    const before = spanMtus(this.#intent, Object.fromEntries(this.#mtus));
    this.#mtus.set(live.hostId, mtu);
    const now = spanMtus(this.#intent, Object.fromEntries(this.#mtus));
    if ([...now].every(([networkId, inner]) => before.get(networkId) === inner)) return;
    this.#compile();
    for (const loop of this.#loops.values()) if (loop.live.hostId !== live.hostId) loop.desiredChanged();
  }

  #publish(live: HostLive, news: HostNews): void {
    const now = Date.now();
    const { observed, ...host } = live;
    this.#meter.host(host, now);
    if (news.what === 'host') this.#hub.publish({ kind: 'host', host: live, now });
    if (news.what === 'state') this.#hub.publish({ kind: 'host-state', host, now });
    if (news.what === 'observed') {
      this.#hub.publish({ kind: 'observed', patch: news.patch, heardAt: live.heardAt, now });
    }
    if (news.what === 'heard' && live.heardAt !== null) this.#heardSoon(live.hostId, live.heardAt);
    const sampledAt = this.#sampled.get(live.hostId)?.at ?? 0;
    if (observed && observed.readAt > sampledAt) {
      this.#counters(live.hostId, observed.readAt, countersOf(observed));
    }
  }

  #heardSoon(hostId: string, heardAt: number): void {
    this.#heard[hostId] = heardAt;
    this.#heardTimer ??= setTimeout(() => {
      this.#heardTimer = null;
      this.#hub.publish({ kind: 'heard', heardAt: this.#heard, now: Date.now() });
      this.#heard = {};
    }, HEARD_PAUSE);
  }

  #counters(hostId: string, at: number, counters: Counters): void {
    const before = this.#sampled.get(hostId);
    if (before && before.at >= at) return;
    this.#sampled.set(hostId, { at, counters });
    const moved = movedCounters(before?.counters ?? {}, counters);
    if (Object.keys(moved).length === 0) return;
    this.#hub.publish({ kind: 'counters', hostId, at, counters: moved, now: Date.now() });
  }

  #retired(live: HostLive, { loop, deadline }: { loop: HostLoop; deadline: number }): void {
    const empty = live.activeRevision === this.#intent.revision;
    if (!empty && live.state === 'ready' && Date.now() < deadline) return;
    this.#retiring.delete(live.hostId);
    void (empty ? loop.release() : Promise.resolve()).then(() => loop.stop());
  }

  #snapshot() {
    return {
      kind: 'snapshot' as const,
      now: Date.now(),
      intent: this.#intent,
      hosts: [...this.#loops.values()].map((loop) => loop.live),
      statuses: this.#board.all(),
      drift: this.drift(),
      carriage: this.#underlay.carriages.all(),
      isolation: capped(this.#isolation.now()),
      proofs: this.#proofs.state(),
      rollouts: this.#rollouts.all(),
    };
  }

  #drifted(hostId: string, items: readonly DriftItem[]): void {
    if (!this.#loops.has(hostId)) return;
    const before = this.#toldDrift.get(hostId) ?? [];
    const known = new Map(before.map((item) => [item.key, JSON.stringify(item)]));
    const set = items.filter((item) => known.get(item.key) !== JSON.stringify(item));
    const present = new Set(items.map(({ key }) => key));
    const gone = before.filter(({ key }) => !present.has(key)).map(({ key }) => key);
    this.#toldDrift.set(hostId, items);
    if (set.length + gone.length > 0) this.#hub.publish({ kind: 'drift', set, gone, now: Date.now() });
  }

  /** Facts age without anybody doing anything. */
  #tick(): void {
    for (const loop of this.#loops.values()) {
      const { hostId, heardAt } = loop.live;
      if (loop.stillHeard()) this.#heardSoon(hostId, loop.live.heardAt ?? heardAt ?? 0);
    }
    this.#statusesSoon();
    this.#isolation.soon();
  }

  #statusesSoon(): void {
    this.#statusTimer ??= setTimeout(() => {
      this.#statusTimer = null;
      this.#publishStatuses();
    }, STATUS_PAUSE);
  }

  #publishStatuses(): void {
    const now = Date.now();
    const hosts = Object.fromEntries(
      [...this.#loops].map(([id, { live, refusals, strays }]) => [id, { ...live, refusals, strays }]),
    );
    const { set, gone } = this.#board.judge({
      intent: this.#intent,
      desired: [...this.#desired.values()],
      hosts,
      carriages: this.#underlay.carriages,
      now,
    });
    if (set.length > 0 || gone.length > 0) this.#hub.publish({ kind: 'statuses', set, gone, now });
  }
}
