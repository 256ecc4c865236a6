import type { Carriage } from '../live/carriage';

/** A way of which something changed; `troubled`: before that or after it. */
export type MovedWay = { from: string; to: string; troubled: boolean };

/** What was last found of each way between two hosts, from and to, by host id. */
export class Carriages {
  readonly #ways = new Map<string, Map<string, Carriage>>();
  #troubled = 0;
  #moved: MovedWay[] = [];

  put(carriage: Carriage): void {
    const { from, to } = carriage;
    const wasTroubled = this.#forget(from, to);
    let ways = this.#ways.get(carriage.from);
    if (!ways) {
      ways = new Map();
      this.#ways.set(carriage.from, ways);
    }
    ways.set(carriage.to, carriage);
    this.#moved.push({ from, to, troubled: wasTroubled || isTroubled(carriage) });
    if (isTroubled(carriage)) this.#troubled += 1;
  }

  drop(from: string, to: string): void {
    if (!this.of(from, to)) return;
    this.#moved.push({ from, to, troubled: this.#forget(from, to) });
  }

  /** @returns whether it was troubled */
  #forget(from: string, to: string): boolean {
    const before = this.of(from, to);
    this.#ways.get(from)?.delete(to);
    if (!before || !isTroubled(before)) return false;
    this.#troubled -= 1;
    return true;
  }

  /** Forgets what was found of all other ways. */
  keep(ways: Iterable<Pick<Carriage, 'from' | 'to' | 'source' | 'target'>>): void {
    const kept = new Set([...ways].map((way) => wayKey(way)));
    for (const way of this.all()) if (!kept.has(wayKey(way))) this.drop(way.from, way.to);
  }

  /** Ways of which something changed since the last call; for the one that keeps statuses. */
  takeMoved(): readonly MovedWay[] {
    const moved = this.#moved;
    this.#moved = [];
    return moved;
  }

  of(from: string, to: string): Carriage | undefined {
    return this.#ways.get(from)?.get(to);
  }

  /** Whether a packet was lost on either way between these hosts. Costs nothing where all is well. */
  isTroubled(a: string, b: string): boolean {
    return this.#troubled > 0 && [this.of(a, b), this.of(b, a)].some((way) => way && isTroubled(way));
  }

  all(): Carriage[] {
    return [...this.#ways.values()].flatMap((ways) => [...ways.values()]);
  }
}

function wayKey({ from, to, source, target }: Pick<Carriage, 'from' | 'to' | 'source' | 'target'>): string {
  return `${from} ${to} ${source} ${target}`;
}

export function isTroubled({ sent, received, error }: Carriage): boolean {
  return error !== null || received < sent;
}
