type Ordered = { id: string; ordinal: number };

export type RowDiff<Row> = { added: Row[]; changed: Row[]; removed: string[] };

/**
 * What leads from the rows that are there to those that shall be, in the order given. A row keeps its ordinal while
 * that keeps the order, so that removing the first of many writes one row and not all.
 */
export function rowDiff<Row extends Ordered>(
  before: readonly Row[],
  after: readonly Omit<Row, 'ordinal'>[],
): RowDiff<Row> {
  const old = new Map(before.map((row) => [row.id, row]));
  const diff: RowDiff<Row> = { added: [], changed: [], removed: [] };
  let highest = before.reduce((most, row) => Math.max(most, row.ordinal), 0);
  let last = -1;
  for (const wanted of after) {
    const was = old.get(String(wanted.id));
    last = was && was.ordinal > last ? was.ordinal : ++highest;
    const row = { ...wanted, ordinal: last } as Row;
    if (!was) diff.added.push(row);
    else if (!sameRow(was, row)) diff.changed.push(row);
    old.delete(row.id);
  }
  diff.removed = [...old.keys()];
  return diff;
}

function sameRow<Row extends Ordered>(a: Row, b: Row): boolean {
  return (Object.keys(b) as (keyof Row)[]).every((column) => a[column] === b[column]);
}
