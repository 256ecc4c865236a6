import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyAt } from './keys';
import { must } from './run';
import { scratchFolder } from './scratch';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  folder = await scratchFolder();
});
afterAll(() => folder.remove());

it('makes a key that OpenSSH reads, with the fingerprint that OpenSSH prints', async () => {
  const path = join(folder.path, 'key');
  const key = await keyAt(path, 'a comment');
  expect((await must(['ssh-keygen', '-y', '-f', path])).trim()).toBe(`${key.line} a comment`);
  expect(await must(['ssh-keygen', '-l', '-f', path])).toContain(key.fingerprint);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('keeps the key that is there', async () => {
  const path = join(folder.path, 'kept');
  expect(await keyAt(path, 'first')).toEqual(await keyAt(path, 'second'));
});
