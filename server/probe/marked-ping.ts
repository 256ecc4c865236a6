import { randomBytes } from 'node:crypto';
import { notAssignable, parseAddress } from '../model/address';
import { badNamespaceName } from '../model/device-name';
import type { Runner } from '../ssh/runner';
import { parsePingLine, SummaryOfLines } from './parse/ping';

/** Packets, and seconds between them; without root ping takes no less. */
const COUNT = 3;
const INTERVAL_S = 0.2;
/** Seconds that the last one is waited for. */
const WAIT_S = 1;
/** Milliseconds for the whole of it, the host's own slowness included. */
const TIMEOUT_MS = 8_000;

export type MarkedPing = {
  namespace: string;
  /** An address that an endpoint can have. */
  target: string;
  /** 16 bytes in hexadecimal, which fill the payload: nobody can have sent them by chance. */
  mark: string;
};

export type PingOutcome = {
  sent: number;
  received: number;
  /** Milliseconds; null: nothing came back. */
  avgMs: number | null;
  /** What ping said where it could not send at all, else null. */
  error: string | null;
};

export function newMark(): string {
  return randomBytes(16).toString('hex');
}

/** @throws TypeError where the namespace's name or the address is none */
export function markedPingArgv({ namespace, target, mark }: MarkedPing, count = COUNT): string[] {
  const address = parseAddress(target);
  if (badNamespaceName(namespace) !== null || !address || notAssignable(address) !== null) {
    throw new TypeError(`no ping from "${namespace}" to "${target}"`);
  }
  if (!/^[0-9a-f]{32}$/.test(mark)) throw new TypeError('a mark is 16 bytes in hexadecimal');
  return [
    ...['ip', 'netns', 'exec', namespace, 'ping', '-n', '-q'],
    ...['-c', String(count), '-i', String(INTERVAL_S), '-W', String(WAIT_S), '-p', mark, '--', address.text],
  ];
}

/** Three echoes with a mark in them, from inside a namespace: 0.4 s where they are answered, 1.5 s where not. @throws RunnerError */
export async function markedPing(runner: Runner, ping: MarkedPing): Promise<PingOutcome> {
  const { sections } = await runner.run({
    sections: [{ name: 'ping', argv: markedPingArgv(ping), onFailure: 'continue' }],
    timeoutMs: TIMEOUT_MS,
  });
  const [{ stdout = '', stderr = '', code = 1 } = {}] = sections;
  const statistics = new SummaryOfLines();
  for (const line of stdout.split('\n')) statistics.take(parsePingLine(line));
  const { sent = 0, received = 0, avgMs = null } = statistics.summary() ?? {};
  // ping(8): 1 is "no answer", above it an error; a complaint without statistics is one too.
  const complaint =
    stderr
      .trim()
      .split('\n')[0]
      ?.replace(/^ping6?: /, '') ?? '';
  const error = code > 1 || sent === 0 ? complaint || `ping ended with status ${code}` : null;
  return { sent, received, avgMs, error };
}

/** Whether one echo is answered within a second. @throws RunnerError */
export async function markedEcho(runner: Runner, ping: MarkedPing): Promise<boolean> {
  const { sections } = await runner.run({
    sections: [{ name: 'ping', argv: markedPingArgv(ping, 1), onFailure: 'continue' }],
    timeoutMs: TIMEOUT_MS,
  });
  return sections[0]?.code === 0;
}
