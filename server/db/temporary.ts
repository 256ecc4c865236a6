import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyAudit } from './audit-chain';
import { closeDatabase, startDatabase } from './client';

/**
 * A database of its own for a test, in a data folder of its own, as the process's one.
 * Call the function that it gives to remove both.
 */
export async function temporaryDatabase(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'overlane-test-'));
  const before = process.env.OVERLANE_DATA;
  process.env.OVERLANE_DATA = folder;
  await startDatabase();
  keyAudit('the secret of a test');
  return {
    folder,
    async remove() {
      await closeDatabase();
      rmSync(folder, { recursive: true, force: true });
      if (before === undefined) delete process.env.OVERLANE_DATA;
      else process.env.OVERLANE_DATA = before;
    },
  };
}
