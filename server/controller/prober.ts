import type { Carriage } from '../live/carriage';
import type { UnderlayWay } from '../probe/underlay';

/** Milliseconds between two probes of a way that carries. */
const EVERY = 30_000;
/** And of one that loses packets, so that its recovery is seen soon. */
const EVERY_TROUBLED = 5_000;
/**
 * Milliseconds between the starts of any two probes: of what is new or lately changed, and of what only may have. In a
 * large fabric a way waits longer, and costs stay as they are: a probe takes a process on the host, and its ARP or ND
 * is told to both ends.
 */
const PACE = 125;
const PACE_CALM = 1_000;
/** Probes that may come at the quick pace one after another; saved up at the calm one. 50 hosts have 2,450 ways. */
const MOST_QUICK = 64;
const AT_ONCE = 8;
const AT_ONCE_PER_HOST = 2;

export type ProberDeps = {
  /** null: it could not be asked. */
  probe(way: UnderlayWay, signal: AbortSignal): Promise<Carriage | null>;
  found(carriage: Carriage): void;
};

/** `isCalm`: it carried when it was asked last, and nothing happened to it since. */
type Slot = { key: string; way: UnderlayWay; dueAt: number; running: boolean; isCalm: boolean };

/**
 * Asks again and again whether the underlay carries from VTEP to VTEP, each way by itself, the longest waiting first:
 * few at once, few on one host, and evenly over time.
 */
export class Prober {
  #slots = new Map<string, Slot>();
  #running = 0;
  /** By host id. */
  readonly #busy = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #startedAt = 0;
  #quick = MOST_QUICK;
  readonly #abort = new AbortController();
  readonly #deps: ProberDeps;

  constructor(deps: ProberDeps) {
    this.#deps = deps;
  }

  /** These ways and no others; new ones are asked first. */
  set(ways: Iterable<UnderlayWay>): void {
    const slots = new Map<string, Slot>();
    for (const way of ways) {
      const key = `${way.from} ${way.to} ${way.source} ${way.target}`;
      slots.set(key, this.#slots.get(key) ?? { key, way, dueAt: 0, running: false, isCalm: false });
    }
    this.#slots = slots;
    this.#schedule();
  }

  /** Something changed there: its ways are asked as soon as can be. */
  hasten(hostId: string): void {
    const now = Date.now();
    for (const slot of this.#slots.values()) {
      if (slot.way.from !== hostId && slot.way.to !== hostId) continue;
      slot.dueAt = Math.min(slot.dueAt, now);
      slot.isCalm = false;
    }
    this.#schedule();
  }

  /** Ends what runs; nothing is asked any more. */
  stop(): void {
    this.#abort.abort();
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const next = this.#abort.signal.aborted ? null : this.#next();
    if (!next) return;
    const at = Math.max(next.dueAt, this.#startedAt + (next.isCalm || this.#quick < 1 ? PACE_CALM : PACE));
    this.#timer = setTimeout(() => this.#start(next), Math.max(0, at - Date.now()));
    this.#timer.unref();
  }

  /** The one that is due first of those whose host has room; what is not calm goes before what is. */
  #next(): Slot | null {
    if (this.#running >= AT_ONCE) return null;
    const now = Date.now();
    let first: Slot | null = null;
    for (const slot of this.#slots.values()) {
      if (slot.running || (first && !isBefore(slot, first, now))) continue;
      if ((this.#busy.get(slot.way.from) ?? 0) < AT_ONCE_PER_HOST) first = slot;
    }
    return first;
  }

  #start(slot: Slot): void {
    const { from } = slot.way;
    const now = Date.now();
    this.#quick = Math.min(MOST_QUICK, this.#quick + (now - this.#startedAt) / PACE_CALM) - 1;
    this.#startedAt = now;
    slot.running = true;
    this.#running += 1;
    this.#busy.set(from, (this.#busy.get(from) ?? 0) + 1);
    void this.#ask(slot).finally(() => {
      slot.running = false;
      this.#running -= 1;
      this.#busy.set(from, (this.#busy.get(from) ?? 1) - 1);
      this.#schedule();
    });
    this.#schedule();
  }

  async #ask(slot: Slot): Promise<void> {
    const { signal } = this.#abort;
    const asked = Date.now();
    slot.dueAt = Number.POSITIVE_INFINITY;
    slot.isCalm = true;
    let carriage: Carriage | null = null;
    try {
      carriage = await this.#deps.probe(slot.way, signal);
    } catch {
      // A host that cannot be asked says nothing about the underlay; its own state says why.
    }
    const troubled = carriage !== null && (carriage.error !== null || carriage.received < carriage.sent);
    // Somebody may have hastened it meanwhile.
    slot.dueAt = Math.min(slot.dueAt, asked + (troubled ? EVERY_TROUBLED : EVERY));
    if (troubled) slot.isCalm = false;
    if (carriage && !signal.aborted && this.#slots.get(slot.key) === slot) this.#deps.found(carriage);
  }
}

function isBefore(a: Slot, b: Slot, now: number): boolean {
  const [urgentA, urgentB] = [!a.isCalm && a.dueAt <= now, !b.isCalm && b.dueAt <= now];
  return urgentA === urgentB ? a.dueAt < b.dueAt : urgentA;
}
