import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDatabase } from '../db/temporary';
import { type KeptResult, keepResult, lastResult, recentResults } from './kept-results';

let database: Awaited<ReturnType<typeof temporaryDatabase>>;
beforeAll(async () => {
  database = await temporaryDatabase();
});
afterAll(() => database.remove());

const kept = (more: Partial<KeptResult>): KeptResult => ({
  kind: 'path',
  key: 'a b',
  at: 1_000,
  actor: 'anna',
  subject: 'microsoft@node01 → microsoft@node02',
  outcome: 'good',
  sentence: 'No fault found.',
  result: { verdict: 'ok' },
  ...more,
});

describe('a kept result', () => {
  it('is the last one of its kind for its thing', async () => {
    await keepResult(kept({}));
    await keepResult(kept({ at: 2_000, outcome: 'bad', result: { verdict: 'broken' } }));
    await keepResult(kept({ kind: 'ping', at: 3_000 }));
    expect(await lastResult('path', 'a b')).toEqual(
      kept({ at: 2_000, outcome: 'bad', result: { verdict: 'broken' } }),
    );
    expect(await lastResult('path', 'b a')).toBeNull();
    expect(await recentResults(['path'], 10)).toHaveLength(1);
    const { result: _, ...line } = kept({ kind: 'ping', at: 3_000 });
    expect((await recentResults(['ping', 'path'], 10))[0]).toEqual(line);
  });

  it('goes when there are too many newer ones, and is none where it is too large', async () => {
    for (let n = 0; n < 101; n++) await keepResult(kept({ kind: 'mtu', key: `net${n}`, at: n }));
    expect(await recentResults(['mtu'], 500)).toHaveLength(100);
    expect(await lastResult('mtu', 'net0')).toBeNull();
    await keepResult(kept({ kind: 'mtu', key: 'large', result: 'x'.repeat(600_000) }));
    expect(await lastResult('mtu', 'large')).toBeNull();
  });
});
