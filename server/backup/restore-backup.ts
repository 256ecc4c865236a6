import { mkdir, mkdtemp, readdir, readlink, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openDatabase } from '../db/client';
import { databaseFile, makeDataFolder } from '../db/folder';
import { foldLog } from '../db/snapshot';
import { ArchiveError, type ArchiveHead, laidAt, readArchive } from './archive';
import { DATABASE_NAME, KEPT_FILES } from './contents';

type Restored = {
  head: ArchiveHead;
  /** Where what was there before lies; null: there was nothing. */
  aside: string | null;
};

/**
 * Puts a backup in the place of what is in a data folder, which is laid aside and not deleted. Nothing is replaced
 * before the backup was held to its checksums, its database was found whole, and this version can read it. Sessions of
 * the backup are over: who was signed out since must not be in again.
 * @throws ArchiveError in words for a person
 */
export async function restoreBackup(folder: string, from: string): Promise<Restored> {
  makeDataFolder(folder);
  const holder = await holderOf(databaseFile(folder));
  if (holder !== null)
    throw new ArchiveError(`the product runs on ${folder} (process ${holder}): end it first`);
  const draft = await mkdtemp(join(folder, 'restore-'));
  try {
    const head = await readArchive(from, draft);
    if (!head.files.some(({ name }) => name === DATABASE_NAME))
      throw new ArchiveError('there is no database in it');
    const strange = head.files.find(({ name }) => name !== DATABASE_NAME && !isKept(name));
    if (strange) throw new ArchiveError(`it holds ${strange.name}, which is no part of a backup`);
    await prepare(draft, head);
    const aside = await layAside(folder, head);
    // The database last: without it a start makes an empty one, which hosts turn away.
    for (const { name } of [...head.files].sort((a, b) => rank(a.name) - rank(b.name))) {
      const to = join(folder, name);
      await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      await rename(laidAt(draft, name), to);
    }
    return { head, aside };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

const rank = (name: string) => (name === DATABASE_NAME ? 1 : 0);

function isKept(name: string): boolean {
  return KEPT_FILES.some((kept) => kept === name);
}

async function prepare(draft: string, head: ArchiveHead): Promise<void> {
  const database = await openDatabase(draft).catch((cause: unknown) => {
    throw new ArchiveError(
      `its database cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  });
  try {
    await database.session.deleteMany();
    await database.signInLink.deleteMany();
    const value = JSON.stringify({ at: new Date().toISOString(), madeAt: head.at, revision: head.revision });
    await database.setting.upsert({
      where: { key: 'restored' },
      create: { key: 'restored', value },
      update: { value },
    });
  } finally {
    await database.$disconnect();
  }
  await foldLog(draft);
}

async function layAside(folder: string, head: ArchiveHead): Promise<string | null> {
  const database = databaseFile(folder);
  const names = [
    ...[database, `${database}-wal`, `${database}-shm`].map((path) => path.slice(folder.length + 1)),
    ...head.files.map(({ name }) => name).filter((name) => name !== DATABASE_NAME),
  ];
  const aside = join(folder, `before-restore-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
  let any = false;
  for (const name of names) {
    if (!(await stat(join(folder, name)).catch(() => null))) continue;
    any = true;
    await mkdir(dirname(join(aside, name)), { recursive: true, mode: 0o700 });
    await rename(join(folder, name), join(aside, name));
  }
  return any ? aside : null;
}

/** The process that has a file open, as far as this user may see. */
async function holderOf(file: string): Promise<number | null> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (Number(pid) === process.pid) continue;
    const folder = `/proc/${pid}/fd`;
    for (const fd of await readdir(folder).catch(() => [])) {
      if ((await readlink(join(folder, fd)).catch(() => '')) === file) return Number(pid);
    }
  }
  return null;
}
