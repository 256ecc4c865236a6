import { mkdtemp, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { databaseFile } from '../db/folder';
import { snapshotDatabase } from '../db/snapshot';
import { ArchiveError, type ArchiveHead, writeArchive } from './archive';
import { DATABASE_NAME, KEPT_FILES } from './contents';

/**
 * Writes a backup of a data folder, while a product works on it or not.
 * @throws ArchiveError in words for a person
 */
export async function makeBackup(folder: string, to: string): Promise<ArchiveHead> {
  if (!(await stat(databaseFile(folder)).catch(() => null)))
    throw new ArchiveError(`there is no database in ${folder}: OVERLANE_DATA names another data folder`);
  const draft = await mkdtemp(join(dirname(databaseFile(folder)), 'backup-'));
  try {
    const copy = join(draft, DATABASE_NAME);
    const at = new Date().toISOString();
    const { fabric, revision } = await snapshotDatabase(folder, copy).catch((cause: Error) => {
      throw new ArchiveError(cause.message, { cause });
    });
    const found = await Promise.all(
      KEPT_FILES.map(async (name) => {
        const path = join(folder, name);
        return (await stat(path).catch(() => null)) ? [{ name, path }] : [];
      }),
    );
    return await writeArchive(to, { at, fabric, revision }, [
      ...found.flat(),
      { name: DATABASE_NAME, path: copy },
    ]);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
