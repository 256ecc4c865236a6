import type { Runner, RunningStream } from '../ssh/runner';
import type { CaptureEnd, CaptureEvent, CaptureRequest } from './capture-event';
import { captureArgv, captureLimitMs } from './capture-request';
import { PacketQueue } from './packet-queue';
import { Lines } from './parse/lines';
import { type PcapPacket, PcapStream } from './parse/pcap';
import { parseTcpdumpLine } from './parse/tcpdump';

/** Milliseconds that frames are gathered for after a batch, unless they are one already; the first are told at once. */
const BATCH_PAUSE = 40;
/** tcpdump says a handful of lines; a host that talks without end fills no memory. */
const MOST_LINES = 50;

/**
 * One capture, in batches as frames come. The last event is always `end`. Aborting makes it end in good order; leaving
 * the loop ends the remote process too.
 * @throws CaptureRefused before anything is sent, RunnerError
 */
export async function* capture(
  runner: Runner,
  request: CaptureRequest,
  signal: AbortSignal,
): AsyncGenerator<CaptureEvent, void, undefined> {
  const argv = captureArgv(request);
  const run = new Capturing(request);
  if (signal.aborted) {
    yield { kind: 'end', ...run.end('stopped') };
    return;
  }
  await run.start(runner, argv);
  const stop = () => run.stop('stopped');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    let told = false;
    let number = 1;
    for (;;) {
      await run.queue.wait();
      if (!told && run.beganAt !== null) {
        told = true;
        yield { kind: 'began', at: run.beganAt, argv };
      }
      for (let batch = run.queue.take(); batch.length > 0; batch = run.queue.take()) {
        yield packed(batch, number);
        number += batch.length;
        if (!run.ended && !run.queue.isBatch) await pause(BATCH_PAUSE);
      }
      if (run.ended) {
        yield { kind: 'end', ...run.ended };
        return;
      }
    }
  } finally {
    signal.removeEventListener('abort', stop);
    run.stop('stopped');
  }
}

class Capturing {
  ended: CaptureEnd | null = null;
  beganAt: number | null = null;
  readonly queue = new PacketQueue((on) => this.running?.hold?.(on));
  private running: RunningStream | null = null;
  private readonly pcap = new PcapStream();
  private reason: CaptureEnd['reason'] | null = null;
  private captured = 0;
  private bytes = 0;
  private received: number | null = null;
  private dropped: number | null = null;
  /** The last two lines: tcpdump names the device in one and the reason in the next. */
  private complaints: string[] = [];
  private room = MOST_LINES;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly request: CaptureRequest) {}

  async start(runner: Runner, argv: string[]): Promise<void> {
    const stderr = new Lines();
    const said = (line: string) => this.said(line);
    const running = await runner.stream(argv, {
      limitMs: captureLimitMs(this.request),
      onStdout: (chunk) => this.took(chunk),
      onStderr: (chunk) => stderr.take(chunk).forEach(said),
      onEnd: ({ code, lost }) => {
        clearTimeout(this.timer);
        stderr.end().forEach(said);
        this.ended = this.end(this.reason ?? this.whyEnded(code, lost), code);
        this.queue.tell();
      },
    });
    this.running = running;
    this.timer = setTimeout(() => this.stop('time'), this.request.limits.seconds * 1000);
    if (this.ended !== null) clearTimeout(this.timer);
    // It may have been reached before there was anything to close.
    if (this.reason !== null) running.close();
  }

  stop(reason: CaptureEnd['reason']): void {
    if (this.ended === null) this.reason ??= reason;
    this.running?.close();
  }

  end(reason: CaptureEnd['reason'], code: number | null = null): CaptureEnd {
    const { captured, received, dropped: droppedByKernel } = this;
    return { reason, captured, received, droppedByKernel, error: this.error(reason, code) };
  }

  private took(chunk: Buffer): void {
    if (this.reason !== null) return;
    const packets = this.pcap.take(chunk);
    const { limits } = this.request;
    let fit = 0;
    for (const { bytes } of packets) {
      if (this.captured === limits.packets || this.bytes + bytes.length > limits.bytes) break;
      this.captured += 1;
      this.bytes += bytes.length;
      fit += 1;
    }
    this.queue.put(packets.slice(0, fit));
    if (fit < packets.length) this.stop(this.captured === limits.packets ? 'packets' : 'bytes');
    else if (this.pcap.fault !== null) this.stop('failed');
  }

  private said(text: string): void {
    if (this.room-- <= 0) return;
    const line = parseTcpdumpLine(text);
    if (line.kind === 'listening') {
      this.beganAt ??= Date.now();
      this.queue.tell();
    } else if (line.kind === 'received') this.received = line.count;
    else if (line.kind === 'dropped') this.dropped = line.count;
    else if (line.kind === 'other' && line.text !== '')
      this.complaints = [...this.complaints.slice(-1), line.text];
  }

  private whyEnded(code: number | null, lost: boolean): CaptureEnd['reason'] {
    if (lost) return 'lost';
    return code === 0 && this.captured === this.request.limits.packets ? 'packets' : 'failed';
  }

  private error(reason: CaptureEnd['reason'], code: number | null): string | null {
    if (reason === 'lost') return 'The connection to the host went away, and the capture ended with it.';
    if (reason !== 'failed') return null;
    if (this.pcap.fault !== null) return this.pcap.fault;
    if (this.complaints.length > 0) return this.complaints.join(' ');
    return code === null ? 'tcpdump was ended on the host.' : `tcpdump ended with status ${code}.`;
  }
}

function packed(packets: readonly PcapPacket[], number: number): CaptureEvent {
  return {
    kind: 'packets',
    number,
    at: packets.map(({ at }) => at),
    length: packets.map(({ length }) => length),
    bytes: packets.map(({ bytes }) =>
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64'),
    ),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
