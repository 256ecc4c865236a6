/** Two indices of seats: who pings whom. */
export type Pair = readonly [from: number, to: number];

/** Pairs that one matrix asks at most: 30 endpoints, each with all others, both ways. */
export const MOST_PAIRS = 870;

/** How much a matrix may ask at one time. */
export type MatrixBounds = {
  atOnce: number;
  atOncePerHost: number;
  /** Milliseconds between two starts. */
  paceMs: number;
};

export const MATRIX_BOUNDS: MatrixBounds = { atOnce: 6, atOncePerHost: 2, paceMs: 50 };

/**
 * Every seat with every other, both ways, in rounds: in each round every seat asks once and is asked once, and the round
 * that asks the other way round follows at once. Where there are more pairs than `most`, whole rounds are left out, so
 * that no seat is asked more than another and what is there has both directions.
 */
export function pairsOf(seats: number, most: number): { pairs: Pair[]; leftOut: number } {
  const all = Math.max(0, seats * (seats - 1));
  const pairs: Pair[] = [];
  for (let shift = 1; shift <= seats / 2; shift++) {
    const back = seats - shift;
    const rounds = shift === back ? [shift] : [shift, back];
    if (pairs.length + rounds.length * seats > most) break;
    for (const by of rounds) {
      for (let from = 0; from < seats; from++) pairs.push([from, (from + by) % seats]);
    }
  }
  return { pairs, leftOut: all - pairs.length };
}

export type Turn = { start: Pair } | { wait: number } | 'full' | 'done';

/** Which pair may be asked next: few at once, few on one host, and evenly over time. It knows no clock. */
export class MatrixSchedule {
  readonly #waiting: Pair[];
  readonly #hostOf: (seat: number) => string;
  readonly #bounds: MatrixBounds;
  readonly #busy = new Map<string, number>();
  #running = 0;
  #nextAt = 0;

  constructor(pairs: readonly Pair[], hostOf: (seat: number) => string, bounds = MATRIX_BOUNDS) {
    this.#waiting = [...pairs];
    this.#hostOf = hostOf;
    this.#bounds = bounds;
  }

  /** `full`: nothing more before one is over. `wait`: milliseconds until the next may start. */
  take(now: number): Turn {
    if (this.#waiting.length === 0) return this.#running === 0 ? 'done' : 'full';
    if (this.#running >= this.#bounds.atOnce) return 'full';
    if (now < this.#nextAt) return { wait: this.#nextAt - now };
    const place = this.#waiting.findIndex(
      ([from]) => (this.#busy.get(this.#hostOf(from)) ?? 0) < this.#bounds.atOncePerHost,
    );
    const [pair] = place < 0 ? [] : this.#waiting.splice(place, 1);
    if (!pair) return 'full';
    this.#nextAt = now + this.#bounds.paceMs;
    this.#running += 1;
    this.#count(pair, 1);
    return { start: pair };
  }

  over(pair: Pair): void {
    this.#running -= 1;
    this.#count(pair, -1);
  }

  #count([from]: Pair, by: number): void {
    const host = this.#hostOf(from);
    this.#busy.set(host, (this.#busy.get(host) ?? 0) + by);
  }
}
