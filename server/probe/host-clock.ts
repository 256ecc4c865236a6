import type { Exchange } from '../diagnose/trace/clocks';
import type { Runner } from '../ssh/runner';

/** Milliseconds for one answer. */
const LIMIT_MS = 3_000;

/** Seconds since the epoch and nine digits behind them; a `date` without nanoseconds prints the letter. */
const TIME = /^(\d{9,11})(\d{9}|%?N)?\s*$/;

/** Of one question: null where the host gave no time. Microseconds. */
export function exchangeOf(sentAt: number, answer: string, receivedAt: number): Exchange | null {
  const [, seconds, rest = ''] = TIME.exec(answer) ?? [];
  if (seconds === undefined) return null;
  const isFine = /^\d{9}$/.test(rest);
  const hostAt = Number(seconds) * 1_000_000 + (isFine ? Math.floor(Number(rest) / 1000) : 0);
  return { sentAt, hostAt, receivedAt, stepUs: isFine ? 1 : 1_000_000 };
}

/**
 * Asks a host for its time, so many times one after the other. What was not answered is left out.
 * @param now microseconds since the epoch, on the controller's clock
 */
export async function askTime(
  runner: Runner,
  times: number,
  now: () => number,
  signal: AbortSignal,
): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  for (let i = 0; i < times && !signal.aborted; i++) {
    const exchange = await once(runner, now, signal).catch(() => null);
    if (exchange) exchanges.push(exchange);
  }
  return exchanges;
}

async function once(runner: Runner, now: () => number, signal: AbortSignal): Promise<Exchange | null> {
  let text = '';
  let sentAt = now();
  let receivedAt = 0;
  let tell: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const running = await runner.stream(['date', '+%s%N'], {
    limitMs: LIMIT_MS,
    // Before it is sent and not after: the host may answer while this process waits for its turn.
    onSending: () => {
      sentAt = now();
    },
    onStdout: (chunk) => {
      // The time that counts is that of the first byte; a host that prints without end fills no memory.
      if (receivedAt === 0) receivedAt = now();
      if (text.length < 64) text += chunk.toString('latin1');
    },
    onStderr: () => {},
    onEnd: () => tell(),
  });
  const stop = () => running.close();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  await ended;
  signal.removeEventListener('abort', stop);
  return exchangeOf(sentAt, text, receivedAt);
}
