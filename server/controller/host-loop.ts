import type { Desired } from '../compile/desired';
import type { DriftItem } from '../drift/drift-item';
import { type LedgerRun, NotWrittenDown, type RunEnd } from '../journal/run-ledger';
import type { Counters } from '../live/counters';
import { diffObserved } from '../live/diff-observed';
import { isLearned } from '../live/learned';
import type { ObservedPatch } from '../live/observed-patch';
import type { Finding } from '../model/finding';
import type { DriftPolicy, Host } from '../model/intent';
import { observe } from '../observe/observe';
import type { Observed } from '../observe/observed';
import { ReadError } from '../observe/parse/read-error';
import { deletionsOf, isMuch } from '../plan/deletions';
import type { Plan, Refusal, Stray } from '../plan/plan';
import { plan as planHost } from '../plan/plan-host';
import { undoPlan } from '../plan/undo';
import { callOffStale } from '../push/undo';
import { nextTryMs } from '../ssh/backoff';
import { FENCE_FOLDER, type Fence, fenceSentence } from '../ssh/fence';
import { Fenced, RunnerError } from '../ssh/runner';
import { Bell } from './bell';
import { type DriftDeps, DriftDesk } from './drift-desk';
import type { HostLive, HostState } from './face';
import { type HeldLink, type HostLink, NoLink, type OpenLink } from './host-link';
import { type Attention, HostReader } from './host-reader';
import type { Meter } from './meter';
import { execute, type Ledger } from './run';

/** Milliseconds that one look keeps the counters fast. */
const LOOKED_AT = 30_000;
/** Runs in a row that may leave a difference before the loop takes a breath. */
const ROUNDS = 4;

/** Milliseconds that letting a host go may take. */
const RELEASE_LIMIT = 5_000;
/** Milliseconds until a host must have said who writes to it; it waits itself for a job that runs. */
const CLAIM_LIMIT = 15_000;

/** A run of this many steps is made without listening to the kernel's events. */
const MANY_STEPS = 200;

/** States that time, or another host, may end. */
const TRIED_AGAIN: ReadonlySet<HostState> = new Set(['unreachable', 'cut-off']);

/** Of all hosts: one that is taken out and comes again has a new one. */
let shapes = 0;

function stepsOf(plan: Plan): number {
  return plan.batches.reduce((sum, { steps }) => sum + steps.length, 0);
}

function readFault(error: unknown): string {
  return error instanceof ReadError ? `read-${error.code}` : 'read-failed';
}

/** Routes of the underlay, and what was learned, are for people to see: no plan, drift or refusal comes of these. */
function isOfPlan(patch: ObservedPatch | null, before: Observed): boolean {
  if (patch === null) return false;
  const { routes, ...rest } = patch;
  return !isLearned(rest, before);
}

export type Activity = {
  hostId: string;
  action: 'host.state' | 'run' | 'host.reboot';
  sentence: string;
  outcome: 'done' | 'failed';
};

/** What of a host changed. */
export type HostNews =
  | { what: 'host' }
  /** All but what was observed. */
  | { what: 'state' }
  | { what: 'observed'; patch: ObservedPatch; learned: boolean }
  /** It was read, or gave a sign of life, and is as it was but for the counters. */
  | { what: 'heard' };

export type LoopDeps = DriftDeps & {
  open: OpenLink;
  /** What the host shall have now; null: it is not known yet. */
  desired(hostId: string): Desired | null;
  /** Whether anybody sees what is told. */
  watched(): boolean;
  sampled(hostId: string, at: number, counters: Counters): void;
  tell(live: HostLive, news: HostNews): void;
  record(activity: Activity): void;
  meter: Meter;
  /** As whom the host is written to. */
  fence(revision: number): Fence;
  /** Whether the host must wait, as another one of the same change has no way back yet. */
  held(hostId: string): boolean;
  /** Of a change that is neither kept nor undone: names the undo that is on the host. null: none counts. */
  undoId(hostId: string): string | null;
  ledger: Ledger & { judged(hostId: string, end: RunEnd): void };
  /** A run of an earlier process whose end nobody saw. */
  cut: LedgerRun | null;
};

/**
 * One level-triggered loop for one host: connect, read all, compare, act, read back, rest. What rings the bell
 * (intent, a kernel event, a person, the clock) only says when to look; it never says what to do.
 */
export class HostLoop {
  #host: Host;
  #live: HostLive;
  #link: HostLink | null = null;
  #held: HeldLink | null = null;
  #refusals: readonly Refusal[] = [];
  #strays: readonly Stray[] = [];
  /** What was compared last, with nothing left to do. */
  #settled: { desired: Desired; observed: Observed; policy: DriftPolicy } | null = null;
  #attempt = 0;
  /** Runs in a row that failed or left a difference. */
  #misses = 0;
  #holdUntil = 0;
  /** Whether the host knows us as its writer. */
  #claimed = false;
  /** Why the host turned our last job away. */
  #fenced: Finding | null = null;
  /** Who wrote a later revision to the host than our database knows. */
  #later: Fence | null = null;
  /** Somebody wants what the database says all the same, or little would go by it. */
  #overrules = false;
  #cut: LedgerRun | null;
  #lookedAtUntil = 0;
  #stopping = false;
  #ended: Promise<void> = Promise.resolve();
  readonly #bell = new Bell();
  readonly #reader: HostReader;
  readonly #drift: DriftDesk;
  readonly #deps: LoopDeps;

  constructor(host: Host, deps: LoopDeps) {
    this.#host = host;
    this.#deps = deps;
    this.#cut = deps.cut;
    this.#reader = new HostReader(host.id, { ring: () => this.#bell.ring(), meter: deps.meter });
    this.#drift = new DriftDesk(host.id, deps);
    this.#live = {
      hostId: host.id,
      state: host.hostKey ? 'connecting' : 'unpinned',
      since: Date.now(),
      reason: null,
      nextTryAt: null,
      shownKey: null,
      capabilities: null,
      findings: [],
      observed: null,
      shape: 0,
      heardAt: null,
      activeRevision: null,
      run: null,
    };
  }

  get live(): HostLive {
    return this.#live;
  }

  get refusals(): readonly Refusal[] {
    return this.#refusals;
  }

  get strays(): readonly Stray[] {
    return this.#strays;
  }

  get drift(): readonly DriftItem[] {
    return this.#drift.items;
  }

  get link(): HostLink | null {
    return this.#link;
  }

  /** A connection that has a channel to spare for what is asked beside reads and runs. */
  get spareLink(): HostLink | null {
    return this.#reader.oneChannel ? null : this.#link;
  }

  start(): void {
    this.#ended = this.#run();
  }

  /** Ends the loop and its connection; a batch that was delivered runs to its end on the host. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#bell.ring();
    this.#disconnect();
    this.#drift.repairsEnded();
    await this.#ended;
  }

  /** Intent changed: compare again. */
  desiredChanged(): void {
    this.#misses = 0;
    this.#holdUntil = 0;
    this.#bell.ring();
  }

  /** Puts these items right, and settles when they are, or when a run ended and they are not. */
  repair(keys: readonly string[]): Promise<void> {
    this.#misses = 0;
    this.#holdUntil = 0;
    this.#settled = null;
    const done = this.#drift.repair(keys);
    if (this.#link) this.#bell.ring();
    else this.#drift.repairsEnded();
    return done;
  }

  /** Somebody looks at the host: its counters are sampled fast for a while. */
  look(): void {
    this.#lookedAtUntil = Date.now() + LOOKED_AT;
    this.#bell.ring();
  }

  /** Moves the time until which the picture holds on. @returns whether it moved by so much that it is worth telling */
  stillHeard(): boolean {
    const { observed, heardAt } = this.#live;
    if (!observed || !this.#link || !this.#reader.listening) return false;
    const now = Math.max(observed.readAt, this.#lastHeard());
    if (heardAt !== null && now <= heardAt) return false;
    this.#live = { ...this.#live, heardAt: now };
    return true;
  }

  /** When a host whose changes are all heard of gave its last sign of life, else 0. */
  #lastHeard(): number {
    return this.#link && this.#reader.listening ? this.#link.heardAt() : 0;
  }

  /** Somebody watches now: it may be time to sample. */
  attend(): void {
    this.#bell.ring();
  }

  lookAgain(): void {
    this.#reader.touch();
    this.#bell.ring();
  }

  /** A person asks: no more waiting. */
  retry(): void {
    this.#attempt = 0;
    this.#misses = 0;
    this.#holdUntil = 0;
    this.#live = { ...this.#live, nextTryAt: null };
    if (this.#live.state === 'refused') this.#set({ state: 'connecting', reason: null });
    this.lookAgain();
  }

  /** The host's record changed; where it is reached or trusted in another way, the connection starts anew. */
  hostChanged(host: Host): void {
    const before = this.#host;
    this.#host = host;
    const reach = (h: Host) => JSON.stringify([h.address, h.port, h.user, h.key, h.hostKey, h.jump]);
    if (reach(before) !== reach(host)) {
      this.#disconnect();
      this.#attempt = 0;
      this.#set({
        state: host.hostKey ? 'connecting' : 'unpinned',
        reason: null,
        nextTryAt: null,
        shownKey: null,
        activeRevision: null,
      });
    }
    this.desiredChanged();
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      let rest: number;
      try {
        rest = await this.#turn();
      } catch (error) {
        rest = this.#mishap(error);
      }
      if (!this.#stopping) await this.#bell.rest(rest);
    }
  }

  /** @returns milliseconds until the next look */
  async #turn(): Promise<number> {
    if (this.#host.hostKey === null) return Number.POSITIVE_INFINITY;
    if (this.#live.state === 'refused') return Number.POSITIVE_INFINITY;
    if (!this.#link) {
      const wait = (this.#live.nextTryAt ?? 0) - Date.now();
      if (wait > 0) return wait;
      await this.#connect();
    }
    const link = this.#link;
    if (!link) return 0;
    if (!this.#claimed && this.#holdUntil <= Date.now()) await this.#claim(link);
    const attention = this.#attention();
    const observed = await this.#reader.read(link.runner, this.#live.observed, attention, Date.now());
    if (observed && observed !== this.#live.observed) this.#take(observed);
    await this.#converge(link);
    if (this.#link !== link) return 0;
    await this.#sample(link);
    const rest = this.#reader.restMs(Date.now(), this.#live.observed, this.#attention());
    return Math.min(rest, this.#holdMs());
  }

  async #connect(): Promise<void> {
    this.#holdNothing();
    if (this.#live.state !== 'connecting') this.#set({ state: 'connecting' });
    const host = this.#host;
    const link = await this.#deps.open(host);
    if (this.#stopping || host !== this.#host) {
      link.close();
      return;
    }
    this.#link = link;
    this.#attempt = 0;
    this.#reader.touch();
    void link.closed.then(() => this.#lost(link));
    this.#set({
      state: 'ready',
      reason: null,
      nextTryAt: null,
      shownKey: host.hostKey,
      capabilities: link.capabilities,
      findings: link.findings,
    });
    this.#claimed = false;
    await Promise.all([this.#claim(link), this.#reader.listen(link.runner, link.capabilities.iproute2)]);
  }

  /**
   * From now on the host turns earlier controllers away, also where this one has nothing to change: what it reads
   * next, nobody changes behind it but people.
   */
  async #claim(link: HostLink): Promise<void> {
    const { id } = this.#host;
    const desired = this.#deps.desired(id);
    if (!desired) return;
    const fence = { ...this.#deps.fence(desired.revision), overrules: this.#overrules };
    try {
      const sections = [callOffStale(this.#deps.undoId(id))];
      await link.runner.run({ sections, timeoutMs: CLAIM_LIMIT, fence });
      this.#claimed = true;
      this.#later = null;
      this.#overrules = false;
      if (this.#fenced) {
        this.#fenced = null;
        this.#set({ reason: null });
      }
    } catch (error) {
      if (!(error instanceof Fenced)) throw error;
      this.#claimed = error.refusal.why === 'older-revision';
      if (!this.#claimed) this.#turnedAway(error);
    }
  }

  #lost(link: HostLink): void {
    if (this.#link !== link) return;
    this.#link = null;
    this.#reader.unlisten();
    this.#connectionLost(link.lost?.() ?? null);
  }

  #connectionLost(why: NoLink | null): void {
    if (this.#stopping) return;
    const finding: Finding = {
      code: 'connection-lost',
      severity: 'error',
      sentence: `the SSH connection to ${this.#host.name} ended`,
      remedy: null,
    };
    this.#away(why?.state ?? 'unreachable', why?.finding ?? finding, null);
    this.#bell.ring();
  }

  /** Keeps a connection for what is behind the host; when it goes, it is tried again. */
  #hold(held: HeldLink | null): void {
    this.#held = held;
    void held?.closed.then(() => {
      if (this.#held !== held) return;
      this.#held = null;
      this.#connectionLost(null);
    });
  }

  #holdNothing(): void {
    const held = this.#held;
    this.#held = null;
    held?.close();
  }

  #disconnect(): void {
    const link = this.#link;
    this.#link = null;
    this.#holdNothing();
    this.#reader.unlisten();
    link?.close();
  }

  #take(observed: Observed): void {
    const before = this.#live.observed;
    if (before && before.bootId !== observed.bootId) {
      this.#deps.record({
        hostId: this.#host.id,
        action: 'host.reboot',
        sentence: `${this.#host.name} was restarted: it is built again`,
        outcome: 'done',
      });
    }
    const change = this.#observed({ observed, reason: this.#fenced });
    if (before && this.#settled?.observed === before && !isOfPlan(change, before)) {
      this.#settled = { ...this.#settled, observed };
    }
    this.#reader.told();
  }

  async #sample(link: HostLink): Promise<void> {
    const { observed } = this.#live;
    if (!observed) return;
    const sample = await this.#reader.sample(link.runner, observed, this.#attention(), Date.now());
    if (sample) this.#deps.sampled(this.#host.id, sample.at, sample.counters);
  }

  #attention(): Attention {
    if (!this.#deps.watched()) return 'nobody';
    return Date.now() < this.#lookedAtUntil ? 'this host' : 'somebody';
  }

  /** Milliseconds until a run that failed may be tried again. */
  #holdMs(): number {
    return this.#misses > 0 || !this.#claimed
      ? Math.max(0, this.#holdUntil - Date.now())
      : Number.POSITIVE_INFINITY;
  }

  /** Compares and acts until nothing differs but drift that is only reported. */
  async #converge(link: HostLink): Promise<void> {
    for (let round = 0; ; round++) {
      const desired = this.#deps.desired(this.#host.id);
      const observed = this.#live.observed;
      if (!desired || !observed) return;
      const policy = this.#deps.intent().drift;
      if (this.#isSettled(desired, observed, policy)) return;
      const scope = this.#drift.scope(desired, observed);
      const isolate = this.#misses > 0;
      const plan = planHost(desired, observed, scope === null ? { isolate } : { isolate, only: scope });
      this.#refusals = plan.refusals;
      this.#strays = plan.strays;
      this.#drift.settle(desired, observed, plan);
      this.#judgeCut(plan);
      if (this.#later) this.#judgeOlder(this.#later, plan, observed);
      if (plan.batches.length === 0) {
        this.#misses = 0;
        this.#settled = { desired, observed, policy };
        this.#drift.repairsEnded();
        if (this.#live.activeRevision !== desired.revision) this.#set({ activeRevision: desired.revision });
        return;
      }
      if (this.#stopping) return;
      if (this.#holdUntil > Date.now() || !this.#claimed || this.#deps.held(this.#host.id)) {
        if (this.#live.activeRevision !== null) this.#set({ activeRevision: null });
        return;
      }
      const good = await this.#act(link, plan);
      if (!good || round + 1 >= ROUNDS) {
        this.#misses += 1;
        this.#holdUntil = Date.now() + nextTryMs(this.#misses);
        if (this.#misses > 1) this.#reader.touch();
        this.#drift.repairsEnded();
        return;
      }
      if (this.#link !== link) return;
    }
  }

  /** The database was restored from an older backup. Where little would go by it, it counts; else a person says so. */
  #judgeOlder(later: Fence, plan: Plan, observed: Observed): void {
    const gone = deletionsOf(plan, observed, later.fabric);
    if (this.#overrules) return;
    if (!isMuch(gone)) {
      this.consent();
      return;
    }
    const { name } = this.#host;
    const reason: Finding = {
      code: 'older-database',
      severity: 'error',
      sentence: `revision ${later.revision} was written to ${name}, and the database here knows revision ${plan.revision} alone, as after an older backup was restored. By it ${gone.count} of the ${gone.of} devices and namespaces of ours that run there would be deleted: nothing is changed`,
      remedy: `overlane host consent ${name}`,
    };
    if (this.#live.reason?.sentence === reason.sentence) return;
    this.#fenced = reason;
    this.#set({ reason });
  }

  /** What the database says counts, although the host has a later revision. @returns whether anything waited for it */
  consent(): boolean {
    if (!this.#later) return false;
    this.#overrules = true;
    this.#misses = 0;
    this.#holdUntil = 0;
    this.#bell.ring();
    return true;
  }

  #isSettled(desired: Desired, observed: Observed, policy: DriftPolicy): boolean {
    const last = this.#settled;
    return last?.desired === desired && last.observed === observed && last.policy === policy;
  }

  /** What bringing the host to this would do now; null where it was not read yet. */
  preview(desired: Desired): Plan | null {
    const { observed } = this.#live;
    if (!observed) return null;
    const scope = this.#drift.scope(desired, observed);
    return planHost(desired, observed, scope === null ? { isolate: false } : { isolate: false, only: scope });
  }

  /** What takes back what bringing the host to `wanted` would do now; null where it was not read yet. */
  undo(before: Desired, wanted: Desired): Plan | null {
    const { observed } = this.#live;
    const forward = this.preview(wanted);
    if (!observed || !forward) return null;
    return undoPlan(before, observed, forward, new Set(this.#drift.items.map(({ key }) => key)));
  }

  /** Reads the host anew in another way than the loop does. @returns steps that are left to do */
  async leftOver(runner: HostLink['runner']): Promise<number | null> {
    const desired = this.#deps.desired(this.#host.id);
    if (!desired) return null;
    const observed = await observe(runner, this.#host.id);
    const scope = this.#drift.scope(desired, observed);
    return stepsOf(planHost(desired, observed, { isolate: false, ...(scope && { only: scope }) }));
  }

  /** Runs the plan and takes over what was read back. @returns whether every step was reached */
  async #act(link: HostLink, plan: Plan): Promise<boolean> {
    const before = this.#live.observed;
    if (!before) return false;
    // Thousands of events of our own cost the host and the controller a fifth of the run, and the read-back tells all.
    const deaf = this.#reader.listening && stepsOf(plan) >= MANY_STEPS;
    if (deaf) this.#reader.unlisten();
    const fence = this.#deps.fence(plan.revision);
    const execution = { runner: link.runner, plan, before, fence, ledger: this.#deps.ledger };
    const outcome = await execute(execution, (run) => this.#set({ run, activeRevision: null }));
    if (outcome.observed) this.#observed({ observed: outcome.observed, run: outcome.run });
    else this.#set({ run: outcome.run });
    if (!outcome.observed) this.#reader.touch();
    const failed = outcome.run.stage !== 'done';
    this.#deps.record({
      hostId: this.#host.id,
      action: 'run',
      sentence: failed
        ? `${this.#host.name}: ${outcome.run.reached} of ${outcome.run.steps} steps of revision ${plan.revision}: ${outcome.run.errors.join('; ')}`
        : `${this.#host.name}: ${outcome.run.steps} steps of revision ${plan.revision} were made and read back`,
      outcome: failed ? 'failed' : 'done',
    });
    if (outcome.fault) throw outcome.fault;
    // What others changed meanwhile is for a complete read, which this asks for.
    if (deaf && this.#link === link) await this.#reader.listen(link.runner, link.capabilities.iproute2);
    return !failed;
  }

  /** What an earlier process was at when it ended: now that the host was read, it is known what came of it. */
  #judgeCut(plan: Plan): void {
    const cut = this.#cut;
    if (!cut) return;
    this.#cut = null;
    const left = stepsOf(plan);
    const { name, id: hostId } = this.#host;
    this.#deps.ledger.judged(hostId, {
      stage: left === 0 ? 'done' : 'resumed',
      reached: Math.max(0, cut.steps - left),
    });
    this.#deps.record({
      hostId,
      action: 'run',
      sentence: `${name}: the controller ended in the middle of ${cut.steps} steps of revision ${cut.revision}: ${
        left === 0 ? 'read back, all of them stand' : `read back, ${left} steps are left and follow now`
      }`,
      outcome: 'done',
    });
  }

  /** The host is another's to write to now. */
  async release(): Promise<void> {
    const link = this.#link;
    if (!link || this.#fenced) return;
    const fence = this.#deps.fence(this.#live.activeRevision ?? 0);
    const remove = {
      name: 'release',
      argv: ['rm', '-f', `${FENCE_FOLDER}/writer`],
      onFailure: 'stop' as const,
    };
    await link.runner.run({ sections: [remove], timeoutMs: RELEASE_LIMIT, fence }).catch((error: unknown) => {
      if (!(error instanceof RunnerError)) throw error;
    });
  }

  #turnedAway({ refusal }: Fenced): number {
    const { sentence, remedy } = fenceSentence(refusal);
    const passing = refusal.why === 'busy' || refusal.why === 'older-revision';
    if (!passing) this.#claimed = false;
    this.#later = refusal.why === 'older-database' ? refusal.holder : null;
    if (this.#later && this.#fenced?.code === 'older-database') return this.#putOff();
    this.#fenced = passing ? null : { code: 'fenced', severity: 'error', sentence, remedy };
    const rest = this.#putOff();
    this.#drift.repairsEnded();
    this.#set({ reason: { code: 'fenced', severity: 'error', sentence, remedy }, activeRevision: null });
    return rest;
  }

  /** @returns milliseconds until it may be tried again */
  #putOff(): number {
    this.#misses += 1;
    const rest = nextTryMs(this.#misses);
    this.#holdUntil = Date.now() + rest;
    return rest;
  }

  /** @returns milliseconds until the next look */
  #mishap(error: unknown): number {
    if (this.#stopping) return 0;
    if (error instanceof Fenced) return this.#turnedAway(error);
    if (error instanceof NoLink) {
      this.#hold(error.held);
      this.#away(error.state, error.finding, error.shownKey);
    } else if (error instanceof RunnerError && error.fault !== 'timeout' && error.fault !== 'bad-answer') {
      if (error.fault === 'not-connected' && this.#reader.listening) this.#reader.giveUpMonitor();
      const why = this.#link?.lost?.() ?? null;
      this.#disconnect();
      const finding: Finding = {
        code: error.fault,
        severity: 'error',
        sentence: error.message,
        remedy: null,
      };
      this.#away(why?.state ?? 'unreachable', why?.finding ?? finding, null);
    } else {
      // The host answers, but not as it should: what was known stays, and its age tells.
      this.#misses += 1;
      this.#reader.touch();
      const code = error instanceof NotWrittenDown ? 'not-written-down' : readFault(error);
      const sentence = error instanceof Error ? error.message : String(error);
      this.#set({ reason: { code, severity: 'error', sentence, remedy: null }, activeRevision: null });
      return nextTryMs(this.#misses);
    }
    return Math.max(0, (this.#live.nextTryAt ?? Date.now()) - Date.now());
  }

  #away(state: HostState, reason: Finding, shownKey: string | null): void {
    this.#drift.repairsEnded();
    this.#attempt += 1;
    this.#set({
      state,
      reason,
      shownKey: shownKey ?? this.#live.shownKey,
      nextTryAt: TRIED_AGAIN.has(state) ? Date.now() + nextTryMs(this.#attempt) : null,
    });
  }

  #observed(
    patch: Partial<HostLive> & { observed: NonNullable<HostLive['observed']> },
  ): ObservedPatch | null {
    const before = this.#live;
    // A targeted read keeps the time of the complete read before it, and is a sign of life of its own.
    const heardAt = Math.max(before.heardAt ?? 0, patch.observed.readAt, this.#lastHeard());
    if (!before.observed) {
      this.#live = { ...before, ...patch, shape: ++shapes, heardAt };
      this.#deps.tell(this.#live, { what: 'host' });
      return null;
    }
    const change = diffObserved(before.observed, patch.observed);
    const rest = patch.run !== undefined || (patch.reason !== undefined && patch.reason !== before.reason);
    const shape = isOfPlan(change, before.observed) ? ++shapes : before.shape;
    this.#live = { ...before, ...patch, shape, heardAt };
    if (change) {
      const learned = isLearned(change, before.observed);
      this.#deps.tell(this.#live, { what: 'observed', patch: change, learned });
    }
    if (rest) this.#deps.tell(this.#live, { what: 'state' });
    if (!change && !rest) this.#deps.tell(this.#live, { what: 'heard' });
    return change;
  }

  #set(patch: Partial<Omit<HostLive, 'observed'>>): void {
    const before = this.#live;
    const moved = patch.state !== undefined && patch.state !== before.state;
    this.#live = { ...before, ...patch, ...(moved ? { since: Date.now() } : {}) };
    if (moved && patch.state !== 'connecting') this.#recordState(before.state);
    this.#deps.tell(this.#live, { what: 'state' });
  }

  #recordState(before: HostState): void {
    const { state, reason } = this.#live;
    this.#deps.record({
      hostId: this.#host.id,
      action: 'host.state',
      sentence: `${this.#host.name} is ${state}${reason ? `: ${reason.sentence}` : ''} (was ${before})`,
      outcome: state === 'ready' ? 'done' : 'failed',
    });
  }
}
