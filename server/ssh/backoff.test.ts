import { expect, it } from 'vitest';
import { nextTryMs } from './backoff';

it('doubles from half a second up to 30 s', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 8, 1000].map((failures) => nextTryMs(failures, () => 1));
  expect(longest).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

it('is spread over its second half', () => {
  expect(nextTryMs(7, () => 0)).toBe(15_000);
  const tries = Array.from({ length: 200 }, () => nextTryMs(7));
  expect(Math.min(...tries)).toBeGreaterThanOrEqual(15_000);
  expect(Math.max(...tries)).toBeLessThanOrEqual(30_000);
  expect(new Set(tries).size).toBeGreaterThan(100);
});
