import { expect, it } from 'vitest';
import { nextProofAt } from './proof-schedule';

const HOUR = 3_600_000;
const START = 1_000 * HOUR;

it.each([
  ['is never where nobody wants it', 0, START - HOUR, null],
  ['is a minute after the start where there was none yet', 6, null, START + 60_000],
  ['is so long after the last one', 6, START - 2 * HOUR, START + 4 * HOUR],
  ['is a minute after the start where it was missed', 6, START - 20 * HOUR, START + 60_000],
  ['counts from one that somebody asked for meanwhile', 1, START + 3 * HOUR, START + 4 * HOUR],
])('the next proof %s', (_what, hours, lastAt, next) => {
  expect(nextProofAt(hours, lastAt, START)).toBe(next);
});
