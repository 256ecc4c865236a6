import type { ClientChannel } from 'ssh2';
import { beginMark } from './framing';
import { opened } from './opened';
import type { RunningStream, StreamOptions } from './runner';
import { newNonce, type Rights, renderStream, STREAM_BEAT } from './script';
import type { Session } from './session';

/** Milliseconds to wait for a channel on a host that takes few. */
const OPENING_MS = 10_000;
/** Milliseconds that the host has to end the command before the channel is closed on it. */
const PATIENCE_MS = 3000;
/** Bytes before the mark: a profile's talk is dropped, a refusal of sudo is short. */
const MOST_HELD = 4096;

/** @throws RunnerError `not-connected` */
export async function startStream(
  session: Session,
  argv: string[],
  options: StreamOptions,
  rights: Rights,
): Promise<RunningStream> {
  const nonce = newNonce();
  const script = renderStream(argv, options.limitMs, nonce, rights, options.beat);
  const channel = await opened(session.open(script.command, OPENING_MS));
  return follow(channel, script.stdin, nonce, session, options);
}

function follow(
  channel: ClientChannel,
  stdin: string,
  nonce: string,
  session: Session,
  options: StreamOptions,
): RunningStream {
  let ended: 'no' | 'asked' | 'yes' = 'no';
  let code: number | null = null;
  let open = 2;
  let patience: NodeJS.Timeout | undefined;
  const close = () => {
    if (ended !== 'no') return;
    ended = 'asked';
    clearInterval(beats);
    clearTimeout(limit);
    // What nobody reads never comes to its end.
    channel.resume();
    // The end of the input ends the command, and its last output still comes.
    channel.end();
    patience = setTimeout(() => channel.close(), PATIENCE_MS);
  };
  const beats = setInterval(() => channel.write('\n'), (options.beat ?? STREAM_BEAT) * 1000);
  const limit = setTimeout(close, options.limitMs);
  const finish = () => {
    open -= 1;
    if (open > 0) return;
    clearInterval(beats);
    clearTimeout(limit);
    clearTimeout(patience);
    const byUs = ended === 'asked';
    ended = 'yes';
    stderr.end();
    // A shell reports a signal as 128 and its number (1 to 64); iproute2 itself ends with 255.
    const signalled = code !== null && code > 128 && code <= 192;
    const own = signalled || byUs ? null : code;
    options.onEnd({ code: own, lost: code === null && !byUs && session.gone !== null });
  };
  const stdout = new AfterMark(nonce, options.onStdout);
  const stderr = new AfterMark(nonce, options.onStderr);
  channel.on('data', (chunk: Buffer) => stdout.take(chunk));
  channel.stderr.on('data', (chunk: Buffer) => stderr.take(chunk));
  channel.on('exit', (status: number | null) => {
    code = status;
  });
  channel.on('close', finish);
  channel.stderr.on('close', finish);
  channel.on('error', () => {});
  options.onSending?.();
  channel.write(stdin);
  const hold = (on: boolean) => {
    if (on && ended === 'no') channel.pause();
    else channel.resume();
  };
  return { close, hold };
}

/** Passes on what comes after the mark: before it, a login shell's profile may have printed anything. */
export class AfterMark {
  private readonly mark: Buffer;
  private held: Buffer | null = Buffer.alloc(0);

  constructor(
    nonce: string,
    private readonly pass: (chunk: Buffer) => void,
  ) {
    this.mark = Buffer.from(beginMark(nonce, 0));
  }

  take(chunk: Buffer): void {
    if (this.held === null) {
      this.pass(chunk);
      return;
    }
    this.held = Buffer.concat([this.held, chunk]);
    const at = this.held.indexOf(this.mark);
    if (at < 0) {
      this.held = this.held.subarray(-MOST_HELD);
      return;
    }
    const rest = this.held.subarray(at + this.mark.length);
    this.held = null;
    if (rest.length > 0) this.pass(rest);
  }

  /** Where no mark came, nothing of ours ran: what was said instead may tell why. */
  end(): void {
    if (this.held !== null && this.held.length > 0) this.pass(this.held);
    this.held = null;
  }
}
