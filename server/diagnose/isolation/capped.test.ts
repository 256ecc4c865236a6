import { expect, it } from 'vitest';
import { capped, MOST_TOLD } from './capped';
import { APART } from './fixtures/apart';
import type { Isolation, Shared } from './isolation';

const shared = (count: number): Isolation => ({
  ...APART,
  verdict: 'touching',
  inAll: { shared: count, doubts: 0, notes: 0 },
  shared: Array.from({ length: count }, (_, i) => ({ key: `k${i}`, since: count - i }) as Shared),
});

it('few things are told as they are', () => {
  const few = shared(MOST_TOLD);
  expect(capped(few)).toBe(few);
});

it('of very many those that last longest are told, and how many there are', () => {
  const told = capped(shared(4_000));
  expect(told.shared).toHaveLength(MOST_TOLD);
  expect(told.shared[0]?.since).toBe(1);
  expect(told.inAll.shared).toBe(4_000);
  expect(JSON.stringify(told).length).toBeLessThan(10_000);
});
