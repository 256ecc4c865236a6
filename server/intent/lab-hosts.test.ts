import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryDatabase } from '../db/temporary';
import { proposeHost } from '../model/propose';
import { listActivity } from './activity';
import { commit } from './commit';
import { foundFabric } from './found';
import { importLabHosts } from './lab-hosts';
import { loadIntent } from './load';

let remove: () => Promise<void>;
let folder: string;
beforeEach(async () => {
  ({ remove } = await temporaryDatabase());
  await foundFabric();
  folder = mkdtempSync(join(tmpdir(), 'overlane-lab-'));
  process.env.OVERLANE_LAB_STATE = folder;
});
afterEach(async () => {
  delete process.env.OVERLANE_LAB_STATE;
  rmSync(folder, { recursive: true });
  await remove();
});

const KEY = 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const OTHER_KEY = 'SHA256:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB';

function writeLab({ startedAt = 'first', hostKey = KEY, hosts = 2 } = {}) {
  const record = {
    version: 1,
    phase: 'up',
    startedAt,
    hosts: Array.from({ length: hosts }, (_, i) => ({
      name: `node0${i + 1}`,
      address: `198.18.0.${i + 1}`,
      port: 22,
      user: 'root',
      privateKeyPath: join(folder, 'id_ed25519'),
      hostKeyFingerprint: hostKey,
      underlay: { device: 'eth1', address: `10.10.10.${(i + 1) * 10}`, prefixLength: 16 },
      slowMs: 0,
    })),
  };
  writeFileSync(join(folder, 'lab.json'), JSON.stringify(record));
}

const names = async () => (await loadIntent()).hosts.map((host) => host.name);

async function removeHost(name: string) {
  const intent = await loadIntent();
  const host = intent.hosts.find((candidate) => candidate.name === name);
  if (!host) throw new Error(`${name} is not there`);
  await commit({
    base: intent.revision,
    operations: [{ op: 'host.remove', hostId: host.id }],
    actor: 'ada',
  });
}

describe('the hosts of a lab', () => {
  it('are taken in pinned, with key file and underlay, in one change', async () => {
    writeLab();
    await expect(importLabHosts()).resolves.toEqual({ added: ['node01', 'node02'], changed: [] });
    const intent = await loadIntent();
    expect(intent.revision).toBe(1);
    expect(intent.hosts[1]).toMatchObject({
      name: 'node02',
      address: '198.18.0.2',
      port: 22,
      user: 'root',
      key: { kind: 'file', path: join(folder, 'id_ed25519') },
      hostKey: KEY,
      underlay: { device: 'eth1', address: '10.10.10.20' },
    });
  });

  it('are not taken in twice, and make no change when nothing is new', async () => {
    writeLab();
    await importLabHosts();
    await importLabHosts();
    writeLab({ startedAt: 'second' });
    await importLabHosts();
    expect(await loadIntent()).toMatchObject({ revision: 1 });
  });

  it('get the new keys of a lab that was made again, and keep their ids', async () => {
    writeLab();
    await importLabHosts();
    const before = await loadIntent();
    writeLab({ startedAt: 'second', hostKey: OTHER_KEY });
    await expect(importLabHosts()).resolves.toEqual({ added: [], changed: ['node01', 'node02'] });
    const after = await loadIntent();
    expect(after.hosts).toEqual(before.hosts.map((host) => ({ ...host, hostKey: OTHER_KEY })));
  });

  it('that a person removed stay away until the lab is started again', async () => {
    writeLab();
    await importLabHosts();
    await removeHost('node02');
    await importLabHosts();
    expect(await names()).toEqual(['node01']);
    await importLabHosts();
    expect(await names()).toEqual(['node01']);
    writeLab({ startedAt: 'second' });
    await importLabHosts();
    expect(await names()).toEqual(['node01', 'node02']);
  });

  it('that joined a lab later are taken in', async () => {
    writeLab({ hosts: 1 });
    await importLabHosts();
    writeLab({ hosts: 3 });
    await importLabHosts();
    expect(await names()).toEqual(['node01', 'node02', 'node03']);
  });

  it('leave a host alone that a person added with the same name or address', async () => {
    const mine = [
      { ...proposeHost({ name: 'node01', address: '192.0.2.1' }), hostKey: OTHER_KEY },
      { ...proposeHost({ name: 'mine', address: '198.18.0.2' }), hostKey: OTHER_KEY },
    ];
    await commit({ base: 0, operations: mine.map((host) => ({ op: 'host.add', host })), actor: 'ada' });
    writeLab({ hosts: 3 });
    await expect(importLabHosts()).resolves.toEqual({ added: ['node03'], changed: [] });
    expect((await loadIntent()).hosts.slice(0, 2)).toEqual(mine);
  });

  it('are none where no lab was started', async () => {
    await expect(importLabHosts()).resolves.toEqual({ added: [], changed: [] });
    delete process.env.OVERLANE_LAB_STATE;
    await expect(importLabHosts()).resolves.toEqual({ added: [], changed: [] });
  });

  it('are left out whole, and an audit row says why, where the record is not one of ours', async () => {
    writeFileSync(join(folder, 'lab.json'), '{"version": 1, "hosts": [{"name": "-x"}]}');
    await expect(importLabHosts()).resolves.toEqual({ added: [], changed: [] });
    expect(await names()).toEqual([]);
    expect(await listActivity({ limit: 5 })).toMatchObject([{ actor: 'lab', outcome: 'failed' }]);
  });
});
