import { describe, expect, it } from 'vitest';
import type { MatrixCell } from '@/server/api/types';
import { cellText, lookOf, rangeOf, shortTime } from './matrix-heat';
import { type MatrixRun, useMatrix, withMatrixEvent } from './matrix-store';

const cell = (changes: Partial<MatrixCell>): MatrixCell => ({
  ...{ from: 'a', to: 'b', sent: 3, received: 3, minMs: 1, avgMs: 1, maxMs: 1, error: null, at: 0 },
  ...changes,
});
const lost = cell({ received: 0, minMs: null, avgMs: null, maxMs: null });

const begun: MatrixRun = {
  ...{
    id: 'm',
    networkId: 'net',
    network: 'microsoft/default',
    tenantColor: 0,
    startedAt: 0,
    state: 'running',
  },
  ...{ seats: [], pairs: 0, leftOut: 0, asked: 0, bad: 0, cells: {}, error: null },
};

describe('the look of a cell', () => {
  const range = { least: 0.1, most: 10 };
  it.each([
    ['asking', { kind: 'asking' }],
    [cell({ error: 'no connection', received: 0 }), { kind: 'failed' }],
    [lost, { kind: 'lost' }],
    [cell({ received: 2, avgMs: 10 }), { kind: 'lossy', heat: 1 }],
    [cell({ avgMs: 0.1 }), { kind: 'carried', heat: 0 }],
    [cell({ avgMs: 1 }), { kind: 'carried', heat: 0.5 }],
  ] as const)('%#', (what, look) => {
    expect(lookOf(what, range)).toEqual(look);
  });
  it('makes nothing of times that are alike', () => {
    const cells = [cell({ avgMs: 0.1 }), cell({ avgMs: 0.19 })];
    expect(lookOf(cell({ avgMs: 0.19 }), rangeOf(cells))).toEqual({ kind: 'carried', heat: 0 });
  });
  it('has no range before anything is answered', () => {
    expect(rangeOf(['asking', lost])).toBeNull();
  });
  it('says all of it in words', () => {
    expect(cellText('a', 'b', lost)).toBe('a → b: nothing of 3 packets came back');
    expect(cellText('a', 'b', undefined)).toBe('a → b: not asked');
    expect(cellText('a', 'b', cell({ received: 2 }))).toContain('1 of 3 lost');
    expect([shortTime(0.123), shortTime(12.34), shortTime(123.4)]).toEqual(['0.12', '12.3', '123']);
  });
});

describe('a matrix', () => {
  it('counts what was asked and what is bad, and forgets what was under way when it ends', () => {
    let run = withMatrixEvent(begun, { kind: 'begin', seats: [], pairs: 6, leftOut: 2, at: 0 });
    run = withMatrixEvent(run, { kind: 'asking', from: 'a', to: 'b' });
    run = withMatrixEvent(run, { kind: 'asking', from: 'b', to: 'a' });
    run = withMatrixEvent(run, { kind: 'cell', cell: lost });
    expect(run).toMatchObject({ pairs: 6, leftOut: 2, asked: 1, bad: 1, cells: { b: { a: 'asking' } } });
    const counts = { asked: 1, lost: 1, lossy: 0, failed: 0 };
    run = withMatrixEvent(run, { kind: 'end', ...counts, error: null });
    expect(run).toMatchObject({ state: 'ended', cells: { a: { b: lost }, b: {} } });
  });
  it('leaves the rows alone that a result is not of, so that they are not drawn again', () => {
    const one = withMatrixEvent(begun, { kind: 'cell', cell: cell({}) });
    const two = withMatrixEvent(one, { kind: 'cell', cell: cell({ from: 'b', to: 'a' }) });
    expect(two.cells.a).toBe(one.cells.a);
  });
  it('that is stopped ends its stream, and late news of it changes nothing', () => {
    let ended = 0;
    const { begin, stop, take } = useMatrix.getState();
    begin(begun, () => {
      ended += 1;
    });
    stop();
    expect([ended, useMatrix.getState().run?.state]).toEqual([1, 'stopped']);
    begin({ ...begun, id: 'next' }, () => {});
    take('m', { kind: 'cell', cell: cell({}) });
    expect(useMatrix.getState().run).toMatchObject({ id: 'next', asked: 0 });
  });
});
