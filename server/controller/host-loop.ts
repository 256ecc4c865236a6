import type { Desired } from '../compile/desired';
import type { DriftItem } from '../drift/drift-item';
import { driftOf } from '../drift/drift-of';
import { diffObserved } from '../live/diff-observed';
import type { ObservedPatch } from '../live/observed-patch';
import type { Finding } from '../model/finding';
import type { Host, Intent } from '../model/intent';
import { observe } from '../observe/observe';
import type { Observed } from '../observe/observed';
import { ReadError } from '../observe/parse/read-error';
import { watchKernel } from '../observe/watch';
import type { Plan, Refusal } from '../plan/plan';
import { plan as planHost } from '../plan/plan-host';
import type { Scope } from '../plan/scope';
import { nextTryMs } from '../ssh/backoff';
import { RunnerError, type RunningStream } from '../ssh/runner';
import { type Applied, digests } from './applied';
import { Bell } from './bell';
import type { HostLive, HostState } from './face';
import { type HostLink, NoLink, type OpenLink } from './host-link';
import type { Meter } from './meter';
import { execute } from './run';

/** Milliseconds between two looks at a host that says nothing by itself. */
const POLL = 5_000;
/** Milliseconds that one look keeps the counters fast. */
const LOOKED_AT = 30_000;
/** Runs in a row that may leave a difference before the loop takes a breath. */
const ROUNDS = 4;

/** A run of this many steps is made without listening to the kernel's events. */
const MANY_STEPS = 200;

function stepsOf(plan: Plan): number {
  return plan.batches.reduce((sum, { steps }) => sum + steps.length, 0);
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
  | { what: 'observed'; patch: ObservedPatch }
  /** It was read, or gave a sign of life, and is as it was but for the counters. */
  | { what: 'heard' };

export type LoopDeps = {
  open: OpenLink;
  /** What the host shall have now; null: it is not known yet. */
  desired(hostId: string): Desired | null;
  intent(): Intent;
  /** What was made on the host and read back by an earlier process. */
  applied: Applied | null;
  saveApplied(hostId: string, applied: Applied): void;
  drifted(hostId: string, items: readonly DriftItem[]): void;
  tell(live: HostLive, news: HostNews): void;
  record(activity: Activity): void;
  meter: Meter;
};

/**
 * One level-triggered loop for one host: connect, read all, compare, act, read back, rest. What rings the bell
 * (intent, a kernel event, a person, the clock) only says when to look; it never says what to do.
 */
export class HostLoop {
  #host: Host;
  #live: HostLive;
  #link: HostLink | null = null;
  #monitor: RunningStream | null = null;
  #refusals: Refusal[] = [];
  #applied: Applied | null;
  #drift: readonly DriftItem[] = [];
  /** Keys of drift that somebody asked to have put right. */
  readonly #repairs = new Set<string>();
  #mustRead = true;
  /** When the kernel first told of what was not read yet, on the clock of `performance`. */
  #hintedAt: number | null = null;
  /** A host that takes one channel at a time (sshd MaxSessions 1) has none to spare for a monitor. */
  #oneChannel = false;
  #attempt = 0;
  #repaired: { keys: readonly string[]; resolve(): void }[] = [];
  /** Runs in a row that failed or left a difference. */
  #misses = 0;
  #holdUntil = 0;
  #lookedAtUntil = 0;
  #stopping = false;
  #ended: Promise<void> = Promise.resolve();
  readonly #bell = new Bell();
  readonly #deps: LoopDeps;

  constructor(host: Host, deps: LoopDeps) {
    this.#host = host;
    this.#deps = deps;
    this.#applied = deps.applied;
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

  get drift(): readonly DriftItem[] {
    return this.#drift;
  }

  get link(): HostLink | null {
    return this.#link;
  }

  start(): void {
    this.#ended = this.#run();
  }

  /** Ends the loop and its connection; a batch that was delivered runs to its end on the host. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#bell.ring();
    this.#disconnect();
    this.#repairsEnded();
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
    for (const key of keys) this.#repairs.add(key);
    this.#misses = 0;
    this.#holdUntil = 0;
    const done = new Promise<void>((resolve) => {
      this.#repaired.push({ keys, resolve });
    });
    this.lookAgain();
    return done;
  }

  /** Somebody looks at the host: its counters are sampled fast for a while. */
  look(): void {
    this.#lookedAtUntil = Date.now() + LOOKED_AT;
    this.#bell.ring();
  }

  lookAgain(): void {
    this.#mustRead = true;
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
    const reach = (h: Host) => JSON.stringify([h.address, h.port, h.user, h.key, h.hostKey]);
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
    const age = Date.now() - (this.#live.observed?.readAt ?? 0);
    if (this.#mustRead || age >= POLL) await this.#read(link);
    return this.#converge(link);
  }

  async #connect(): Promise<void> {
    if (this.#live.state !== 'connecting') this.#set({ state: 'connecting' });
    const host = this.#host;
    const link = await this.#deps.open(host);
    if (this.#stopping || host !== this.#host) {
      link.close();
      return;
    }
    this.#link = link;
    this.#attempt = 0;
    this.#mustRead = true;
    void link.closed.then(() => this.#lost(link));
    this.#set({
      state: 'ready',
      reason: null,
      nextTryAt: null,
      shownKey: host.hostKey,
      capabilities: link.capabilities,
      findings: link.findings,
    });
    await this.#listen(link);
  }

  /** From now on the kernel's events say when to look. What happened before is for a read to show. */
  async #listen(link: HostLink): Promise<void> {
    if (this.#oneChannel) return;
    this.#monitor = await watchKernel(link.runner, {
      onHint: () => {
        this.#hintedAt ??= performance.now();
        this.lookAgain();
      },
      // Its end means that events may have been missed: look, and go on at the pace of the clock.
      onEnd: () => this.lookAgain(),
    });
  }

  #lost(link: HostLink): void {
    if (this.#link !== link) return;
    this.#link = null;
    this.#monitor = null;
    if (this.#stopping) return;
    const finding: Finding = {
      code: 'connection-lost',
      severity: 'error',
      sentence: `the SSH connection to ${this.#host.name} ended`,
      remedy: null,
    };
    this.#away('unreachable', finding, null);
    this.#bell.ring();
  }

  #unlisten(): void {
    this.#monitor?.close();
    this.#monitor = null;
  }

  #disconnect(): void {
    const link = this.#link;
    this.#link = null;
    this.#unlisten();
    link?.close();
  }

  async #read(link: HostLink): Promise<void> {
    // Cleared before the read: a hint that comes while it runs asks for another one.
    this.#mustRead = false;
    const hintedAt = this.#hintedAt;
    this.#hintedAt = null;
    const began = performance.now();
    const known = this.#live.observed?.namespaces.map((namespace) => namespace.name) ?? [];
    const observed = await observe(link.runner, this.#host.id, Date.now, known);
    const before = this.#live.observed;
    if (before && before.bootId !== observed.bootId) {
      this.#deps.record({
        hostId: this.#host.id,
        action: 'host.reboot',
        sentence: `${this.#host.name} was restarted: it is built again`,
        outcome: 'done',
      });
    }
    this.#observed({ observed, reason: null });
    this.#deps.meter.read(performance.now() - began);
    if (hintedAt !== null) this.#deps.meter.observed(performance.now() - hintedAt);
  }

  /** Compares and acts until nothing differs but drift that is only reported. @returns milliseconds until the next look */
  async #converge(link: HostLink): Promise<number> {
    for (let round = 0; ; round++) {
      const desired = this.#deps.desired(this.#host.id);
      const observed = this.#live.observed;
      if (!desired || !observed) return POLL;
      const wanted = digests(desired);
      const scope = this.#scope(wanted, observed);
      const isolate = this.#misses > 0;
      const plan = planHost(desired, observed, scope === null ? { isolate } : { isolate, only: scope });
      this.#refusals = plan.refusals;
      this.#settle(desired, observed, wanted, plan);
      if (plan.batches.length === 0) {
        this.#misses = 0;
        this.#repairsEnded();
        if (this.#live.activeRevision !== desired.revision) this.#set({ activeRevision: desired.revision });
        return this.#mustRead ? 0 : POLL;
      }
      if (this.#stopping) return 0;
      const hold = this.#holdUntil - Date.now();
      if (hold > 0) {
        if (this.#live.activeRevision !== null) this.#set({ activeRevision: null });
        return Math.min(hold, POLL);
      }
      const good = await this.#act(link, plan);
      if (!good || round + 1 >= ROUNDS) {
        this.#misses += 1;
        this.#holdUntil = Date.now() + nextTryMs(this.#misses);
        if (this.#misses > 1) this.#mustRead = true;
        this.#repairsEnded();
      }
      if (this.#link !== link) return 0;
    }
  }

  /** What bringing the host to this would do now; null where it was not read yet. */
  preview(desired: Desired): Plan | null {
    const { observed } = this.#live;
    if (!observed) return null;
    const scope = this.#scope(digests(desired), observed);
    return planHost(desired, observed, scope === null ? { isolate: false } : { isolate: false, only: scope });
  }

  /** What a run may touch now; null: everything. */
  #scope(wanted: ReadonlyMap<string, string>, observed: Observed): Scope | null {
    const applied = this.#applied;
    const intent = this.#deps.intent();
    if (intent.drift === 'repair' || applied?.bootId !== observed.bootId) return null;
    const tenants = new Set<string>();
    for (const [tenantId, digest] of wanted) if (applied.tenants[tenantId] !== digest) tenants.add(tenantId);
    return { tenants, items: this.#drift.filter(({ key }) => this.#repairs.has(key)) };
  }

  /** Tenants with nothing left to do are settled: what differs in these from now on is drift. */
  #settle(desired: Desired, observed: Observed, wanted: ReadonlyMap<string, string>, plan: Plan): void {
    const before = this.#applied?.bootId === observed.bootId ? this.#applied.tenants : {};
    const busy = new Set<string | null>();
    for (const { steps } of plan.batches) for (const { tenantId } of steps) busy.add(tenantId);
    for (const { tenantId } of plan.refusals) busy.add(tenantId);
    const tenants: Record<string, string> = {};
    for (const [tenantId, digest] of wanted) {
      if (!busy.has(tenantId) || before[tenantId] === digest) tenants[tenantId] = digest;
    }
    const applied = { bootId: observed.bootId, tenants };
    if (JSON.stringify(applied) !== JSON.stringify(this.#applied)) {
      this.#applied = applied;
      this.#deps.saveApplied(this.#host.id, applied);
    }
    this.#drift = driftOf({
      intent: this.#deps.intent(),
      desired,
      observed,
      settled: new Set(Object.keys(tenants)),
      refusals: plan.refusals,
      before: this.#drift,
      now: Date.now(),
    });
    this.#deps.drifted(this.#host.id, this.#drift);
  }

  #repairsEnded(): void {
    this.#repairs.clear();
    for (const { resolve } of this.#repaired.splice(0)) resolve();
  }

  /** Runs the plan and takes over what was read back. @returns whether every step was reached */
  async #act(link: HostLink, plan: Plan): Promise<boolean> {
    const before = this.#live.observed;
    if (!before) return false;
    // Thousands of events of our own cost the host and the controller a fifth of the run, and the read-back tells all.
    const deaf = this.#monitor !== null && stepsOf(plan) >= MANY_STEPS;
    if (deaf) this.#unlisten();
    const outcome = await execute(link.runner, plan, before, (run) =>
      this.#set({ run, activeRevision: null }),
    );
    if (outcome.observed) this.#observed({ observed: outcome.observed, run: outcome.run });
    else this.#set({ run: outcome.run });
    if (!outcome.observed) this.#mustRead = true;
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
    if (deaf && this.#link === link) {
      await this.#listen(link);
      // What others changed meanwhile.
      this.#mustRead = true;
    }
    return !failed;
  }

  /** @returns milliseconds until the next look */
  #mishap(error: unknown): number {
    if (this.#stopping) return 0;
    if (error instanceof NoLink) {
      this.#away(error.state, error.finding, error.shownKey);
    } else if (error instanceof RunnerError && error.fault !== 'timeout' && error.fault !== 'bad-answer') {
      if (error.fault === 'not-connected' && this.#monitor) this.#oneChannel = true;
      this.#disconnect();
      const code = error.fault;
      this.#away('unreachable', { code, severity: 'error', sentence: error.message, remedy: null }, null);
    } else {
      // The host answers, but not as it should: what was known stays, and its age tells.
      this.#misses += 1;
      this.#mustRead = true;
      const code = error instanceof ReadError ? `read-${error.code}` : 'read-failed';
      const sentence = error instanceof Error ? error.message : String(error);
      this.#set({ reason: { code, severity: 'error', sentence, remedy: null }, activeRevision: null });
      return nextTryMs(this.#misses);
    }
    return Math.max(0, (this.#live.nextTryAt ?? Date.now()) - Date.now());
  }

  #away(state: HostState, reason: Finding, shownKey: string | null): void {
    this.#repairsEnded();
    this.#attempt += 1;
    this.#set({
      state,
      reason,
      shownKey: shownKey ?? this.#live.shownKey,
      nextTryAt: state === 'unreachable' ? Date.now() + nextTryMs(this.#attempt) : null,
    });
  }

  #observed(patch: Partial<HostLive> & { observed: NonNullable<HostLive['observed']> }): void {
    const before = this.#live;
    const heardAt = patch.observed.readAt;
    if (!before.observed) {
      this.#live = { ...before, ...patch, heardAt };
      this.#deps.tell(this.#live, { what: 'host' });
      return;
    }
    const change = diffObserved(before.observed, patch.observed);
    const rest = patch.run !== undefined || (patch.reason !== undefined && patch.reason !== before.reason);
    this.#live = { ...before, ...patch, heardAt };
    if (change) this.#deps.tell(this.#live, { what: 'observed', patch: change });
    if (rest) this.#deps.tell(this.#live, { what: 'state' });
    if (!change && !rest) this.#deps.tell(this.#live, { what: 'heard' });
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
