import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Clocks } from './clocks';
import type { Crossing } from './correlator';

const T = 1_700_000_000_000_000;
/** A question that took `there` and its answer that took `back`, of a clock that shows `offset` more. */
const exchange = (offset: number, there: number, back: number) => ({
  sentAt: T,
  hostAt: T + there + offset,
  receivedAt: T + there + back,
  stepUs: 0,
});

describe('asked over SSH', () => {
  it('the exchange with the least round trip counts, and half of that is the error', () => {
    const clocks = new Clocks(['a']);
    clocks.asked('a', [exchange(5_000, 900, 100), exchange(5_000, 40, 60), exchange(5_000, 100, 900)]);
    expect(clocks.offsets()).toEqual([{ hostId: 'a', offsetUs: 4_990, errorUs: 50 }]);
  });

  it('the gap of two hosts is as wrong as both together', () => {
    const clocks = new Clocks(['a', 'b']);
    clocks.asked('a', [exchange(1_000, 50, 50)]);
    clocks.asked('b', [exchange(3_500, 100, 100)]);
    expect(clocks.gap()).toEqual({ gapUs: 2_500, errorUs: 150, by: 'exchange' });
  });

  it('a clock that shows whole seconds is as wrong as half a second', () => {
    const clocks = new Clocks(['a']);
    clocks.asked('a', [{ sentAt: T + 400_000, hostAt: T, receivedAt: T + 400_100, stepUs: 1_000_000 }]);
    const [{ offsetUs = 0, errorUs = 0 } = {}] = clocks.offsets();
    expect(errorUs).toBe(500_050);
    expect(Math.abs(offsetUs)).toBeLessThanOrEqual(errorUs);
  });
});

const there = (gap: number, took: number): Crossing => ({
  direction: 'there',
  left: T,
  came: T + took + gap,
});
const back = (gap: number, took: number): Crossing => ({ direction: 'back', left: T + gap, came: T + took });

describe('packets', () => {
  it('of both ways tell the gap better than the exchange', () => {
    const clocks = new Clocks(['a', 'b']);
    clocks.asked('a', [exchange(0, 3_000, 3_000)]);
    clocks.asked('b', [exchange(700, 3_000, 3_000)]);
    clocks.crossed([there(700, 40), there(700, 25), back(700, 31)], T);
    expect(clocks.gap()).toEqual({ gapUs: 697, errorUs: 28, by: 'packets' });
    expect(clocks.offsets()[1]?.offsetUs).toBe(697);
  });

  it('of one way narrow it from one side', () => {
    const clocks = new Clocks(['a', 'b']);
    clocks.asked('a', [exchange(0, 0, 0)]);
    clocks.asked('b', [exchange(0, 500, 500)]);
    clocks.crossed([there(0, 100)], T);
    expect(clocks.gap()).toEqual({ gapUs: -200, errorUs: 300, by: 'packets' });
  });

  it('tell it by themselves where nobody could be asked', () => {
    const clocks = new Clocks(['a', 'b']);
    clocks.crossed([there(90, 10)], T);
    expect(clocks.gap()).toBeNull();
    clocks.crossed([back(90, 10)], T);
    expect(clocks.gap()).toEqual({ gapUs: 90, errorUs: 10, by: 'packets' });
  });

  it('of an hour ago do not hold a clock that drifts', () => {
    const clocks = new Clocks(['a', 'b']);
    for (let second = 0; second < 3600; second += 5) {
      // 50 parts in a million.
      const gap = second * 50;
      clocks.crossed([there(gap, 100), back(gap, 100)], T + second * 1_000_000);
    }
    const { gapUs = 0, errorUs = 0 } = clocks.gap() ?? {};
    expect(Math.abs(gapUs - 3595 * 50)).toBeLessThan(3_000);
    expect(errorUs).toBeGreaterThanOrEqual(0);
  });

  it('that contradict what was asked just now are of a clock before it was set', () => {
    const clocks = new Clocks(['a', 'b']);
    clocks.crossed([there(0, 10), back(0, 10)], T);
    clocks.asked('a', [exchange(0, 100, 100)]);
    clocks.asked('b', [exchange(900_000, 100, 100)]);
    expect(clocks.gap()).toEqual({ gapUs: 900_000, errorUs: 200, by: 'exchange' });
  });
});

it('the truth lies within the error, whatever the clocks show and however long anything takes', () => {
  const took = fc.integer({ min: 0, max: 50_000 });
  const offset = fc.integer({ min: -10_000_000, max: 10_000_000 });
  fc.assert(
    fc.property(
      offset,
      offset,
      fc.array(fc.tuple(took, took), { minLength: 1, maxLength: 5 }),
      fc.array(fc.record({ isBack: fc.boolean(), took }), { maxLength: 30 }),
      (a, b, trips, crossings) => {
        const clocks = new Clocks(['a', 'b']);
        clocks.asked(
          'a',
          trips.map(([out, home]) => exchange(a, out, home)),
        );
        clocks.asked(
          'b',
          trips.map(([out, home]) => exchange(b, home, out)),
        );
        clocks.crossed(
          crossings.map((one) => (one.isBack ? back : there)(b - a, one.took)),
          T,
        );
        const gap = clocks.gap();
        expect(Math.abs((gap?.gapUs ?? 0) - (b - a))).toBeLessThanOrEqual((gap?.errorUs ?? 0) + 1);
        const [first] = clocks.offsets();
        expect(Math.abs((first?.offsetUs ?? 0) - a)).toBeLessThanOrEqual((first?.errorUs ?? 0) + 1);
      },
    ),
  );
});
