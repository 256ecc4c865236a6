import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { database, openDatabase } from '../db/client';
import { databaseFile } from '../db/folder';
import { snapshotDatabase } from '../db/snapshot';
import { temporaryDatabase } from '../db/temporary';
import { foundFabric } from '../intent/found';
import { makeBackup } from './make-backup';
import { restoreBackup } from './restore-backup';

let temporary: Awaited<ReturnType<typeof temporaryDatabase>>;
let folder: string;
let file: string;
beforeEach(async () => {
  temporary = await temporaryDatabase();
  folder = mkdtempSync(join(tmpdir(), 'overlane-restored-'));
  file = join(folder, 'fabric.backup');
  await foundFabric();
  mkdirSync(join(temporary.folder, 'keys'));
  writeFileSync(join(temporary.folder, 'secret'), 'a secret\n', { mode: 0o600 });
  writeFileSync(join(temporary.folder, 'keys/id_ed25519'), 'a key\n', { mode: 0o600 });
});
afterEach(async () => {
  await temporary.remove();
  rmSync(folder, { recursive: true, force: true });
});

const put = (key: string, value: string) => database().setting.create({ data: { key, value } });
const target = () => join(folder, 'data');

async function keysIn(where: string): Promise<string[]> {
  const other = await openDatabase(where);
  const rows = await other.setting.findMany({ orderBy: { key: 'asc' } });
  await other.$disconnect();
  return rows.map(({ key }) => key);
}

it('a backup that is made while others write holds one moment, and is laid into another folder with its keys', async () => {
  await put('before', '1');
  let stop = false;
  const writing = (async () => {
    for (let i = 0; !stop; i++) {
      await database().layout.create({ data: { key: `thing ${i}`, x: i, y: i } });
      // The driver works in this thread, and its promises let nothing else come in between.
      await new Promise(setImmediate);
    }
  })();
  const head = await makeBackup(temporary.folder, file);
  stop = true;
  await writing;
  await put('after', '2');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(head.files.map(({ name }) => name)).toEqual(['secret', 'keys/id_ed25519', 'overlane.db']);

  const restored = await restoreBackup(target(), file);
  expect(restored).toMatchObject({ head: { revision: 0, fabric: head.fabric }, aside: null });
  expect(await keysIn(target())).toEqual(['before', 'restored']);
  expect(readFileSync(join(target(), 'keys/id_ed25519'), 'utf8')).toBe('a key\n');
  expect(statSync(join(target(), 'keys/id_ed25519')).mode & 0o777).toBe(0o600);
  expect(readdirSync(temporary.folder).filter((name) => name.startsWith('backup-'))).toEqual([]);
});

it('what was there before is laid aside, and a folder that a product works on is left alone', async () => {
  await put('first', '1');
  await makeBackup(temporary.folder, file);
  await restoreBackup(target(), file);
  const held = openSync(databaseFile(target()), 'r');
  const product = spawn('sleep', ['60'], { stdio: [held, 'ignore', 'ignore'] });
  await once(product, 'spawn');
  await expect(restoreBackup(target(), file)).rejects.toThrow(`process ${product.pid}): end it first`);
  product.kill();
  await once(product, 'close');
  closeSync(held);
  const { aside } = await restoreBackup(target(), file);
  expect(readdirSync(aside ?? '')).toContain('overlane.db');
  expect(await keysIn(aside ?? '')).toEqual(['first', 'restored']);
});

it('a backup whose bytes were changed, or that is cut, replaces nothing', async () => {
  await makeBackup(temporary.folder, file);
  await restoreBackup(target(), file);
  const before = readFileSync(databaseFile(target()));
  const whole = readFileSync(file);
  const plain = gunzipSync(whole);
  const at = plain.indexOf('a secret');
  plain[at] = (plain[at] ?? 0) ^ 1;
  for (const wrong of [
    gzipSync(plain),
    gzipSync(gunzipSync(whole).subarray(0, -10)),
    whole.subarray(0, -100),
    Buffer.from('{}'),
  ]) {
    writeFileSync(file, wrong);
    await expect(restoreBackup(target(), file)).rejects.toThrow(
      /not what was backed up|cut|damaged|no backup/,
    );
    expect(readFileSync(databaseFile(target())).equals(before)).toBe(true);
    expect(readdirSync(target()).filter((name) => name.startsWith('restore-'))).toEqual([]);
  }
});

it('a file that is there already is not overwritten', async () => {
  writeFileSync(file, 'mine');
  await expect(makeBackup(temporary.folder, file)).rejects.toThrow('there is a file');
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

it('a database that is damaged is not opened, and the sentence says what to do', async () => {
  await Promise.all(Array.from({ length: 200 }, (_, i) => put(`key ${i}`, 'x'.repeat(500))));
  const copy = join(target(), 'overlane.db');
  mkdirSync(target());
  await snapshotDatabase(temporary.folder, copy);
  truncateSync(copy, Math.floor(statSync(copy).size / 2 / 4096) * 4096);
  await expect(openDatabase(target())).rejects.toThrow(/is damaged .*overlane restore FILE/);
});
