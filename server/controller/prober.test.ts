import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Carriage } from '../live/carriage';
import type { UnderlayWay } from '../probe/underlay';
import { Prober } from './prober';

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

const way = (from: string, to: string): UnderlayWay => ({
  from,
  to,
  source: `10.0.0.${from}`,
  target: `10.0.0.${to}`,
});
const carried = (one: UnderlayWay, received = 3): Carriage => ({
  ...one,
  ...{ sent: 3, received, minMs: 1, avgMs: 1, maxMs: 1, error: null, at: Date.now() },
});
/** Every way between this many hosts. */
const mesh = (count: number) => {
  const hosts = Array.from({ length: count }, (_, n) => String(n));
  return hosts.flatMap((from) => hosts.filter((to) => to !== from).map((to) => way(from, to)));
};

/** A prober whose probes take half a second, and what happened. */
function watched(answer: (one: UnderlayWay) => Carriage | null = (one) => carried(one)) {
  const seen = {
    asked: [] as { at: number; way: UnderlayWay }[],
    found: [] as Carriage[],
    most: 0,
    mostOnOne: 0,
  };
  const running: UnderlayWay[] = [];
  const prober = new Prober({
    async probe(one, signal) {
      seen.asked.push({ at: Date.now(), way: one });
      running.push(one);
      seen.most = Math.max(seen.most, running.length);
      const own = running.filter(({ from }) => from === one.from).length;
      seen.mostOnOne = Math.max(seen.mostOnOne, own);
      await new Promise<void>((resolve) => {
        const end = () => {
          signal.removeEventListener('abort', end);
          resolve();
        };
        setTimeout(end, 500);
        signal.addEventListener('abort', end);
      });
      running.splice(running.indexOf(one), 1);
      return answer(one);
    },
    found: (carriage) => seen.found.push(carriage),
  });
  return { prober, seen };
}

it('asks each way at once and then every 30 seconds', async () => {
  const { prober, seen } = watched();
  prober.set([way('1', '2'), way('2', '1')]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(seen.found.map(({ from, to }) => [from, to])).toEqual([
    ['1', '2'],
    ['2', '1'],
  ]);
  await vi.advanceTimersByTimeAsync(28_000);
  expect(seen.asked).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(seen.asked).toHaveLength(4);
  prober.stop();
});

it('asks a way that loses packets again soon', async () => {
  const { prober, seen } = watched((one) => carried(one, one.from === '1' ? 2 : 3));
  prober.set([way('1', '2'), way('2', '1')]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(seen.asked.filter((one) => one.way.from === '1').length).toBeGreaterThan(3);
  expect(seen.asked.filter((one) => one.way.from === '2')).toHaveLength(1);
  prober.stop();
});

it('asks few at once, two on a host at most, and in a large fabric no way twice before all once', async () => {
  const { prober, seen } = watched();
  const ways = mesh(40);
  prober.set(ways);
  await vi.advanceTimersByTimeAsync(150_000);
  expect(seen.most).toBeLessThanOrEqual(8);
  expect(seen.mostOnOne).toBeLessThanOrEqual(2);
  const first = seen.asked.slice(0, Math.min(ways.length, seen.asked.length));
  expect(new Set(first.map((one) => one.way)).size).toBe(first.length);
  // A quick beginning, then one a second: the costs of a large fabric are those of a small one.
  expect(seen.asked.length).toBeGreaterThan(180);
  expect(seen.asked.length).toBeLessThanOrEqual(64 + 150);
  prober.stop();
});

it('asks the ways of a host at once where something changed there', async () => {
  const { prober, seen } = watched();
  prober.set(mesh(3));
  await vi.advanceTimersByTimeAsync(10_000);
  const before = seen.asked.length;
  prober.hasten('2');
  await vi.advanceTimersByTimeAsync(2_000);
  const after = seen.asked.slice(before).map(({ way: { from, to } }) => `${from}${to}`);
  expect(after.sort()).toEqual(['02', '12', '20', '21']);
  prober.stop();
});

it('forgets ways that are no more, and what was asked of them', async () => {
  const { prober, seen } = watched();
  prober.set(mesh(2));
  await vi.advanceTimersByTimeAsync(200);
  prober.set([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen.found).toEqual([]);
  expect(seen.asked).toHaveLength(2);
});

it('goes on with the others where one cannot be asked', async () => {
  const { prober, seen } = watched((one) => {
    if (one.from === '0') throw new Error('the connection is gone');
    return one.from === '1' ? null : carried(one);
  });
  prober.set(mesh(3));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(seen.found.map(({ from }) => from)).toEqual(['2', '2']);
  prober.stop();
});

it('ends what runs when it stops, and asks nothing any more', async () => {
  const { prober, seen } = watched();
  prober.set(mesh(3));
  await vi.advanceTimersByTimeAsync(200);
  prober.stop();
  const before = seen.asked.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect([seen.asked.length, seen.found]).toEqual([before, []]);
});
