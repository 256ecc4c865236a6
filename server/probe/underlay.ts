import type { Carriage } from '../live/carriage';
import { parseAddress } from '../model/address';
import type { Runner } from '../ssh/runner';
import { Lines } from './parse/lines';
import { parsePingLine, SummaryOfLines } from './parse/ping';

/** From one VTEP to another: host ids and addresses. */
export type UnderlayWay = Pick<Carriage, 'from' | 'to' | 'source' | 'target'>;

/** Packets. */
const COUNT = 3;
/** Seconds between two packets; without root ping takes no less. */
const INTERVAL_S = 0.2;
/** Seconds that the last packet is waited for. */
const WAIT_S = 1;
/** Milliseconds after which the remote ping is ended whatever it does. */
const LIMIT_MS = 6_000;
/** A quiet ping prints some six lines; a host that prints without end fills no memory. */
const MOST_LINES = 50;

/**
 * @throws Error where an end has no address: what intent holds was checked before
 */
export function underlayArgv({ source, target }: UnderlayWay): string[] {
  const [own, peer] = [parseAddress(source), parseAddress(target)];
  if (!own || !peer || own.family !== peer.family) throw new Error(`no way from ${source} to ${target}`);
  return [
    ...['ping', '-n', '-q', '-c', String(COUNT), '-i', String(INTERVAL_S), '-W', String(WAIT_S)],
    ...['-I', own.text, peer.text],
  ];
}

/**
 * Whether the underlay carries from one VTEP to the other now: three echoes from the very address that the tunnel sends
 * from. null: nothing is known, as the connection or the probe was ended meanwhile.
 * @throws RunnerError where the probe could not be started
 */
export async function probeUnderlay(
  runner: Runner,
  way: UnderlayWay,
  signal: AbortSignal,
): Promise<Carriage | null> {
  const argv = underlayArgv(way);
  const at = Date.now();
  const stdout = new Lines();
  const stderr = new Lines();
  const statistics = new SummaryOfLines();
  let complaint: string | null = null;
  let room = MOST_LINES;
  const printed = (text: string) => {
    if (room-- > 0) statistics.take(parsePingLine(text));
  };
  const complained = (text: string) => {
    if (room-- > 0) complaint ??= text.replace(/^ping6?: /, '');
  };
  let end: (end: { code: number | null; lost: boolean }) => void = () => {};
  const ended = new Promise<{ code: number | null; lost: boolean }>((resolve) => {
    end = resolve;
  });
  const running = await runner.stream(argv, {
    limitMs: LIMIT_MS,
    onStdout: (chunk) => stdout.take(chunk).forEach(printed),
    onStderr: (chunk) => stderr.take(chunk).forEach(complained),
    onEnd: (how) => end(how),
  });
  const stop = () => running.close();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const { code, lost } = await ended;
  signal.removeEventListener('abort', stop);
  if (lost || signal.aborted) return null;
  stdout.end().forEach(printed);
  stderr.end().forEach(complained);
  const summary = statistics.summary();
  const { sent = 0, received = 0, minMs = null, avgMs = null, maxMs = null } = summary ?? {};
  return {
    ...way,
    sent,
    received,
    minMs,
    avgMs,
    maxMs,
    at,
    error: whyNot(code, summary !== null, complaint),
  };
}

/** ping(8): 1 is "no answer", which the counts say. */
function whyNot(code: number | null, counted: boolean, complaint: string | null): string | null {
  if (counted && (code === 0 || code === 1)) return null;
  if (code === null) return `ping did not end within ${LIMIT_MS / 1000} s`;
  return complaint ?? `ping ended with status ${code}`;
}
