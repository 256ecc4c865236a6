import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { execInHost, rebootHost } from '../../lab/lab';
import { loadIntent } from '../intent/load';
import type { Host } from '../model/intent';
import { type Rig, startRig } from './rig.testing';

/** Of node02 on the underlay: nothing but lab hosts has a way there. */
const BEHIND = '10.10.10.20';
const TENANT = `
tenants:
  microsoft:
    prefix: msft
    networks: { default: { vni: 10, subnets: [10.1.0.0/24] } }
    endpoints:
      - { host: node02, network: default, address: 10.1.0.5 }
`;

let rig: Rig;
const hostOf = async (name: string): Promise<Host> => {
  const host = (await loadIntent()).hosts.find((one) => one.name === name);
  if (!host) throw new Error(`no ${name}`);
  return host;
};
/** Connections to sshd on a host, whoever they come from. */
async function connections(host: string): Promise<string[]> {
  const argv = ['ss', '-Htn', 'state', 'established', 'sport = :22'];
  const { stdout } = await execInHost({ stateDir: rig.stateDir, host, argv });
  return stdout.trim().split('\n').filter(Boolean);
}

beforeAll(async () => {
  rig = await startRig({ hosts: 2 });
  await rig.settled();
});
afterAll(() => rig.stop());

it('a host with no way of its own is reached through another, built, and lost with it', async () => {
  expect(spawnSync('ip', ['route', 'get', BEHIND]).status).not.toBe(0);
  const first = await hostOf('node01');
  const second = await hostOf('node02');
  const target = { address: BEHIND, port: 22 };
  await expect(rig.controller.scanHostKey(target)).rejects.toThrow('no route');
  expect(await rig.controller.scanHostKey({ ...target, jump: first.id })).toMatchObject({
    fingerprint: second.hostKey,
  });

  await rig.commit([{ op: 'host.set', host: { ...second, address: BEHIND, jump: first.id } }]);
  await rig.commitFile(TENANT);
  await rig.settled();
  const { stdout } = await execInHost({
    stateDir: rig.stateDir,
    host: 'node02',
    argv: ['ip', 'netns', 'list'],
  });
  expect(stdout).toContain('microsoft');
  // One session each: the second goes through the first's, so the machine has one connection and node01 the other.
  expect(await connections('node01')).toHaveLength(1);
  expect((await connections('node02')).join()).toContain(' 10.10.10.10:');

  // Its own key is what counts there, not that of the host before it.
  await rig.commit([{ op: 'host.set', host: { ...(await hostOf('node02')), hostKey: first.hostKey } }]);
  const refused = await rig.until('node02', ({ state }) => state === 'refused');
  expect(refused.reason?.code).toBe('key-changed');
  await rig.commit([{ op: 'host.set', host: { ...(await hostOf('node02')), hostKey: second.hostKey } }]);
  await rig.settled();

  const lost = rig.until('node02', ({ state }) => state === 'cut-off');
  const rebooted = rebootHost({ stateDir: rig.stateDir, host: 'node01' });
  expect((await lost).reason).toMatchObject({
    code: 'jump-away',
    sentence: expect.stringContaining('node02 is cut off: it is reached through node01'),
  });
  await rebooted;
  await rig.settled();
});

it('a host that others are reached through cannot go, nor can two be reached through each other', async () => {
  const first = await hostOf('node01');
  await expect(rig.commit([{ op: 'host.remove', hostId: first.id }])).rejects.toMatchObject({
    faults: [{ path: 'hosts/node02/jump', sentence: expect.stringContaining('a host that is not there') }],
  });
  const second = await hostOf('node02');
  const circle = rig.commit([{ op: 'host.set', host: { ...first, jump: second.id } }]);
  await expect(circle).rejects.toMatchObject({
    faults: expect.arrayContaining([expect.objectContaining({ path: 'hosts/node01/jump' })]),
  });
});

it('a key of its own is changed over to once the host lets it in', async () => {
  const { keys } = rig.controller;
  const host = await hostOf('node02');
  const letIn = async (line: string) => {
    const script = 'mkdir -p ~/.ssh && printf "%s\\n" "$1" >>~/.ssh/authorized_keys';
    const argv = ['sh', '-c', script, 'sh', line];
    await execInHost({ stateDir: rig.stateDir, host: 'node02', argv });
  };
  await letIn((await keys.get('ofnode02')).publicLine);
  await rig.commit([{ op: 'host.set', host: { ...host, key: { kind: 'generated', id: 'ofnode02' } } }]);
  await rig.settled();
  const { next } = await keys.renew('ofnode02');
  const line = next?.publicLine ?? '';
  expect(await keys.tryNext('ofnode02')).toMatchObject([{ host: 'node02', accepted: false }]);
  await expect(keys.switchOver('ofnode02', line, false)).rejects.toThrow(
    'node02 would not let the new key in',
  );
  await letIn(line);
  expect(await keys.tryNext('ofnode02')).toMatchObject([{ host: 'node02', accepted: true }]);
  expect(await keys.switchOver('ofnode02', line, false)).toMatchObject({
    publicLine: line,
    hostIds: [host.id],
  });
  await rig.restart();
  await rig.settled();
});
