import type { MatrixEvent, MatrixResult } from './matrix-event';

/** Gathers what a matrix tells. */
export function withCell(result: MatrixResult | null, event: MatrixEvent): MatrixResult | null {
  if (event.kind === 'begin') {
    const { seats, pairs, leftOut } = event;
    return { seats, pairs, leftOut, cells: [] };
  }
  if (event.kind === 'cell') result?.cells.push(event.cell);
  return result;
}

/** What a matrix came to, for a line about it. */
export function matrixWords({ cells, leftOut }: MatrixResult): { outcome: 'good' | 'bad'; sentence: string } {
  const bad = cells.filter(({ error, received, sent }) => error !== null || received < sent).length;
  const rest = leftOut > 0 ? `; ${leftOut} pairs left out` : '';
  return {
    outcome: bad > 0 ? 'bad' : 'good',
    sentence: `${bad > 0 ? `${bad} of ${cells.length} pairs with loss` : `${cells.length} pairs, no loss`}${rest}.`,
  };
}
