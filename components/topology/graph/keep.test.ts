import { describe, expect, it } from 'vitest';
import { keep } from './keep';

describe('keep', () => {
  it('gives back the very same object where nothing changed', () => {
    const before = { hosts: [{ id: 'a', lanes: [{ key: 'x', n: 1 }] }] };
    expect(keep(before, structuredClone(before))).toBe(before);
  });

  it('gives new identity only to what changed and to what holds it', () => {
    const before = {
      hosts: [
        { id: 'a', n: 1, lane: { n: 1 } },
        { id: 'b', n: 1, lane: { n: 1 } },
      ],
    };
    const after = keep(before, {
      hosts: [
        { id: 'a', n: 1, lane: { n: 1 } },
        { id: 'b', n: 2, lane: { n: 1 } },
      ],
    });
    expect(after).not.toBe(before);
    expect(after.hosts[0]).toBe(before.hosts[0]);
    expect(after.hosts[1]).not.toBe(before.hosts[1]);
    expect(after.hosts[1]?.lane).toBe(before.hosts[1]?.lane);
    expect(after.hosts[1]?.n).toBe(2);
  });

  it('knows things by key when others come or go before them', () => {
    const before = [
      { id: 'a', n: { x: 1 } },
      { id: 'b', n: { x: 2 } },
    ];
    const after = keep(before, [
      { id: 'new', n: { x: 3 } },
      { id: 'b', n: { x: 2 } },
    ]);
    expect(after[1]).toBe(before[1]);
  });

  it('sees a field that went or became undefined', () => {
    const before: { a: number; b?: number } = { a: 1, b: 2 };
    expect(keep(before, { a: 1 })).toEqual({ a: 1 });
    expect(keep({ a: 1 } as typeof before, { a: 1, b: undefined })).toHaveProperty('b');
  });
});
