import type { Carriage } from '../live/carriage';
import { parseAddress } from '../model/address';
import type { Runner } from '../ssh/runner';
import { ask } from './ask';
import { parsePingLine, SummaryOfLines } from './parse/ping';

/** From one VTEP to another: host ids and addresses. */
export type UnderlayWay = Pick<Carriage, 'from' | 'to' | 'source' | 'target'>;

/** Packets. */
const COUNT = 3;
/** Seconds between two packets; without root ping takes no less. */
const INTERVAL_S = 0.2;
/** Seconds that the last packet is waited for. */
const WAIT_S = 1;
/** Bytes of IP and ICMP before what ping counts as its size. */
const ECHO_HEADERS = { 4: 28, 6: 48 } as const;
/** Milliseconds after which the remote ping is ended whatever it does. */
const LIMIT_MS = 6_000;

/**
 * @throws Error where an end has no address: what intent holds was checked before
 */
export function underlayArgv({ source, target }: UnderlayWay, bytes: number | null = null): string[] {
  const [own, peer] = [parseAddress(source), parseAddress(target)];
  if (!own || !peer || own.family !== peer.family) throw new Error(`no way from ${source} to ${target}`);
  return [
    ...['ping', '-n', '-q', '-c', String(COUNT), '-i', String(INTERVAL_S), '-W', String(WAIT_S)],
    ...(bytes === null ? [] : ['-M', 'do', '-s', String(bytes - ECHO_HEADERS[own.family])]),
    ...['-I', own.text, peer.text],
  ];
}

/**
 * Whether the underlay carries from one VTEP to the other now: three echoes from the very address that the tunnel sends
 * from; packets of that many bytes, headers included, which nobody may fragment. null: nothing is known, as the
 * connection or the probe was ended meanwhile.
 * @throws RunnerError where the probe could not be started
 */
export async function probeUnderlay(
  runner: Runner,
  way: UnderlayWay,
  signal: AbortSignal,
  bytes: number | null = null,
): Promise<Carriage | null> {
  const argv = underlayArgv(way, bytes);
  const at = Date.now();
  const said = await ask(runner, argv, LIMIT_MS, signal);
  if (!said) return null;
  const statistics = new SummaryOfLines();
  for (const text of said.stdout) statistics.take(parsePingLine(text));
  const complaint = said.stderr[0]?.replace(/^ping6?: /, '') ?? null;
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
    error: whyNot(said.code, summary !== null, complaint),
  };
}

/** ping(8): 1 is "no answer", which the counts say. */
function whyNot(code: number | null, counted: boolean, complaint: string | null): string | null {
  if (counted && (code === 0 || code === 1)) return null;
  if (code === null) return `ping did not end within ${LIMIT_MS / 1000} s`;
  return complaint ?? `ping ended with status ${code}`;
}
