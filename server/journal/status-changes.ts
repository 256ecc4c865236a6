import type { Health, Status } from '../status/status';

export type ChangedStatus = {
  /** Milliseconds since the epoch. */
  at: number;
  key: string;
  /** null: the thing was taken away. */
  health: Health | null;
  sentence: string;
  tenantId: string | null;
};

type Told = Pick<ChangedStatus, 'health' | 'sentence' | 'tenantId'>;

/** Milliseconds after a start in which "unknown" says only that nobody has looked yet. */
const GRACE_MS = 30_000;

/**
 * Finds in the stream of statuses what is a change of health or of its reason. After a restart what an earlier process
 * told is still what was told last.
 */
export class StatusChanges {
  readonly #told: Map<string, Told>;
  readonly #present = new Map<string, Status>();
  #graceUntil: number;

  constructor(told: ReadonlyMap<string, Told>, now: number, graceMs = GRACE_MS) {
    this.#told = new Map(told);
    this.#graceUntil = now + graceMs;
  }

  /** Things of which anything was told and that are not gone. */
  get size(): number {
    return this.#told.size;
  }

  take(set: readonly Status[], gone: readonly string[], now: number): ChangedStatus[] {
    for (const status of set) this.#present.set(status.key, status);
    for (const key of gone) this.#present.delete(key);
    if (this.#graceOver(now)) return this.#compareAll(now);
    return [
      ...set.flatMap((status) => this.#compare(status, now) ?? []),
      ...gone.flatMap((key) => this.#gone(key, now) ?? []),
    ];
  }

  /** All statuses there are. */
  takeAll(statuses: readonly Status[], now: number): ChangedStatus[] {
    this.#present.clear();
    const changes = this.take(statuses, [], now);
    return this.#graceUntil === 0 ? [...changes, ...this.#allGone(now)] : changes;
  }

  /** What is due by time alone: when the grace ends, all is compared with what was told last. */
  tick(now: number): ChangedStatus[] {
    return this.#graceOver(now) ? this.#compareAll(now) : [];
  }

  #graceOver(now: number): boolean {
    if (this.#graceUntil === 0 || now < this.#graceUntil) return false;
    this.#graceUntil = 0;
    return true;
  }

  #compareAll(now: number): ChangedStatus[] {
    const changed = [...this.#present.values()].flatMap((status) => this.#compare(status, now) ?? []);
    return [...changed, ...this.#allGone(now)];
  }

  #allGone(now: number): ChangedStatus[] {
    return [...this.#told.keys()]
      .filter((key) => !this.#present.has(key))
      .flatMap((key) => this.#gone(key, now) ?? []);
  }

  #compare({ key, health, sentence, tenantId }: Status, at: number): ChangedStatus | null {
    const told = this.#told.get(key);
    if (told && told.health === health && withoutAges(told.sentence) === withoutAges(sentence)) return null;
    if (told && health === 'unknown' && this.#graceUntil > 0) return null;
    this.#told.set(key, { health, sentence, tenantId });
    return { at, key, health, sentence, tenantId };
  }

  #gone(key: string, at: number): ChangedStatus | null {
    const told = this.#told.get(key);
    if (!told) return null;
    this.#told.delete(key);
    return { at, key, health: null, sentence: 'it was taken away', tenantId: told.tenantId };
  }
}

/** "last read 5 minutes ago" is the same news a minute later. */
function withoutAges(sentence: string): string {
  return sentence.replace(/\b(?:less than a minute|an? \w+|\d+ \w+) ago\b/g, 'ago');
}
