/** How labs begin and end, and what they find and leave behind. */

import { readlinkSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labDown, labStatus, labUp } from './lab';
import { isAlive } from './process';
import { must, run } from './run';
import { processTree, requireScratchNamespace, scratchFolder, traces } from './scratch';
import { greetsWithin, ssh } from './ssh-client';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let stateDir: string;

beforeEach(async () => {
  await requireScratchNamespace();
  folder = await scratchFolder();
  stateDir = folder.path;
});
afterEach(async () => {
  await labDown({ stateDir });
  await folder.remove();
});

/** The lab's scripts run in its folder. */
function cwdOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

const recordPath = () => `${stateDir}/lab.json`;
const readRecord = async () => JSON.parse(await readFile(recordPath(), 'utf8'));

describe('a lab that ends', () => {
  it('leaves no link, address, route, mount or process behind', async () => {
    const before = await traces();
    const { pid } = await labUp({ hosts: 3, stateDir });
    const processes = processTree(pid);
    // The first, the fabric, and two for each host.
    expect(processes).toHaveLength(8);
    expect((await traces()).links).not.toEqual(before.links);
    expect(await labDown({ stateDir })).toBe(true);
    expect(await traces()).toEqual(before);
    expect(processes.filter(isAlive)).toEqual([]);
    expect(await labDown({ stateDir })).toBe(false);
    expect(await labStatus({ stateDir })).toMatchObject({ state: 'none' });
  });

  it('leaves nothing behind if its first process is killed', async () => {
    const before = await traces();
    const { pid } = await labUp({ hosts: 3, stateDir });
    const processes = processTree(pid);
    process.kill(pid, 'SIGKILL');
    await expect.poll(traces, { timeout: 5000 }).toEqual(before);
    await expect.poll(() => processes.filter(isAlive)).toEqual([]);
    expect(await labStatus({ stateDir })).toMatchObject({ state: 'none' });
  });

  it('can be followed at once by another, with the same keys', async () => {
    const first = await labUp({ hosts: 1, stateDir });
    process.kill(first.pid, 'SIGKILL');
    const second = await labUp({ hosts: 1, stateDir });
    expect(second.pid).not.toBe(first.pid);
    expect(second.hosts[0]?.hostKey).toBe(first.hosts[0]?.hostKey);
  });
});

describe('a lab that runs', () => {
  it('answers at once: no first packet is lost, which would cost a second', async () => {
    const { hosts } = await labUp({ hosts: 4, stateDir });
    const answers = await Promise.all(hosts.map(({ address }) => greetsWithin(address, 900)));
    expect(answers).toEqual([true, true, true, true]);
  });

  it('is found again, and is not started twice', async () => {
    const first = await labUp({ hosts: 1, stateDir });
    const [again, atOnce] = await Promise.all([labUp({ hosts: 1, stateDir }), labUp({ hosts: 1, stateDir })]);
    expect([again.pid, atOnce.pid]).toEqual([first.pid, first.pid]);
    await expect(labUp({ hosts: 2, stateDir })).rejects.toMatchObject({ code: 'already-up' });
  });

  it('is ended and replaced if who started it died half-way', async () => {
    const { pid } = await labUp({ hosts: 1, stateDir });
    await writeFile(recordPath(), JSON.stringify({ ...(await readRecord()), phase: 'starting' }));
    expect(await labStatus({ stateDir })).toMatchObject({ state: 'starting' });
    expect((await labUp({ hosts: 1, stateDir })).pid).not.toBe(pid);
  });

  it('is ended through its link if its folder was lost', async () => {
    const before = await traces();
    await labUp({ hosts: 1, stateDir });
    await folder.remove();
    expect(await labDown({ stateDir })).toBe(true);
    expect(await traces()).toEqual(before);
  });

  it('is named, with its folder, to whoever would start another here', async () => {
    await labUp({ hosts: 1, stateDir });
    const other = await scratchFolder();
    const refused = labUp({ hosts: 1, stateDir: other.path });
    await expect(refused).rejects.toMatchObject({
      code: 'other-lab',
      sentence: expect.stringContaining(stateDir),
    });
    await other.remove();
  });

  it('does not hinder another in another network namespace', async () => {
    await labUp({ hosts: 1, stateDir });
    const other = await scratchFolder();
    const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
    const tsx = script('../node_modules/.bin/tsx');
    const command = [tsx, script('./fixtures/lab-command.ts'), other.path, 'up', '--json'];
    const ran = await run(['sh', script('./scratch.sh'), ...command]);
    expect(ran.stderr).toBe('');
    expect(JSON.parse(ran.stdout)).toMatchObject({ state: 'up', isReachable: true });
    await other.remove();
  });
});

describe('a record', () => {
  it('of processes that are gone is removed, even if their number is in use again', async () => {
    await labUp({ hosts: 1, stateDir });
    const record = await readRecord();
    await labDown({ stateDir });
    const reused = { pid: process.pid, startTicks: 1 };
    await writeFile(recordPath(), JSON.stringify({ ...record, first: reused, fabric: reused }));
    expect(await labStatus({ stateDir })).toMatchObject({ state: 'none' });
    await expect(readFile(recordPath())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('that is none of ours is refused by name', async () => {
    await writeFile(recordPath(), 'not a record');
    await expect(labStatus({ stateDir })).rejects.toMatchObject({ code: 'bad-state' });
    await writeFile(recordPath(), '{}');
    await expect(labStatus({ stateDir })).rejects.toThrow(recordPath());
    await folder.remove();
  });
});

describe('a prefix that is taken', () => {
  it.each(['198.18.0.9/24', '198.18.77.1/16'])(
    '%s is refused with its interface, and kept',
    async (address) => {
      await must(['ip', 'link', 'add', 'name', 'corp0', 'up', 'type', 'bridge']);
      try {
        await must(['ip', 'address', 'add', address, 'dev', 'corp0']);
        const before = await traces();
        await expect(labUp({ hosts: 2, stateDir })).rejects.toMatchObject({
          code: 'prefix-taken',
          sentence: expect.stringContaining('interface corp0'),
        });
        expect(await traces()).toEqual(before);
      } finally {
        await must(['ip', 'link', 'del', 'dev', 'corp0']);
      }
    },
  );

  it('is refused when a stranger has our name for the link', async () => {
    await must(['ip', 'link', 'add', 'name', 'ovl-lab', 'type', 'bridge']);
    try {
      await expect(labUp({ hosts: 1, stateDir })).rejects.toMatchObject({ code: 'link-taken' });
      expect(await labDown({ stateDir })).toBe(false);
    } finally {
      await must(['ip', 'link', 'del', 'dev', 'ovl-lab']);
    }
  });
});

it('16 hosts come up and let the key in', async () => {
  const lab = await labUp({ hosts: 16, stateDir });
  const greetings = await Promise.all(lab.hosts.map((host) => ssh(host, 'hostname', stateDir)));
  expect(greetings.map(({ stdout }) => stdout.trim())).toEqual(lab.hosts.map(({ name }) => name));
  expect(lab.hosts.at(-1)).toMatchObject({ name: 'node16', address: '198.18.0.16', state: 'up' });
});

it('an interrupted start leaves nothing behind', async () => {
  const before = await traces();
  const interrupted = labUp({ hosts: 8, stateDir, signal: AbortSignal.abort() });
  await expect(interrupted).rejects.toMatchObject({ code: 'interrupted' });
  expect(await traces()).toEqual(before);
  expect(processTree(process.pid).filter(({ pid }) => cwdOf(pid) === stateDir)).toEqual([]);
});
