import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowDiff } from './row-diff';

type Row = { id: string; ordinal: number; word: string };

const list = fc.uniqueArray(
  fc.record({ id: fc.constantFrom(...'abcdefgh'), word: fc.constantFrom('x', 'y') }),
  {
    selector: (row) => row.id,
  },
);

function applied(before: Row[], after: Omit<Row, 'ordinal'>[]): Row[] {
  const diff = rowDiff(before, after);
  const gone = new Set([...diff.removed, ...diff.changed.map((row) => row.id)]);
  const rows = [...before.filter((row) => !gone.has(row.id)), ...diff.changed, ...diff.added];
  return rows.sort((a, b) => a.ordinal - b.ordinal);
}

const bare = ({ id, word }: Row) => ({ id, word });

it('leads from any rows to any others, in their order, however often', () => {
  fc.assert(
    fc.property(fc.array(list, { minLength: 1, maxLength: 6 }), (steps) => {
      let rows: Row[] = [];
      for (const wanted of steps) {
        rows = applied(rows, wanted);
        expect(rows.map(bare)).toEqual(wanted);
        expect(new Set(rows.map((row) => row.ordinal)).size).toBe(rows.length);
      }
    }),
  );
});

it('writes only what differs: removing the first of many touches no other row', () => {
  const rows = [...'abcdef'].map((id, ordinal) => ({ id, ordinal, word: 'x' }));
  expect(rowDiff(rows, rows.slice(1))).toEqual({ added: [], changed: [], removed: ['a'] });
  const changed = rows.map((row) => (row.id === 'c' ? { ...row, word: 'y' } : row));
  expect(rowDiff(rows, changed).changed.map((row) => row.id)).toEqual(['c']);
});
