import type { LiveEvent, LiveEventBody, Watcher } from './face';

/**
 * Events kept at least for those who come back or are slow: at 50 events a second, 80 s. They are kept once for all watchers,
 * so that a slow browser costs nothing; one that is further behind starts again from a snapshot.
 */
const KEPT = 4000;

type Snapshot = () => LiveEventBody & { kind: 'snapshot' };

/** Numbers what happens and gives it to everybody who watches, without gap and without double. */
export class EventHub {
  #lastId: number;
  #kept: LiveEvent[] = [];
  #people = 0;
  readonly #wakers = new Set<() => void>();
  readonly #snapshot: Snapshot;
  readonly #onFirst: () => void;

  /**
   * `firstId` grows with time, so that ids of an earlier process are never taken for those of this one. `onFirst`: nobody
   * watched, and now somebody does.
   */
  constructor(snapshot: Snapshot, firstId: number, onFirst: () => void = () => {}) {
    this.#onFirst = onFirst;
    this.#snapshot = snapshot;
    this.#lastId = firstId;
  }

  /** How many people watch now. */
  get watchers(): number {
    return this.#people;
  }

  publish(body: LiveEventBody): void {
    this.#lastId += 1;
    this.#kept.push({ id: this.#lastId, ...body });
    // Not one by one: to move thousands with each event took 30 µs.
    if (this.#kept.length >= 2 * KEPT) this.#kept = this.#kept.slice(-KEPT);
    for (const wake of this.#wakers) wake();
  }

  async *watch(
    after: number | null,
    signal: AbortSignal,
    who: Watcher = 'person',
  ): AsyncGenerator<LiveEvent> {
    let position = after;
    let wake: () => void = () => {};
    const notice = () => wake();
    const person = who === 'person' ? 1 : 0;
    this.#people += person;
    if (person === 1 && this.#people === 1) this.#onFirst();
    this.#wakers.add(notice);
    signal.addEventListener('abort', notice);
    try {
      while (!signal.aborted) {
        const next = this.#since(position);
        if (next === null) {
          position = this.#lastId;
          yield { id: position, ...this.#snapshot() };
          continue;
        }
        if (next.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
            // What was published or aborted between the look and this line would wake nobody.
            if (signal.aborted || position !== this.#lastId) resolve();
          });
          continue;
        }
        for (const event of next) {
          if (signal.aborted) return;
          position = event.id;
          yield event;
        }
      }
    } finally {
      this.#people -= person;
      this.#wakers.delete(notice);
      signal.removeEventListener('abort', notice);
    }
  }

  /** Events after `position`, or null where only a snapshot can help. */
  #since(position: number | null): LiveEvent[] | null {
    if (position === null || position > this.#lastId) return null;
    const missing = this.#lastId - position;
    if (missing === 0) return [];
    const oldest = this.#kept[0]?.id;
    if (oldest === undefined || position < oldest - 1) return null;
    return this.#kept.slice(-missing);
  }
}
