import { resolve } from 'node:path';
import { ArchiveError } from '../../backup/archive';
import { makeBackup } from '../../backup/make-backup';
import { restoreBackup } from '../../backup/restore-backup';
import { dataFolder } from '../client';
import { Failure } from '../failure';

type Answer = Promise<{ data: unknown; text: string }>;

/** Of the data folder on this machine, whether or not the product runs. @throws Failure */
export async function backup(file: string): Answer {
  const head = await inWords(makeBackup(dataFolder(), resolve(file)));
  const size = head.files.reduce((sum, one) => sum + one.size, 0);
  return {
    data: { file: resolve(file), ...head },
    text: [
      `revision ${head.revision} of fabric ${head.fabric} is in ${file}: ${head.files.length} files, ${size} bytes before packing`,
      'it holds the keys of this installation: keep it as you keep those; saved captures are not in it',
    ].join('\n'),
  };
}

/** Lays what is there aside. @throws Failure */
export async function restore(file: string): Answer {
  const { head, aside } = await inWords(restoreBackup(dataFolder(), resolve(file)));
  return {
    data: { ...head, aside },
    text: [
      `revision ${head.revision} of fabric ${head.fabric}, as of ${head.at}, is in ${dataFolder()}`,
      ...(aside ? [`what was there before lies in ${aside}`] : []),
      'everybody signs in again; tokens are those of the backup: revoke what was revoked since',
      'hosts that were changed since are compared at the next start; where much would be deleted, nothing is until you say so',
    ].join('\n'),
  };
}

async function inWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ArchiveError) throw new Failure('backup', error.message);
    throw error;
  }
}
