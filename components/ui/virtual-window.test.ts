import { describe, expect, it } from 'vitest';
import { visibleRows } from './virtual-window';

describe('rows that are drawn', () => {
  it.each([
    { name: 'at the top', count: 10_000, scrollTop: 0, from: 0, to: 16 },
    { name: 'in the middle', count: 10_000, scrollTop: 40_000, from: 994, to: 1_016 },
    { name: 'at the end', count: 10_000, scrollTop: 399_600, from: 9_984, to: 10_000 },
    { name: 'of few', count: 3, scrollTop: 0, from: 0, to: 3 },
    { name: 'of none', count: 0, scrollTop: 0, from: 0, to: 0 },
    { name: 'when most of them went while far down', count: 2, scrollTop: 40_000, from: 2, to: 2 },
  ])('$name', ({ count, scrollTop, from, to }) => {
    expect(visibleRows(count, { scrollTop, height: 400, rowHeight: 40 })).toEqual({ from, to });
  });
});
