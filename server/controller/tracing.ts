import { setMaxListeners } from 'node:events';
import { Clocks } from '../diagnose/trace/clocks';
import { Correlator } from '../diagnose/trace/correlator';
import { CAPTURE_BOUNDS, type CaptureFilter } from '../model/capture';
import { hopText, type TraceHop, type TraceLimits } from '../model/trace';
import { capture } from '../probe/capture';
import type { CaptureEnd, CaptureEvent } from '../probe/capture-event';
import { askTime } from '../probe/host-clock';
import { ping } from '../probe/ping';
import type { TraceEnd, TraceEvent, TracePing } from '../probe/trace-event';
import type { Runner } from '../ssh/runner';
import type { CapturePoint } from './capture-point';
import { pause, TraceOutlet } from './trace-outlet';
import type { EchoWay, TraceGround } from './trace-scene';

/** What a hop is looked at by, or why it cannot be. */
export type TraceHopSource =
  | { runner: Runner; point: CapturePoint; filter: CaptureFilter }
  | { sentence: string };

export type TracingTerms = {
  hops: readonly TraceHop[];
  sources: readonly TraceHopSource[];
  hostIds: readonly string[];
  runner(hostId: string): Runner | null;
  ground: TraceGround;
  limits: TraceLimits;
  echoes: readonly EchoWay[];
  /** Echoes each way. */
  count: number;
};

/** Bytes kept of each frame: headers within a tunnel over IPv6, and what tells packets apart behind them. */
const SNAP = 256;
/** Exchanges with each host at the start, and again so often, as somebody may set a clock. */
const EXCHANGES = 6;
const ASK_AGAIN_MS = 20_000;
const EXCHANGES_AGAIN = 3;
/** Milliseconds that captures may take to begin; opening a channel on a busy host takes up to 10 s. */
const READY_MS = 15_000;
/** Microseconds after which what did not arrive is lost when all captures have ended in good order. */
const GRACE = 1_000_000;
/** Microseconds for which it counts that a hop told late. */
const LAG_KEPT = 2_000_000;
/** Milliseconds between two echoes. */
const ECHO_EVERY_MS = 200;
/** Milliseconds that the end waits for hosts. */
const LAST_MS = 1_000;
/** Seconds beyond those of the trace, by which a capture ends if nobody ends it. */
const SPARE_S = 20;

type Hop = {
  state: 'starting' | 'watching' | 'failed' | 'ended';
  end: CaptureEnd | null;
  lag: { us: number; at: number };
};

/** One trace, from its start to the end of all that it runs on hosts. */
export class Tracing {
  readonly #terms: TracingTerms;
  readonly #stop = new AbortController();
  readonly #hops: Hop[];
  readonly #clocks: Clocks;
  /** Microseconds since the epoch that the controller's clock showed, less those of its monotonic one. */
  readonly #base = clockBase();
  readonly #outlet: TraceOutlet;
  readonly #works = new Set<Promise<void>>();
  #offsets = new Map<string, number>();
  #errorUs = 0;
  #correlator: Correlator | null = null;
  #reason: TraceEnd['reason'] | null = null;
  #error: string | null = null;

  constructor(terms: TracingTerms) {
    this.#terms = terms;
    this.#outlet = new TraceOutlet(terms.limits.packets);
    // One for each hop, each exchange and each ping.
    setMaxListeners(0, this.#stop.signal);
    this.#hops = terms.hops.map(() => ({ state: 'starting', end: null, lag: { us: 0, at: 0 } }));
    const [first = '', second] = terms.hostIds;
    this.#clocks = new Clocks(second === undefined ? [first] : [first, second]);
  }

  /** The last event is always `end`. Aborting ends it in good order; leaving the loop ends what runs on hosts too. */
  async *run(signal: AbortSignal): AsyncGenerator<TraceEvent, void, undefined> {
    const stop = () => this.#end('stopped');
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const timers: NodeJS.Timeout[] = [];
    try {
      yield { kind: 'hops', hops: [...this.#terms.hops], snapLength: SNAP };
      await this.#ask(EXCHANGES);
      yield* this.#flush();
      this.#terms.sources.forEach((source, hop) => {
        this.#work(this.#watch(hop, source));
      });
      timers.push(setTimeout(() => this.#late(), READY_MS));
      timers.push(setInterval(() => this.#work(this.#ask(EXCHANGES_AGAIN)), ASK_AGAIN_MS));
      for (;;) {
        await this.#outlet.somethingNew();
        this.#begin();
        yield* this.#flush();
        if (this.#hops.every(({ state }) => state === 'failed' || state === 'ended')) break;
      }
      this.#end('failed', this.#error);
      // What was started is gone when its end is told, unless a host does not answer.
      await Promise.race([this.over(), pause(LAST_MS)]);
      this.#correlator?.finish(this.#now(), GRACE);
      yield* this.#flush();
      yield { kind: 'end', ...this.#outcome() };
    } finally {
      signal.removeEventListener('abort', stop);
      for (const timer of timers) clearTimeout(timer);
      this.#end('stopped');
    }
  }

  /** Whether nothing of it runs on any host. */
  get isOver(): boolean {
    return this.#works.size === 0;
  }

  /** Resolves when nothing of it runs on any host. */
  async over(): Promise<void> {
    await Promise.allSettled(this.#works);
  }

  #work(work: Promise<void>): void {
    const done = work.finally(() => this.#works.delete(done));
    this.#works.add(done);
  }

  #now(): number {
    return this.#base + performance.now() * 1000;
  }

  /** The first reason is the reason. Captures end in good order, and what they had still comes. */
  #end(reason: TraceEnd['reason'], error: string | null = null): void {
    if (this.#reason === null) {
      this.#reason = reason;
      this.#error = error;
    }
    this.#stop.abort();
    this.#outlet.release();
  }

  async #ask(times: number): Promise<void> {
    await Promise.all(
      this.#terms.hostIds.map(async (hostId) => {
        const runner = this.#terms.runner(hostId);
        if (!runner) return;
        this.#clocks.asked(hostId, await askTime(runner, times, () => this.#now(), this.#stop.signal));
      }),
    );
    this.#setClocks();
  }

  #setClocks(): void {
    const hosts = this.#clocks.offsets();
    const gap = this.#clocks.gap();
    const before = this.#offsets;
    this.#offsets = new Map(hosts.map(({ hostId, offsetUs }) => [hostId, offsetUs]));
    const errorUs = Math.max(0, ...hosts.map((one) => one.errorUs), gap?.errorUs ?? 0);
    const isSame = errorUs === this.#errorUs && hosts.every((one) => before.get(one.hostId) === one.offsetUs);
    this.#errorUs = errorUs;
    if (!isSame || before.size === 0) this.#outlet.put({ kind: 'clocks', hosts, gap });
  }

  async #watch(hop: number, source: TraceHopSource): Promise<void> {
    if ('sentence' in source) return this.#failed(hop, source.sentence);
    const { runner, point, filter } = source;
    const seconds = Math.min(CAPTURE_BOUNDS.seconds.most, this.#terms.limits.seconds + SPARE_S);
    const { packets, bytes } = CAPTURE_BOUNDS;
    const limits = { packets: packets.most, bytes: bytes.most, seconds, snapLength: SNAP };
    const request = { ...point, filter: { ...filter, direction: 'any' as const }, limits };
    try {
      for await (const event of capture(runner, request, this.#stop.signal)) {
        await this.#took(hop, event);
      }
    } catch (error) {
      this.#failed(hop, error instanceof Error ? error.message : String(error));
    }
  }

  async #took(hop: number, event: CaptureEvent): Promise<void> {
    const own = this.#hops[hop] as Hop;
    // It began too late, and is left out.
    if (own.state === 'failed') return;
    if (event.kind === 'began') {
      own.state = 'watching';
      this.#outlet.put({ kind: 'hop', hop, argv: event.argv, error: null });
    } else if (event.kind === 'packets') {
      this.#correlate(hop, own, event);
      await this.#outlet.whenThereIsRoom();
    } else {
      own.end = event;
      if (own.state === 'starting' && event.error !== null) return this.#failed(hop, event.error);
      own.state = 'ended';
      const name = hopText(this.#terms.hops[hop] as TraceHop);
      this.#end(event.reason, event.error && `The capture at ${name} ended: ${event.error}`);
    }
  }

  #correlate(hop: number, own: Hop, { at, length, bytes }: Extract<CaptureEvent, { kind: 'packets' }>): void {
    const correlator = this.#correlator;
    if (!correlator) return;
    const now = this.#now();
    const offset = this.#offsets.get(this.#terms.hops[hop]?.hostId ?? '') ?? 0;
    at.forEach((time, i) => {
      const text = bytes[i] ?? '';
      const frame = { at: time, time: time - offset, bytes: Buffer.from(text, 'base64') };
      const row = correlator.take(hop, frame, now);
      if (row !== null) this.#outlet.putFrame(hop, row, time, length[i] ?? 0, text);
    });
    own.lag = { us: Math.max(0, now - ((at.at(-1) ?? 0) - offset)), at: now };
    this.#clocks.crossed(correlator.crossed(), now);
    if (correlator.count >= this.#terms.limits.packets) this.#end('packets');
    this.#outlet.tell();
  }

  #failed(hop: number, sentence: string): void {
    const own = this.#hops[hop] as Hop;
    if (own.state === 'failed' || own.state === 'ended') return;
    const wasWatching = own.state === 'watching';
    own.state = 'failed';
    this.#error ??= sentence;
    this.#outlet.put({ kind: 'hop', hop, argv: [], error: sentence });
    // What is behind it would look lost.
    if (wasWatching) this.#end('failed', `${hopText(this.#terms.hops[hop] as TraceHop)}: ${sentence}`);
  }

  /** Hops that did not begin in time are left out. */
  #late(): void {
    this.#hops.forEach(({ state }, hop) => {
      if (state === 'starting') this.#failed(hop, 'the capture did not begin in time');
    });
  }

  /** Once every hop is looked at, or known to be none that can be. */
  #begin(): void {
    const isReady = this.#hops.every(({ state }) => state !== 'starting');
    const isAny = this.#hops.some(({ state }) => state === 'watching');
    if (this.#correlator || !isReady || !isAny || this.#stop.signal.aborted) return;
    const { hops, ground, limits } = this.#terms;
    const scene = {
      ...ground,
      hops: hops.map(({ place }, hop) => ({
        isInTunnel: place.at === 'underlay',
        isWatched: this.#hops[hop]?.state === 'watching',
      })),
    };
    this.#error = null;
    const since = this.#now() + this.#errorUs;
    this.#correlator = new Correlator(scene, { since, slack: () => this.#errorUs });
    const timer = setTimeout(() => this.#end('time'), limits.seconds * 1000);
    this.#stop.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    this.#work(this.#watching(Math.ceil(this.#errorUs / 1000)));
  }

  /** What passes before all clocks are beyond doubt counts for nothing: whoever sends something waits so long. */
  async #watching(doubtMs: number): Promise<void> {
    await pause(doubtMs);
    if (this.#stop.signal.aborted) return;
    this.#outlet.put({ kind: 'watching', at: Date.now() });
    if (this.#terms.echoes.length > 0) await this.#echo();
  }

  async #echo(): Promise<void> {
    const pings = await Promise.all(this.#terms.echoes.map((way) => this.#ping(way)));
    this.#outlet.put({ kind: 'probed', pings });
  }

  async #ping({ hostId, namespace, target, from, to }: EchoWay): Promise<TracePing> {
    const told = { from, to, sent: 0, received: 0, error: null };
    const runner = this.#terms.runner(hostId);
    if (!runner) return { ...told, error: 'there is no connection to the host' };
    const request = { hostId, namespace, target, count: this.#terms.count, intervalMs: ECHO_EVERY_MS };
    try {
      for await (const event of ping(
        runner,
        { ...request, size: 56, dontFragment: false },
        this.#stop.signal,
      )) {
        if (event.kind !== 'end') continue;
        const { sent = 0, received = 0 } = event.summary ?? {};
        return { ...told, sent, received, error: event.error };
      }
    } catch (error) {
      return { ...told, error: error instanceof Error ? error.message : String(error) };
    }
    return told;
  }

  *#flush(): Generator<TraceEvent, void, undefined> {
    const correlator = this.#correlator;
    if (correlator) {
      const now = this.#now();
      const lags = this.#hops.map(({ lag }) => (now - lag.at < LAG_KEPT ? lag.us : 0));
      correlator.settle(now, Math.max(0, ...lags));
      this.#setClocks();
      this.#outlet.putRows(correlator.drain());
    }
    yield* this.#outlet.flush();
  }

  #outcome(): TraceEnd {
    return {
      reason: this.#reason ?? 'failed',
      ...this.#outlet.counts(),
      droppedByKernel: this.#hops.map(({ end }) => end?.droppedByKernel ?? null),
      error: this.#error,
    };
  }
}

/**
 * `Date` shows milliseconds: its next tick is waited for, as its time is known to the microsecond then. A tick during
 * which this process did not run says little, and the one that was looked at most closely of a few is taken.
 */
function clockBase(): number {
  let base = 0;
  let closest = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 5 && closest > 0.02; tries++) {
    const before = Date.now();
    let now = before;
    let from = performance.now();
    let to = from;
    while (now === before) {
      from = performance.now();
      now = Date.now();
      to = performance.now();
    }
    if (to - from >= closest) continue;
    closest = to - from;
    base = (now - to) * 1000;
  }
  return base;
}

/** A trace that did not begin. */
export function noTrace(error: string): TraceEvent {
  const none = { packets: 0, arrived: 0, lost: 0, droppedByKernel: [] };
  return { kind: 'end', reason: 'failed', ...none, error: error.charAt(0).toUpperCase() + error.slice(1) };
}
