import { StringDecoder } from 'node:string_decoder';
import type { Runner, RunningStream } from '../ssh/runner';
import { isLasting, type KernelEvent, parseEvent } from './parse/monitor';
import { everythingTouched, isNothing, nothingTouched, type Touched, touch } from './touched';

/**
 * One process for all kinds of events and for every namespace that has an nsid, which each has that holds the other
 * end of a veth of the host. `neigh` brings the FDB along: `bridge monitor` would need a channel of its own.
 */
const MONITOR = ['ip', 'monitor', 'link', 'address', 'route', 'nsid', 'neigh', 'netconf', 'all-nsid'];

/** Seconds: a monitor that outlives its connection reads nothing else and does no harm meanwhile. */
const BEAT = 5;
/** Milliseconds in which events are gathered, from the first on: a change by hand is several events. */
const GATHER = 60;
/** Milliseconds after which the host ends the monitor by itself; then it is started again. */
const LIFETIME = 24 * 60 * 60 * 1000;
/** Milliseconds that a monitor must have run for to be started again when it ends. */
const SHORT_LIFE = 60_000;
/** Characters of a line that are looked at. */
const LONGEST_LINE = 4096;

export type KernelWatch = {
  /** The host's iproute2, as `Capabilities` has it: one that cannot tell namespaces apart has everything touched. */
  iproute2?: string | null;
  /** What the kernel says was touched since the last call: read it again. Everything where events may have been lost. */
  onTouched(touched: Touched): void;
  /** The monitor has ended and no more events come; before it, everything was touched. Not called after `close`. */
  onEnd(): void;
};

export type KernelMonitor = RunningStream & {
  /** Starts the monitor anew, as when its names of devices are not to be trusted any more (see `confusesNames`). */
  renew(): void;
};

/**
 * Says what of a host to read again, from its kernel's events. What became of it is not told: a read shows it. Events
 * before the monitor's process has begun on the host are not seen, so that everything is touched when it starts.
 * @throws RunnerError
 */
export async function watchKernel(runner: Runner, watch: KernelWatch): Promise<KernelMonitor> {
  const monitor = new Monitor(runner, watch);
  await monitor.start();
  return monitor;
}

class Monitor implements KernelMonitor {
  readonly #gathered: Gathered;
  readonly #labelled: boolean;
  #current: RunningStream | null = null;
  /** Counts starts: what an earlier one still says is not heard. */
  #turn = 0;
  #closed = false;

  constructor(
    private readonly runner: Runner,
    private readonly watch: KernelWatch,
  ) {
    this.#gathered = new Gathered(watch);
    this.#labelled = labelsNamespaces(watch.iproute2 ?? null);
  }

  async start(): Promise<void> {
    const turn = ++this.#turn;
    const begun = performance.now();
    const isCurrent = () => turn === this.#turn && !this.#closed;
    const lines = new Lines((line) => this.#hear(line));
    const stream = await this.runner.stream(MONITOR, {
      onStdout: (chunk) => isCurrent() && lines.take(chunk),
      // `netlink receive error No buffer space available`: events were lost, and the monitor goes on.
      onStderr: () => isCurrent() && this.#gathered.everything(),
      onEnd: ({ lost }) => {
        if (!isCurrent()) return;
        if (lost || performance.now() - begun < SHORT_LIFE) this.#end();
        else this.renew();
      },
      limitMs: LIFETIME,
      beat: BEAT,
    });
    if (!isCurrent()) stream.close();
    else {
      this.#current = stream;
      this.#gathered.everything();
    }
  }

  renew(): void {
    if (this.#closed) return;
    this.#current?.close();
    this.#current = null;
    this.start().catch(() => this.#end());
  }

  close(): void {
    this.#closed = true;
    this.#gathered.never();
    this.#current?.close();
  }

  #hear(line: string): void {
    const event = parseEvent(line);
    if (event === null) return;
    if (this.#labelled) this.#gathered.take(event);
    else if (isMade(event)) this.#gathered.everything();
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#gathered.everything();
    this.#gathered.now();
    this.#gathered.never();
    this.watch.onEnd();
  }
}

/**
 * Up to 5.13, the first event of the host's own namespace made `ip monitor all-nsid` label all that follow as such
 * (msg_controllen was not set again for each message; mended in 5.14).
 */
export function labelsNamespaces(iproute2: string | null): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(iproute2 ?? '') ?? [];
  return major !== undefined && (Number(major) > 5 || (Number(major) === 5 && Number(minor) >= 14));
}

/** Neighbours and learned FDB entries come and go by themselves. */
function isMade(event: KernelEvent): boolean {
  return event.what !== 'entry' || isLasting(event);
}

class Gathered {
  #touched = nothingTouched();
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(private readonly watch: KernelWatch) {}

  take(event: KernelEvent): void {
    touch(this.#touched, event);
    this.#soon();
  }

  everything(): void {
    this.#touched = everythingTouched();
    this.#soon();
  }

  now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const touched = this.#touched;
    this.#touched = nothingTouched();
    if (!this.#over && !isNothing(touched)) this.watch.onTouched(touched);
  }

  never(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  #soon(): void {
    if (!this.#over) this.#timer ??= setTimeout(() => this.now(), GATHER);
  }
}

class Lines {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  constructor(private readonly tell: (line: string) => void) {}

  take(chunk: Buffer): void {
    const lines = (this.rest + this.decoder.write(chunk)).split('\n');
    this.rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) this.tell(line.slice(0, LONGEST_LINE));
  }
}
