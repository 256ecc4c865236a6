import { describe, expect, it } from 'vitest';
import { ClockOffset } from './clock-offset';

describe('the offset of the clocks', () => {
  it('is that of the event that was under way the shortest', () => {
    const clock = new ClockOffset();
    expect(clock.measure(10_000, 4_000)).toBe(6_000);
    expect(clock.measure(10_100, 4_300)).toBe(6_000);
    expect(clock.measure(10_400, 4_390)).toBe(6_010);
  });

  it('is not spoiled by events that were kept for a minute', () => {
    const clock = new ClockOffset();
    clock.measure(100_000, 100_000);
    expect(clock.measure(41_000, 101_000)).toBe(0);
  });

  it('follows a clock that was set back', () => {
    const clock = new ClockOffset();
    clock.measure(100_000, 100_000);
    clock.measure(71_000, 131_000);
    expect(clock.measure(103_000, 163_000)).toBe(-60_000);
  });
});
