import { notAssignable, parseAddress } from '../model/address';
import { badNamespaceName } from '../model/device-name';
import type { Runner } from '../ssh/runner';
import { ask } from './ask';
import type { MatrixCell, MatrixEvent, MatrixRequest, MatrixSeat } from './matrix-event';
import { MATRIX_BOUNDS, type MatrixBounds, MatrixSchedule, MOST_PAIRS, pairsOf } from './matrix-schedule';
import { paced } from './paced';
import { parsePingLine, SummaryOfLines } from './parse/ping';
import { PingRefused } from './ping-request';

const COUNT = { least: 1, most: 10 };
/** Milliseconds between two packets of a pair. */
const INTERVAL_MS = 200;
const WAIT_S = 1;
const SPARE_MS = 5_000;

/** How to ask a host, or why it cannot be asked. */
export type RunnerOf = (hostId: string) => Runner | { sentence: string };

/** @throws PingRefused */
export function matrixArgv(from: MatrixSeat, to: MatrixSeat, count: number): string[] {
  if (!Number.isInteger(count) || count < COUNT.least || count > COUNT.most) {
    throw new PingRefused(
      `A matrix has ${COUNT.least} to ${COUNT.most} packets for each pair, not ${count}.`,
    );
  }
  const name = badNamespaceName(from.namespace);
  const target = parseAddress(to.address);
  const bad = name ?? (target ? notAssignable(target) : `"${to.address.slice(0, 60)}" is no address`);
  if (bad !== null || !target) throw new PingRefused(`${bad}.`);
  return [
    ...['ip', 'netns', 'exec', from.namespace],
    ...['ping', '-n', '-q', '-c', String(count), '-i', String(INTERVAL_MS / 1000), '-W', String(WAIT_S)],
    ...['--', target.text],
  ];
}

/**
 * Every endpoint pings every other one, few at once; each result is told as it comes, and the last event is `end`.
 * Aborting ends what runs and asks nothing more.
 * @throws PingRefused before anything is sent
 */
export async function* matrix(
  runnerOf: RunnerOf,
  { seats, count }: MatrixRequest,
  signal: AbortSignal,
  bounds: MatrixBounds = MATRIX_BOUNDS,
): AsyncGenerator<MatrixEvent, void, undefined> {
  const { pairs, leftOut } = pairsOf(seats.length, MOST_PAIRS);
  const seat = (index: number): MatrixSeat => seats[index] as MatrixSeat;
  for (const [from, to] of pairs) matrixArgv(seat(from), seat(to), count);
  const shown = seats.map(({ namespace: _, ...rest }) => rest);
  yield { kind: 'begin', seats: shown, pairs: pairs.length, leftOut, at: Date.now() };

  const schedule = new MatrixSchedule(pairs, (index) => seat(index).hostId, bounds);
  const tally = { asked: 0, lost: 0, lossy: 0, failed: 0 };
  yield* paced<MatrixEvent>(
    schedule,
    async ([a, b], put, ending) => {
      const [from, to] = [seat(a), seat(b)];
      put({ kind: 'asking', from: from.endpointId, to: to.endpointId });
      const cell = await pingPair(runnerOf(from.hostId), from, to, count, ending);
      if (!cell) return;
      tally.asked += 1;
      if (cell.error !== null) tally.failed += 1;
      else if (cell.received === 0) tally.lost += 1;
      else if (cell.received < cell.sent) tally.lossy += 1;
      put({ kind: 'cell', cell });
    },
    signal,
  );
  yield { kind: 'end', ...tally, error: null };
}

/** null: it was ended meanwhile. */
async function pingPair(
  host: Runner | { sentence: string },
  from: MatrixSeat,
  to: MatrixSeat,
  count: number,
  signal: AbortSignal,
): Promise<MatrixCell | null> {
  const ends = { from: from.endpointId, to: to.endpointId, at: Date.now() };
  const nothing = { sent: 0, received: 0, minMs: null, avgMs: null, maxMs: null };
  if ('sentence' in host) return { ...ends, ...nothing, error: host.sentence };
  const limitMs = count * INTERVAL_MS + WAIT_S * 1000 + SPARE_MS;
  try {
    const said = await ask(host, matrixArgv(from, to, count), limitMs, signal);
    if (signal.aborted) return null;
    if (!said) return { ...ends, ...nothing, error: 'The connection to the host went away.' };
    const lines = new SummaryOfLines();
    for (const text of said.stdout) lines.take(parsePingLine(text));
    const summary = lines.summary();
    if (!summary) {
      return { ...ends, ...nothing, error: said.stderr[0] ?? 'ping ended without its statistics' };
    }
    const { lossPercent: _, ...counts } = summary;
    return { ...ends, ...counts, error: null };
  } catch (error) {
    return { ...ends, ...nothing, error: error instanceof Error ? error.message : String(error) };
  }
}
