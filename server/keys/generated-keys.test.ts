import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { database } from '../db/client';
import { temporaryDatabase } from '../db/temporary';
import { publicLineOf } from '../ssh/identity';
import { makeKeyPair } from '../ssh/key-pair';
import { GeneratedKeys } from './generated-keys';

let place: Awaited<ReturnType<typeof temporaryDatabase>>;
beforeEach(async () => {
  place = await temporaryDatabase();
});
afterEach(() => place.remove());

const open = (key = '') => GeneratedKeys.open(place.folder, { ...process.env, OVERLANE_KEY: key });
/** The body of a private key as it lies in an OpenSSH file. */
const body = (privateKey: string) => privateKey.split('\n').slice(2, 5);

it('a key is made once, whoever asks at once, and its private half fits', async () => {
  const keys = await open();
  const lines = await Promise.all(Array.from({ length: 5 }, () => keys.get(null)));
  expect(new Set(lines.map(({ publicLine }) => publicLine)).size).toBe(1);
  const line = publicLineOf(await keys.privateKey(null));
  expect(lines[0]?.publicLine).toBe(`${line} overlane`);
  expect((await keys.get('ofnode01')).publicLine).not.toContain(line);
});

it('nothing of a private half lies in the database in the clear', async () => {
  const keys = await open();
  const secrets = [...body(await keys.privateKey(null)), ...body(await keys.privateKey('ofnode01'))];
  await keys.renew('ofnode01');
  secrets.push(...body(await keys.nextPrivateKey('ofnode01')));
  await database()
    .$executeRawUnsafe('PRAGMA wal_checkpoint(TRUNCATE)')
    .catch(() => {});
  const files = ['overlane.db', 'overlane.db-wal'].map((name) => join(place.folder, name)).filter(existsSync);
  const bytes = Buffer.concat(files.map((file) => readFileSync(file))).toString('latin1');
  expect(bytes).toContain((await keys.get(null)).publicLine.split(' ')[1]);
  for (const secret of secrets) expect(bytes).not.toContain(secret);
});

describe('the key they are sealed with', () => {
  const one = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
  const other = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');

  it('must be the same at the next start', async () => {
    const line = (await (await open(one)).get(null)).publicLine;
    await expect(open(other)).rejects.toThrow('OVERLANE_KEY is not the key');
    await expect(open()).rejects.toThrow('is missing');
    expect(existsSync(join(place.folder, 'key'))).toBe(false);
    expect((await (await open(one)).get(null)).publicLine).toBe(line);
  });

  it('may move from the file to the environment', async () => {
    await open();
    const path = join(place.folder, 'key');
    const text = readFileSync(path, 'utf8').trim();
    rmSync(path);
    await expect(open(text)).resolves.toBeDefined();
  });

  it('opens no row that was moved to another key, or changed', async () => {
    const keys = await open();
    await keys.privateKey(null);
    await keys.privateKey('ofnode01');
    const rows = await database().sshKey.findMany();
    const sealed = Object.fromEntries(rows.map((row) => [row.id, row.sealed]));
    await database().sshKey.update({ where: { id: 'fabric' }, data: { sealed: sealed.ofnode01 } });
    await expect(keys.privateKey(null)).rejects.toThrow('does not open');
    const bytes = Buffer.from(sealed.fabric?.slice(3) ?? '', 'base64');
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    await database().sshKey.update({
      where: { id: 'fabric' },
      data: { sealed: `v1:${bytes.toString('base64')}` },
    });
    await expect(keys.privateKey(null)).rejects.toThrow('does not open');
  });
});

it('a key is changed in two steps, and only to the one that was shown', async () => {
  const keys = await open();
  const before = await keys.get(null);
  await expect(keys.switchOver('fabric', 'x')).rejects.toThrow('renew it first');
  const { next } = await keys.renew('fabric');
  expect((await keys.renew('fabric')).next).toEqual(next);
  expect((await keys.get(null)).publicLine).toBe(before.publicLine);
  await expect(keys.switchOver('fabric', before.publicLine)).rejects.toThrow('Another key');
  const following = await keys.nextPrivateKey('fabric');
  const after = await keys.switchOver('fabric', next?.publicLine ?? '');
  expect(after).toMatchObject({ publicLine: next?.publicLine, next: null });
  expect(await keys.privateKey(null)).toBe(following);
});

it('a new key that is not wanted is thrown away', async () => {
  const keys = await open();
  const before = await keys.get(null);
  await keys.renew('fabric');
  expect(await keys.discardNext('fabric')).toEqual(before);
  await expect(keys.nextPrivateKey('fabric')).rejects.toThrow('renew it first');
});

it('a key file of an earlier version goes on, sealed, and its file goes', async () => {
  const pair = makeKeyPair('overlane');
  const path = join(place.folder, 'keys', 'id_ed25519');
  mkdirSync(join(place.folder, 'keys'), { mode: 0o700 });
  writeFileSync(path, pair.privateKey, { mode: 0o600 });
  const keys = await open();
  expect(existsSync(path)).toBe(false);
  expect(await keys.privateKey(null)).toBe(pair.privateKey);
});
