import { readFileSync } from 'node:fs';
import { checkIntent } from '../../model/check';
import { difference } from '../../model/fabric-file/difference';
import { type FileFault, parseFabricFile, placeFaults } from '../../model/fabric-file/parse';
import { wantedIntent } from '../../model/fabric-file/wanted';
import type { Intent } from '../../model/intent';
import type { Operation } from '../../model/operation';
import type { Client } from '../client';
import { Failure } from '../failure';

export type WantedChange = { current: Intent; wanted: Intent; operations: Operation[] };

/**
 * What would make the fabric equal to the file.
 * @throws Failure naming every fault of the file with its line; nothing has been sent then
 */
export async function wantedChange(client: Client, path: string): Promise<WantedChange> {
  const text = readFile(path);
  const parsed = parseFabricFile(text);
  if (!parsed.file) throw badFile(path, parsed.faults);
  const { intent: current } = await client.intent.get.query();
  const { intent: wanted, faults } = wantedIntent(current, parsed.file);
  const all = placeFaults([...faults, ...checkIntent(wanted)], parsed.file, parsed.lineOf);
  if (all.length > 0) throw badFile(path, all);
  return { current, wanted, operations: difference(current, wanted) };
}

function readFile(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new Failure('no-file', `cannot read ${path}: ${(error as NodeJS.ErrnoException).code ?? error}`);
  }
}

function badFile(path: string, faults: readonly FileFault[]): Failure {
  const lines = faults.map((fault) => {
    const place = fault.line === null ? path : `${path}:${fault.line}`;
    return `${place}: ${fault.path ? `${fault.path}: ` : ''}${fault.sentence}`;
  });
  const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
  return new Failure('bad-file', `${path} has ${count}; nothing was changed`, lines);
}
