import type { Intent } from '../model/intent';
import { type MatrixSeats, matrixSeats } from '../model/matrix-seats';
import type { MatrixEvent, MatrixRequest, MatrixResult } from '../probe/matrix-event';
import { withCell } from '../probe/matrix-result';
import type { MatrixPlan } from './face';

/** Packets for each pair: one in ten that is lost is seen over a few rounds. */
const COUNT = 3;
const MINUTE = 60_000;
/** Milliseconds between the end of one and the start of the next, however many are due. */
const PAUSE = 2_000;

export type RoundsStore = {
  /** What was planned before this start. */
  plans: readonly MatrixPlan[];
  /** When a network's matrix ran last, whoever started it, in milliseconds since the epoch. */
  lastAt(networkId: string): Promise<number | null>;
  save(networkId: string, everyMinutes: number | null): Promise<void>;
  keep(of: MatrixSeats, result: MatrixResult): Promise<void>;
};

export type MatrixRoundsDeps = RoundsStore & {
  intent(): Intent;
  /** Bounded more than what a person starts. */
  matrix(request: MatrixRequest, signal: AbortSignal): AsyncIterable<MatrixEvent>;
};

type Slot = MatrixPlan & { dueAt: number };

/**
 * Repeats matrices of networks: one at a time over the whole fabric, the longest due first. After a start those that are
 * due do not come at once, but spread over their interval.
 */
export class MatrixRounds {
  readonly #slots = new Map<string, Slot>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  /** That nothing starts before, milliseconds since the epoch. */
  #notBefore = 0;
  readonly #abort = new AbortController();
  readonly #deps: MatrixRoundsDeps;

  constructor(deps: MatrixRoundsDeps) {
    this.#deps = deps;
  }

  async begin(): Promise<void> {
    const { plans } = this.#deps;
    const now = Date.now();
    const last = await Promise.all(plans.map(({ networkId }) => this.#deps.lastAt(networkId)));
    for (const [i, plan] of plans.entries()) {
      if (this.#slots.has(plan.networkId)) continue;
      const every = plan.everyMinutes * MINUTE;
      const spread = now + (every * (i + 1)) / (plans.length + 1);
      const regular = (last[i] ?? 0) + every;
      this.#slots.set(plan.networkId, { ...plan, dueAt: regular > now ? regular : spread });
    }
    this.#schedule();
  }

  plans(): MatrixPlan[] {
    return [...this.#slots.values()].map(({ networkId, everyMinutes }) => ({ networkId, everyMinutes }));
  }

  /** The first one soon, so that whoever planned it sees that it works. null: none any more; one that runs ends by itself. */
  async plan(networkId: string, everyMinutes: number | null): Promise<void> {
    await this.#deps.save(networkId, everyMinutes);
    if (everyMinutes === null) this.#slots.delete(networkId);
    else this.#slots.set(networkId, { networkId, everyMinutes, dueAt: Date.now() });
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#running;
  }

  #schedule(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#running || this.#abort.signal.aborted) return;
    const [next] = [...this.#slots.values()].sort((a, b) => a.dueAt - b.dueAt);
    if (!next) return;
    const at = Math.max(next.dueAt, this.#notBefore);
    this.#timer = setTimeout(() => this.#start(next), Math.max(0, at - Date.now()));
    this.#timer.unref();
  }

  #start(slot: Slot): void {
    slot.dueAt = Date.now() + slot.everyMinutes * MINUTE;
    this.#running = this.#run(slot)
      // A round that fails is followed by the next; what hosts lack is in their own state.
      .catch(() => {})
      .finally(() => {
        this.#running = null;
        this.#notBefore = Date.now() + PAUSE;
        this.#schedule();
      });
  }

  async #run({ networkId }: Slot): Promise<void> {
    const intent = this.#deps.intent();
    const isThere = intent.tenants.some(({ networks }) => networks.some(({ id }) => id === networkId));
    if (!isThere) return this.plan(networkId, null);
    const of = matrixSeats(intent, networkId, null);
    if ('refusal' in of) return;
    let result: MatrixResult | null = null;
    for await (const event of this.#deps.matrix({ seats: of.seats, count: COUNT }, this.#abort.signal)) {
      result = withCell(result, event);
      if (event.kind === 'end' && event.error === null && result && !this.#abort.signal.aborted) {
        await this.#deps.keep(of, result);
      }
    }
  }
}
