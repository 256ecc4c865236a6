/** Streams besides the live one that all tabs of a browser may have at once: of six connections two stay for requests. */
export const MOST_SLOTS = 3;
/** Milliseconds after which a slot that nobody asked for again is free: its tab crashed. */
const SLOT_MS = 45_000;
/** Milliseconds after which a tab asks again for a slot that it still uses. */
export const ASK_AGAIN_MS = 15_000;

/** Who may have a stream of its own. Keys are those of tabs. */
export class Slots {
  readonly #taken = new Map<string, { key: object; until: number }>();

  ask(key: object, id: string, now: number): boolean {
    for (const [other, { until }] of this.#taken) if (until <= now) this.#taken.delete(other);
    if (!this.#taken.has(id) && this.#taken.size >= MOST_SLOTS) return false;
    this.#taken.set(id, { key, until: now + SLOT_MS });
    return true;
  }

  end(id: string): void {
    this.#taken.delete(id);
  }

  endAllOf(key: object): void {
    for (const [id, slot] of this.#taken) if (slot.key === key) this.#taken.delete(id);
  }
}
