import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SEED } from '../compile/fixtures/intent';
import type { MatrixEvent, MatrixRequest } from '../probe/matrix-event';
import type { MatrixPlan } from './face';
import { MatrixRounds } from './matrix-rounds';

const MINUTE = 60_000;
const [first = '', second = ''] = SEED.tenants.map(({ networks }) => networks[0]?.id ?? '');

function rounds({
  intent = SEED,
  lasts = 0,
  lastAt = null as number | null,
  plans = [] as MatrixPlan[],
} = {}) {
  const started: { at: number; seats: number }[] = [];
  const kept: string[] = [];
  const saved: [string, number | null][] = [];
  let atOnce = 0;
  let most = 0;
  const all = new MatrixRounds({
    plans,
    intent: () => intent,
    async *matrix({ seats }: MatrixRequest, signal): AsyncGenerator<MatrixEvent> {
      started.push({ at: Date.now(), seats: seats.length });
      most = Math.max(most, ++atOnce);
      yield { kind: 'begin', seats, pairs: 2, leftOut: 0, at: Date.now() };
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, lasts);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
      atOnce -= 1;
      yield { kind: 'end', asked: 2, lost: 0, lossy: 0, failed: 0, error: null };
    },
    lastAt: async () => lastAt,
    save: async (networkId, every) => void saved.push([networkId, every]),
    keep: async ({ network }) => void kept.push(network.id),
  });
  return { all, started, kept, saved, most: () => most };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(1_000_000_000);
});
afterEach(() => vi.useRealTimers());

describe('repeated matrices', () => {
  it('begin soon after they are planned, and come again after their interval', async () => {
    const { all, started, kept, saved } = rounds();
    await all.plan(first, 5);
    await vi.advanceTimersByTimeAsync(10);
    expect([started.length, kept]).toEqual([1, [first]]);
    await vi.advanceTimersByTimeAsync(4 * MINUTE);
    expect(started).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(started).toHaveLength(2);
    expect(saved).toEqual([[first, 5]]);
    await all.stop();
  });

  it('run one at a time, with a pause between them', async () => {
    const { all, started, most } = rounds({ lasts: MINUTE });
    await all.plan(first, 5);
    await all.plan(second, 5);
    await vi.advanceTimersByTimeAsync(20 * MINUTE);
    expect(most()).toBe(1);
    expect(started.length).toBeGreaterThanOrEqual(6);
    for (const [i, { at }] of started.slice(1).entries()) {
      expect(at - (started[i]?.at ?? 0)).toBeGreaterThanOrEqual(MINUTE + 2_000);
    }
    await all.stop();
  });

  it('do not come all at once after a start', async () => {
    const plans = [first, second].map((networkId) => ({ networkId, everyMinutes: 60 }));
    const { all, started } = rounds({ plans });
    await all.begin();
    await vi.advanceTimersByTimeAsync(19 * MINUTE);
    expect(started).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(started).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(20 * MINUTE);
    expect(started).toHaveLength(2);
    await all.stop();
  });

  it('keep their interval over a start', async () => {
    const plans = [{ networkId: first, everyMinutes: 60 }];
    const { all, started } = rounds({ plans, lastAt: 1_000_000_000 - 50 * MINUTE });
    await all.begin();
    await vi.advanceTimersByTimeAsync(9 * MINUTE);
    expect(started).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(started).toHaveLength(1);
    await all.stop();
  });

  it('end with their network, and keep nothing of what was cut short', async () => {
    const { all, kept, saved } = rounds({ lasts: MINUTE });
    await all.plan(first, 5);
    await vi.advanceTimersByTimeAsync(MINUTE / 2);
    await all.stop();
    expect(kept).toEqual([]);
    const gone = rounds({ intent: { ...SEED, tenants: [] } });
    await gone.all.plan(first, 5);
    await vi.advanceTimersByTimeAsync(10);
    expect([gone.all.plans(), gone.saved.at(-1), saved.length]).toEqual([[], [first, null], 1]);
    await gone.all.stop();
  });
});
