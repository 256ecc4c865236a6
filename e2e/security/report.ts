import type { Fuzzed } from './fuzz';
import { ITEMS } from './items';
import type { Judged } from './judge';
import type { Soaked } from './soak';

const listed = (faults: readonly string[]) => faults.map((fault) => `  ✗ ${fault}`);

/** The table at the end of a run: what went wrong, what was tried, and how long what ends took. */
export function report(all: readonly Judged[], measured: ReadonlyMap<string, number>): string {
  const row = (name: string, ...cells: (number | string)[]) =>
    `${name.padEnd(66)}${cells.map((cell) => String(cell).padStart(10)).join('')}`;
  const sum = (of: (one: Judged) => number) => all.reduce((total, one) => total + of(one), 0);
  return [
    ...listed(all.flatMap(({ item, faults }) => faults.map((fault) => `${item}. ${fault}`))),
    ...[...measured].map(([what, ms]) => row(what, `${Math.round(ms)} ms`)),
    row('promise', 'attempts', 'refused', 'audited'),
    ...all.map(({ item, attempts, refused, audited }) =>
      row(`${String(item).padStart(2)}. ${ITEMS[item]}`, attempts, refused, audited),
    ),
    row(
      'in all',
      sum((one) => one.attempts),
      sum((one) => one.refused),
      sum((one) => one.audited),
    ),
  ].join('\n');
}

export function fuzzReport({ seed, fields, values, refused, accepted, faults }: Fuzzed): string {
  const told = `fuzz: ${values} values in ${fields} strings of the API (seed ${seed}): ${refused} refused, ${accepted} taken as data`;
  return [told, ...listed(faults)].join('\n');
}

export function soakReport({ clients, edits, acknowledged, conflicts, ms, faults }: Soaked): string {
  const told = `soak: ${clients} clients × ${edits} edits: ${acknowledged} acknowledged, ${conflicts} conflicts, ${Math.round(ms / 1000)} s`;
  return [told, ...listed(faults)].join('\n');
}
