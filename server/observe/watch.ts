import { StringDecoder } from 'node:string_decoder';
import type { Runner, RunningStream } from '../ssh/runner';
import { tellsOfChange } from './parse/monitor';

/**
 * One process for all kinds of events and for every namespace that has an nsid, which each has that holds the other
 * end of a veth of the host. `neigh` brings the FDB along: `bridge monitor` would need a channel of its own.
 */
const MONITOR = ['ip', 'monitor', 'link', 'address', 'route', 'nsid', 'neigh', 'all-nsid'];

/** Milliseconds in which events are gathered into one hint: a change by hand is several events. */
const GATHER = 75;
/** Milliseconds after which the host ends the monitor by itself; then it is started again. */
const LIFETIME = 24 * 60 * 60 * 1000;
/** Milliseconds that a monitor must have run for to be started again when it ends. */
const SHORT_LIFE = 60_000;
/** Characters of a line that are looked at. */
const LONGEST_LINE = 4096;

export type KernelWatch = {
  /** Something changed on the host, or may have: look again. */
  onHint(): void;
  /** The monitor has ended and no more hints come. Not called after `close`. */
  onEnd(): void;
};

/**
 * Says when to look at a host again, from its kernel's events. What happened is not told: a read shows it. Events
 * before the monitor's process has begun on the host are not seen.
 * @throws RunnerError
 */
export async function watchKernel(runner: Runner, watch: KernelWatch): Promise<RunningStream> {
  const hint = new Gathered(watch.onHint);
  let current: RunningStream | null = null;
  let closed = false;

  const start = async () => {
    const begun = performance.now();
    const lines = new Lines((line) => tellsOfChange(line) && hint.soon());
    const stream = await runner.stream(MONITOR, {
      onStdout: (chunk) => lines.take(chunk),
      // `netlink receive error No buffer space available`: events were lost, and the monitor goes on.
      onStderr: () => hint.soon(),
      onEnd: ({ lost }) => {
        if (closed) return;
        if (lost || performance.now() - begun < SHORT_LIFE) end();
        else start().then(() => hint.soon(), end);
      },
      limitMs: LIFETIME,
    });
    if (closed) stream.close();
    else current = stream;
  };
  const end = () => {
    if (closed) return;
    closed = true;
    hint.never();
    watch.onEnd();
  };

  await start();
  return {
    close: () => {
      closed = true;
      hint.never();
      current?.close();
    },
  };
}

class Gathered {
  private timer: NodeJS.Timeout | undefined;
  private over = false;

  constructor(private readonly tell: () => void) {}

  soon(): void {
    if (this.over) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.tell();
    }, GATHER);
  }

  never(): void {
    this.over = true;
    clearTimeout(this.timer);
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
