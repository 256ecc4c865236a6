import type { Counters } from '../live/counters';
import { sampleCounters } from '../observe/counters';
import { observe } from '../observe/observe';
import { observeTouched } from '../observe/observe-touched';
import type { Observed } from '../observe/observed';
import { confusesNames, isPassing } from '../observe/to-read';
import { everythingTouched, isNothing, mergeTouched, nothingTouched, type Touched } from '../observe/touched';
import { type KernelMonitor, watchKernel } from '../observe/watch';
import type { Runner } from '../ssh/runner';
import type { Meter } from './meter';

/** Milliseconds between two complete reads of a host whose events are listened to: events can be lost unseen. */
const COMPLETE = 30_000;
/** The same for a host whose events cannot be had. */
const COMPLETE_DEAF = 5_000;
/** Milliseconds between two samples of the counters: of what somebody looks at, and of the rest. */
const SAMPLE_FAST = 1_000;
const SAMPLE_SLOW = 10_000;
/**
 * A host that changes all the time is read for a third of it, and waits at most so many milliseconds for the next read.
 * What was not used up before is saved for a burst, up to so many milliseconds of reading.
 */
const REST_FACTOR = 2;
const LONGEST_REST = 500;
const MOST_SAVED = 600;
/**
 * Milliseconds in which what comes and goes by itself is gathered while somebody watches, but not this host. With nobody
 * there it waits for the next complete read. See `isPassing`.
 */
const PASSING = 10_000;
/** Namespaces that are sampled with a host that is looked at: one process each. */
const MOST_SAMPLED = 16;

/** What interests people now, as far as counters go. */
export type Attention = 'nobody' | 'somebody' | 'this host';

/** Keeps the picture of one host: listens to its kernel's events, and reads what they touched. */
export class HostReader {
  #touched: Touched = everythingTouched();
  #monitor: KernelMonitor | null = null;
  /** A host that takes one channel at a time (sshd MaxSessions 1) has none to spare for a monitor. */
  #oneChannel = false;
  #completeAt = 0;
  /** Before it, what was touched is gathered on. */
  #restUntil = 0;
  /** Milliseconds of targeted reading that are to be had without a rest, as of this time. */
  #saved = MOST_SAVED;
  #savedAt = 0;
  #sampledAt = 0;
  readonly #hostId: string;
  /** When the kernel first told of what was not read yet, and of what was read last; on the clock of `performance`. */
  #firstHeard: number | null = null;
  #firstRead: number | null = null;
  /** Milliseconds since the epoch: since then there is nothing to read but what passes by. */
  #passingSince: number | null = null;
  readonly #deps: { ring(): void; meter: Meter };
  /** Of 0 to 1: spreads the complete reads of many hosts over time. */
  readonly #phase = Math.random();

  constructor(hostId: string, deps: { ring(): void; meter: Meter }) {
    this.#hostId = hostId;
    this.#deps = deps;
  }

  /** Every change from now on is heard of: what was read holds until the host falls silent. */
  get listening(): boolean {
    return this.#monitor !== null;
  }

  get oneChannel(): boolean {
    return this.#oneChannel;
  }

  /** No monitor from now on. */
  giveUpMonitor(): void {
    this.#oneChannel = true;
  }

  touch(touched: Touched = everythingTouched()): void {
    this.#touched = mergeTouched(this.#touched, touched);
  }

  get mustRead(): boolean {
    return !isNothing(this.#touched);
  }

  /**
   * What happened before is for a read to show.
   * @param iproute2 the host's version of it
   * @throws RunnerError
   */
  async listen(runner: Runner, iproute2: string | null): Promise<void> {
    if (this.#oneChannel) return;
    this.#monitor = await watchKernel(runner, {
      iproute2,
      onTouched: (touched) => {
        // What only passes by and waits to be read is not what people wait for.
        if (this.#passingSince !== null || this.#firstHeard === null) this.#firstHeard = performance.now();
        this.touch(touched);
        this.#deps.ring();
      },
      onEnd: () => {
        this.#monitor = null;
        this.touch();
        this.#deps.ring();
      },
    });
    this.touch();
  }

  unlisten(): void {
    this.#monitor?.close();
    this.#monitor = null;
  }

  /** Milliseconds until there is something to read or to sample. */
  restMs(now: number, before: Observed | null, attention: Attention): number {
    if (this.mustRead) return Math.max(0, this.#touchedDue(before, attention, now) - now);
    return Math.max(0, Math.min(this.#completeDue(), this.#sampleDue(attention)) - now);
  }

  /** What the host is like now, reading no more than is needed; `before` itself where nothing is. @throws ReadError, RunnerError */
  async read(
    runner: Runner,
    before: Observed | null,
    attention: Attention,
    now: number,
  ): Promise<Observed | null> {
    const touched = before === null || now >= this.#completeDue() ? everythingTouched() : this.#touched;
    if (isNothing(touched)) return before;
    if (!touched.everything && now < this.#touchedDue(before, attention, now)) return before;
    // Cleared before the read: an event that comes while it runs asks for another one.
    this.#touched = nothingTouched();
    if (before !== null && confusesNames(touched, before)) this.#monitor?.renew();
    this.#firstRead = this.#passingSince === null ? this.#firstHeard : null;
    this.#firstHeard = null;
    this.#passingSince = null;
    try {
      const begun = performance.now();
      const known = before?.namespaces.map(({ name }) => name) ?? [];
      const observed =
        before === null || touched.everything
          ? await observe(runner, this.#hostId, Date.now, known)
          : await observeTouched(runner, before, touched, Date.now);
      const took = performance.now() - begun;
      if (!touched.everything) this.#rest(took);
      if (observed.readAt !== before?.readAt) {
        this.#completeAt = observed.readAt;
        this.#deps.meter.read(took);
      }
      return observed;
    } catch (error) {
      this.touch();
      throw error;
    }
  }

  #rest(took: number): void {
    const now = Date.now();
    this.#saved = Math.min(MOST_SAVED, this.#saved + (now - took - this.#savedAt) / REST_FACTOR) - took;
    this.#savedAt = now;
    this.#restUntil = now + Math.min(LONGEST_REST, REST_FACTOR * Math.max(0, -this.#saved));
  }

  /** What was read last is told now. */
  told(): void {
    if (this.#firstRead !== null) this.#deps.meter.observed(performance.now() - this.#firstRead);
    this.#firstRead = null;
  }

  /** Counters where it is time for them, else null. @throws ReadError, RunnerError */
  async sample(
    runner: Runner,
    observed: Observed,
    attention: Attention,
    now: number,
  ): Promise<{ at: number; counters: Counters } | null> {
    if (now < this.#sampleDue(attention)) return null;
    this.#sampledAt = now;
    const near = attention === 'this host' && observed.namespaces.length <= MOST_SAMPLED;
    const names = near
      ? observed.namespaces.filter((one) => one.unreadable === null).map((one) => one.name)
      : [];
    return { at: now, counters: await sampleCounters(runner, names) };
  }

  /** When to read what was touched. */
  #touchedDue(before: Observed | null, attention: Attention, now: number): number {
    if (this.#touched.everything || before === null) return 0;
    // What was learned is for people to see.
    if (isPassing(this.#touched, before, attention === 'nobody')) this.#passingSince ??= now;
    else this.#passingSince = null;
    if (this.#passingSince === null || attention === 'this host') return this.#restUntil;
    const soon = attention === 'nobody' ? Number.POSITIVE_INFINITY : this.#passingSince + PASSING;
    return Math.min(this.#completeDue(), soon);
  }

  #completeDue(): number {
    const every = this.listening ? COMPLETE * (1 + this.#phase / 4) : COMPLETE_DEAF;
    return this.#completeAt + every;
  }

  #sampleDue(attention: Attention): number {
    if (attention === 'nobody') return Number.POSITIVE_INFINITY;
    return this.#sampledAt + (attention === 'this host' ? SAMPLE_FAST : SAMPLE_SLOW);
  }
}
