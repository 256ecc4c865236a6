import type { Distribution, Figures, HostLive, Run } from './face';

/** Upper bounds in seconds; they reach from one kernel event to a host that takes a minute. */
const BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Counts and times what the controller does, since its start. */
export class Meter {
  readonly #apply = new Times();
  readonly #observation = new Times();
  readonly #fullRead = new Times();
  readonly #runs: Figures['runs'] = { done: 0, failed: 0, unknown: 0 };
  /** When the present revision was taken up, and the hosts that are still to be brought to it. */
  #change: { revision: number; at: number; waiting: Set<string> } | null = null;
  /** By host id: the last run that was counted. */
  readonly #counted = new Map<string, Run['id']>();

  /** A revision was committed (milliseconds since the epoch), and these hosts are to be brought to it. */
  committed(revision: number, at: number, hostIds: readonly string[]): void {
    this.#change = { revision, at, waiting: new Set(hostIds) };
  }

  /** The state of a host as it is told. */
  host(
    { hostId, activeRevision, run }: Pick<HostLive, 'hostId' | 'activeRevision' | 'run'>,
    now: number,
  ): void {
    const change = this.#change;
    if (change && activeRevision === change.revision && change.waiting.delete(hostId)) {
      this.#apply.add(now - change.at);
    }
    if (!run || run.stage === 'pushing' || run.stage === 'reading' || this.#counted.get(hostId) === run.id)
      return;
    this.#counted.set(hostId, run.id);
    this.#runs[run.stage] += 1;
  }

  forget(hostId: string): void {
    this.#counted.delete(hostId);
  }

  /** Milliseconds from a kernel event to the patch that tells of it. */
  observed(ms: number): void {
    this.#observation.add(ms);
  }

  /** Milliseconds that a complete read of a host took. */
  read(ms: number): void {
    this.#fullRead.add(ms);
  }

  figures(): Figures {
    return {
      apply: this.#apply.told(),
      observation: this.#observation.told(),
      fullRead: this.#fullRead.told(),
      runs: { ...this.#runs },
    };
  }
}

class Times {
  readonly #counts = Array.from({ length: BOUNDS.length + 1 }, () => 0);
  #sum = 0;

  add(ms: number): void {
    const seconds = Math.max(0, ms) / 1000;
    const bucket = BOUNDS.findIndex((bound) => seconds <= bound);
    const index = bucket === -1 ? BOUNDS.length : bucket;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#sum += seconds;
  }

  told(): Distribution {
    return { bounds: [...BOUNDS], counts: [...this.#counts], sum: this.#sum };
  }
}
