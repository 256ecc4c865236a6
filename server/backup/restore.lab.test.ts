import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { twoTenants } from '../../bench/support/two-tenants';
import { waitUntil } from '../../lab/wait';
import { kernelState, namespaces } from '../../lab/witness/kernel-state';
import { type Rig, startRig } from '../controller/rig.testing';
import { keyAudit } from '../db/audit-chain';
import { closeDatabase, startDatabase } from '../db/client';
import { loadIntent } from '../intent/load';
import { makeBackup } from './make-backup';
import { restoreBackup } from './restore-backup';

const HOSTS = ['node01', 'node02'];

let rig: Rig;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'overlane-backup-'));
  rig = await startRig({ hosts: 2 });
  await rig.settled();
});
afterAll(async () => {
  await rig.stop();
  rmSync(folder, { recursive: true, force: true });
});

const at = (host: string) => ({ stateDir: rig.stateDir, host });
const states = () => Promise.all(HOSTS.map((host) => kernelState(at(host))));

/** Without what the kernel does by itself after a build: duplicate address detection (RFC 4862). */
async function calmStates(): Promise<string[]> {
  const calm = async () => !(await states()).some((text) => text.includes('tentative'));
  expect(await waitUntil(calm, { everyMs: 100, atMostMs: 20_000 })).toBe(true);
  return states();
}

/** Ends the controller, puts a backup in the place of its database, and starts it again. */
async function restored(file: string): Promise<void> {
  const data = process.env.OVERLANE_DATA ?? '';
  await rig.controller.stop();
  await closeDatabase();
  await restoreBackup(data, file);
  await startDatabase();
  keyAudit('the secret of a test');
  await rig.restart();
}

it('a database that was restored from an older backup deletes nothing of what runs until somebody says so', async () => {
  const data = process.env.OVERLANE_DATA ?? '';
  const [empty, full] = [join(folder, 'empty'), join(folder, 'full')];
  await makeBackup(data, empty);
  await rig.commitFile(twoTenants(HOSTS));
  await rig.settled();
  await makeBackup(data, full);
  const before = await calmStates();

  await restored(empty);
  const waits = await rig.until('node01', ({ reason }) => reason?.code === 'older-database');
  expect(waits.state).toBe('ready');
  expect(waits.reason?.sentence).toMatch(/8 of the 8 devices and namespaces .* would be deleted/);
  await rig.until('node02', ({ reason }) => reason?.code === 'older-database');
  expect((await loadIntent()).tenants).toEqual([]);
  expect(await states()).toEqual(before);

  // Another start asks again.
  await rig.restart();
  await rig.until('node01', ({ reason }) => reason?.code === 'older-database');
  expect(await states()).toEqual(before);

  // What the database knows as well is no matter of consent.
  await restored(full);
  await rig.settled();
  expect(await states()).toEqual(before);

  await restored(empty);
  await rig.until('node01', ({ reason }) => reason?.code === 'older-database');
  const { hosts } = await loadIntent();
  const first = hosts.find(({ name }) => name === 'node01')?.id ?? '';
  expect(rig.controller.consent(first)).toBe(true);
  await rig.settled(['node01']);
  expect(await namespaces(at('node01'))).toEqual([]);
  const second = async () => (await namespaces(at('node02'))).join();
  // The other one was not meant.
  expect(
    await waitUntil(async () => (await second()) === 'apple,microsoft', { everyMs: 50, atMostMs: 5_000 }),
  ).toBe(true);
});
