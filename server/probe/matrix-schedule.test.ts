import { describe, expect, it } from 'vitest';
import { type MatrixBounds, MatrixSchedule, type Pair, pairsOf } from './matrix-schedule';

describe('the pairs of a matrix', () => {
  it.each([
    [0, 100, 0, 0],
    [1, 100, 0, 0],
    [2, 100, 2, 0],
    [3, 100, 6, 0],
    [4, 100, 12, 0],
    [30, 870, 870, 0],
    // Whole rounds of 31 both ways: 14 of 15.
    [31, 870, 868, 62],
    [100, 870, 800, 9_100],
    [2_000, 870, 0, 3_998_000],
  ])('of %i endpoints with room for %i are %i, and %i are left out', (seats, most, asked, leftOut) => {
    const all = pairsOf(seats, most);
    expect([all.pairs.length, all.leftOut]).toEqual([asked, leftOut]);
  });

  it.each([2, 3, 4, 7, 8, 31])('of %i endpoints are each once, nobody with itself, both ways', (seats) => {
    const { pairs } = pairsOf(seats, 870);
    const keys = new Set(pairs.map(([from, to]) => `${from} ${to}`));
    expect(keys.size).toBe(pairs.length);
    for (const [from, to] of pairs) {
      expect(from).not.toBe(to);
      expect(keys).toContain(`${to} ${from}`);
    }
    const asks = new Map<number, number>();
    for (const [from] of pairs) asks.set(from, (asks.get(from) ?? 0) + 1);
    expect(new Set(asks.values()).size).toBe(1);
  });
});

/** Runs a schedule on a clock of its own; each pair takes `lasts` milliseconds. */
function simulate(
  pairs: readonly Pair[],
  hostOf: (seat: number) => string,
  bounds: MatrixBounds,
  lasts: number,
) {
  const schedule = new MatrixSchedule(pairs, hostOf, bounds);
  const running: { pair: Pair; until: number }[] = [];
  const starts: { pair: Pair; at: number; running: number; onHost: number }[] = [];
  let now = 1_000;
  for (let turn = schedule.take(now); turn !== 'done'; turn = schedule.take(now)) {
    if (turn === 'full') {
      running.sort((a, b) => a.until - b.until);
      const first = running.shift();
      if (!first) throw new Error('full, and nothing runs');
      now = Math.max(now, first.until);
      schedule.over(first.pair);
    } else if ('wait' in turn) {
      now += turn.wait;
    } else {
      running.push({ pair: turn.start, until: now + lasts });
      const host = hostOf(turn.start[0]);
      const onHost = running.filter(({ pair }) => hostOf(pair[0]) === host).length;
      starts.push({ pair: turn.start, at: now, running: running.length, onHost });
    }
  }
  return { starts, endedAt: now };
}

describe('a matrix', () => {
  const bounds: MatrixBounds = { atOnce: 4, atOncePerHost: 2, paceMs: 50 };

  it('asks every pair once, few at once, few on one host, and not all at one moment', () => {
    const { pairs } = pairsOf(12, 870);
    const { starts } = simulate(pairs, (seat) => `host${seat % 3}`, bounds, 400);
    expect(starts.map(({ pair }) => pair.join(' ')).sort()).toEqual(
      pairs.map((pair) => pair.join(' ')).sort(),
    );
    expect(Math.max(...starts.map(({ running }) => running))).toBe(4);
    expect(Math.max(...starts.map(({ onHost }) => onHost))).toBe(2);
    const gaps = starts.slice(1).map(({ at }, i) => at - (starts[i]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(50);
  });

  it('of endpoints on one host alone goes on at that host’s pace', () => {
    const { pairs } = pairsOf(4, 870);
    const { starts } = simulate(pairs, () => 'only', bounds, 400);
    expect(starts).toHaveLength(12);
    expect(Math.max(...starts.map(({ running }) => running))).toBe(2);
  });

  it('goes round a host that is busy', () => {
    const pairs: Pair[] = [
      [0, 1],
      [0, 2],
      [0, 3],
      [4, 0],
    ];
    const { starts } = simulate(pairs, (seat) => `host${seat}`, bounds, 400);
    expect(starts.map(({ pair }) => pair[0])).toEqual([0, 0, 4, 0]);
  });

  it('of nothing is done at once', () => {
    expect(new MatrixSchedule([], () => '').take(0)).toBe('done');
  });
});
