import { readFileSync } from 'node:fs';
import type { ReadOutput } from './section-output';

export const DISTRIBUTIONS = ['debian11', 'debian12', 'debian13'] as const;
export type Distribution = (typeof DISTRIBUTIONS)[number];

type Row = { name: string; code: number; stderr: string; file: string };

/**
 * Outputs recorded by fixtures/record.sh, for tests. `bare`: a host that never had a namespace; `full`: network.ts;
 * `touched`: parts of that; `probe`: what that host can do.
 */
export function recorded(
  distribution: Distribution,
  host: 'bare' | 'full' | 'touched' | 'probe',
): ReadOutput[] {
  const read = (file: string) =>
    readFileSync(new URL(`./fixtures/${distribution}/${host}/${file}`, import.meta.url), 'utf8');
  const rows = JSON.parse(read('sections.json')) as Row[];
  return rows.map(({ name, code, stderr, file }) => ({ name, code, stderr, stdout: read(file) }));
}
