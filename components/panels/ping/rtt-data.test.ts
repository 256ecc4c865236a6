import { expect, it } from 'vitest';
import { rttData } from './rtt-data';

it('what never came back is a gap, and told as lost', () => {
  const replies = [1, 2, 5].map((seq) => ({ seq, rttMs: seq / 10 }));
  expect(rttData(replies, [3, 4])).toEqual({
    seqs: [1, 2, 3, 4, 5],
    times: [0.1, 0.2, null, null, 0.5],
    lost: [3, 4],
  });
});

it('what has no answer yet is told before anything else comes back', () => {
  expect(rttData([], [1, 2])).toEqual({ seqs: [1, 2], times: [null, null], lost: [1, 2] });
  expect(rttData([], [])).toEqual({ seqs: [], times: [], lost: [] });
});

it('of many packets the last are shown, in order, however they came', () => {
  const replies = Array.from({ length: 1000 }, (_, i) => ({ seq: 1000 - i, rttMs: 1 }));
  const { seqs } = rttData(replies, []);
  expect([seqs.length, seqs[0], seqs.at(-1)]).toEqual([120, 881, 1000]);
});
