import type { Desired } from '../compile/desired';
import { type Proof, type ProofSummary, summaryOf } from '../diagnose/proof/proof';
import { INSIDES_AT_ONCE, proofPlan } from '../diagnose/proof/proof-plan';
import { proofVerdict } from '../diagnose/proof/proof-verdict';
import type { Intent } from '../model/intent';
import type { Observed } from '../observe/observed';
import type { ProofEvent } from '../probe/proof-event';
import { type ProveHost, prove } from '../probe/prove';
import type { ProofState } from './face';
import type { HostLink } from './host-link';
import { nextProofAt } from './proof-schedule';

/** Channels of a connection that are left to its other work: a monitor, a read or a run, what is sent, a witness outside. */
const OTHER_CHANNELS = 4;
/** Milliseconds after which a run that came to nothing is tried again, where the schedule asks for one. */
const TRY_AGAIN = 600_000;

/** What lasts longer than a process. */
export type ProofKeeping = {
  last: ProofSummary | null;
  everyHours: number;
  keep(found: Omit<Proof, 'id'>): Promise<Proof>;
};

export type ProofDeskDeps = ProofKeeping & {
  intent(): Intent;
  desired(): ReadonlyMap<string, Desired>;
  observed(hostId: string): Observed | null;
  /** null: no connection, or none with channels to spare. */
  link(hostId: string): HostLink | null;
  /** What isolation is computed to be now. */
  computed(): Proof['verdict'];
  tell(state: ProofState): void;
};

/** Proves by marked packets that tenants are apart: when somebody asks, and by a schedule; one run at a time. */
export class ProofDesk {
  readonly #deps: ProofDeskDeps;
  readonly #startedAt = Date.now();
  #last: ProofSummary | null;
  #everyHours: number;
  #running: ProofState['running'] = null;
  #timer: NodeJS.Timeout | null = null;
  /** Milliseconds since the epoch: after a run that came to nothing. */
  #notBefore = 0;
  readonly #stopping = new AbortController();

  constructor(deps: ProofDeskDeps) {
    this.#deps = deps;
    this.#last = deps.last;
    this.#everyHours = deps.everyHours;
  }

  start(): void {
    this.#wind();
  }

  stop(): void {
    this.#stopping.abort();
    if (this.#timer) clearTimeout(this.#timer);
  }

  state(): ProofState {
    const nextAt = nextProofAt(this.#everyHours, this.#last?.startedAt ?? null, this.#startedAt);
    return { last: this.#last, running: this.#running, everyHours: this.#everyHours, nextAt };
  }

  setEveryHours(hours: number): void {
    this.#everyHours = hours;
    this.#wind();
    this.#deps.tell(this.state());
  }

  async *prove(by: string | null, signal: AbortSignal): AsyncGenerator<ProofEvent> {
    if (this.#running) {
      yield { kind: 'end', proof: null, error: 'A proof runs already: its result comes to every page.' };
      return;
    }
    this.#running = { since: Date.now(), by };
    this.#deps.tell(this.state());
    try {
      yield* this.#run(by, AbortSignal.any([signal, this.#stopping.signal]));
    } finally {
      this.#running = null;
      this.#wind();
      if (!this.#stopping.signal.aborted) this.#deps.tell(this.state());
    }
  }

  async *#run(by: string | null, signal: AbortSignal): AsyncGenerator<ProofEvent> {
    const startedAt = Date.now();
    const intent = this.#deps.intent();
    const observed = new Map(
      intent.hosts.flatMap(({ id }) => {
        const known = this.#deps.observed(id);
        return known ? [[id, known] as const] : [];
      }),
    );
    const scene = {
      intent,
      desired: this.#deps.desired(),
      observed,
      whyNot: (hostId: string) => (observed.has(hostId) ? this.#whyNot(hostId) : NEVER_READ),
    };
    const plan = proofPlan(scene, this.#last?.id ?? 0);
    const { hosts, tenants, seats } = plan;
    yield {
      kind: 'begin',
      at: startedAt,
      hosts: hosts.filter(({ why }) => why === null).length,
      tenants: tenants.length,
      endpoints: seats.length,
    };
    for await (const event of prove(plan, (hostId) => this.#host(hostId), signal)) {
      if (event.kind === 'progress') {
        yield event;
        continue;
      }
      if (signal.aborted) break;
      const computed = this.#deps.computed();
      const found = { startedAt, endedAt: Date.now(), by, computed, ...proofVerdict(plan, event.evidence) };
      const proof = await this.#deps.keep(found);
      this.#last = summaryOf(proof);
      yield { kind: 'end', proof, error: null };
      return;
    }
    yield { kind: 'end', proof: null, error: 'The proof was stopped before its end.' };
  }

  #whyNot(hostId: string): string | null {
    const host = this.#host(hostId);
    return 'sentence' in host ? host.sentence : null;
  }

  #host(hostId: string): ProveHost | { sentence: string } {
    const link = this.#deps.link(hostId);
    if (!link)
      return { sentence: 'there is no connection to it, or none that takes several channels at once' };
    if (!link.capabilities.ping) return { sentence: 'it has no ping (iputils-ping)' };
    if (!link.capabilities.tcpdump) return { sentence: 'it has no tcpdump' };
    const limit = link.channels();
    const insides = limit === null ? INSIDES_AT_ONCE : Math.min(INSIDES_AT_ONCE, limit - OTHER_CHANNELS);
    return { runner: link.runner, insides: Math.max(0, insides) };
  }

  /** Sets the clock for the next run. */
  #wind(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const { nextAt } = this.state();
    if (nextAt === null || this.#stopping.signal.aborted) return;
    this.#timer = setTimeout(
      () => void this.#inTime(),
      Math.max(0, Math.max(nextAt, this.#notBefore) - Date.now()),
    );
    this.#timer.unref();
  }

  async #inTime(): Promise<void> {
    // Somebody runs one now; when it ends the clock is set anew.
    if (this.#running) return;
    this.#notBefore = Date.now() + TRY_AGAIN;
    try {
      for await (const event of this.prove(null, this.#stopping.signal)) {
        if (event.kind === 'end' && event.error) console.error(`overlane: ${event.error}`);
      }
    } catch (error) {
      console.error('overlane: isolation could not be proven:', error);
    }
  }
}

const NEVER_READ = 'it was never read';
