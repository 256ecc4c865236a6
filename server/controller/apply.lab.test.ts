import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutHost, execInHost, mendHost, rebootHost, slowHost } from '../../lab/lab';
import { waitUntil } from '../../lab/wait';
import { witnessEvents } from '../../lab/witness/kernel-events';
import { kernelState, namespaces } from '../../lab/witness/kernel-state';
import { type Rig, startRig } from './rig.testing';

const SEED = readFileSync('lab/seed.yaml', 'utf8');
const NOTHING = 'tenants: {}\n';

let rig: Rig;
const at = (host: string) => ({ stateDir: rig.stateDir, host });

async function on(host: string, ...argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await execInHost({ ...at(host), argv });
  if (status !== 0) throw new Error(`${host}: ${argv.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

/** Whether one echo of three came back. */
async function answers(host: string, namespace: string, ...argv: string[]): Promise<boolean> {
  const ping = ['ip', 'netns', 'exec', namespace, 'ping', '-n', '-c', '3', '-i', '0.1', '-W', '1', ...argv];
  return (await execInHost({ ...at(host), argv: ping })).status === 0;
}

beforeAll(async () => {
  rig = await startRig({ hosts: 2 });
  await rig.settled();
  await rig.commit([{ op: 'drift.set', drift: 'repair' }]);
});
afterAll(() => rig.stop());

describe("the seed's fabric on real hosts", () => {
  let before: string[];

  it('is built with the names of the seed, marked as ours, and both tenants ping on the same addresses', async () => {
    // Things of somebody else, before and after.
    await on('node01', 'ip', 'netns', 'add', 'theirs');
    await on('node01', 'ip', 'link', 'add', 'name', 'their-br', 'type', 'bridge');
    await on(
      'node01',
      'ip',
      'link',
      'add',
      'name',
      'their-vxl',
      'type',
      'vxlan',
      'id',
      '99',
      'dstport',
      '8472',
      'remote',
      '10.10.10.20',
      'dev',
      'eth1',
    );
    await on('node01', 'ip', 'link', 'set', 'dev', 'their-br', 'up');
    // Link-local addresses are tentative for a second or two (duplicate address detection, RFC 4862).
    await waitUntil(async () => !(await on('node01', 'ip', '-o', 'address', 'show')).includes('tentative'), {
      everyMs: 100,
      atMostMs: 10_000,
    });
    before = [await kernelState(at('node01')), await kernelState(at('node02'))];

    await rig.commitFile(SEED);
    await rig.settled();
    for (const tenant of ['microsoft', 'apple']) {
      expect(await answers('node01', tenant, '10.1.0.5')).toBe(true);
      expect(await answers('node02', tenant, '10.1.0.4')).toBe(true);
    }
    const links = JSON.parse(await on('node01', 'ip', '-j', '-d', 'link', 'show')) as Record<
      string,
      unknown
    >[];
    for (const name of ['msft-br', 'msft-vxl-10', 'msft-veth0', 'aapl-br', 'aapl-vxl-20', 'aapl-veth0']) {
      const link = links.find((one) => one.ifname === name);
      expect(link, name).toMatchObject({ group: '7652', mtu: 1450, inet6_addr_gen_mode: 'none' });
      expect(String(link?.ifalias), name).toMatch(/^overlane:[a-z0-9]+:[a-z0-9.-]+$/);
    }
    expect(await namespaces(at('node01'))).toEqual(['apple', 'microsoft', 'theirs']);
    expect(await on('node01', 'ip', '-n', 'microsoft', '-br', 'address', 'show')).toContain('10.1.0.4/24');
  });

  it('keeps a tenant from its host and the host from its tenants', async () => {
    // Every address that the host has, and its link-local ones of the devices that the tenant is wired to.
    expect(await on('node01', 'ip', '-o', 'address', 'show', 'dev', 'msft-br')).toBe('');
    expect(await on('node01', 'ip', '-o', 'address', 'show', 'dev', 'msft-veth0')).toBe('');
    expect(await on('node01', 'ip', '-o', 'address', 'show', 'dev', 'msft-vxl-10')).toBe('');
    expect(await answers('node01', 'microsoft', '10.10.10.10')).toBe(false);
    // The other endpoint of the tenant answers, once duplicate address detection (RFC 4862, 1 s and more) has
    // let both ends use their link-local addresses; what must not answer is the host.
    await waitUntil(() => answers('node01', 'microsoft', '-I', 'msft-veth1', 'ff02::1'), {
      everyMs: 100,
      atMostMs: 10_000,
    });
    const heard = await on('node01', 'ip', '-n', 'microsoft', 'neigh', 'show');
    const hostMacs = JSON.parse(await on('node01', 'ip', '-j', 'link', 'show')) as { address: string }[];
    for (const { address } of hostMacs)
      if (address !== '00:00:00:00:00:00') expect(heard).not.toContain(address);
    expect(
      await on('node01', 'ip', 'netns', 'exec', 'microsoft', 'cat', '/proc/sys/net/ipv4/ip_forward'),
    ).toBe('0\n');
  });

  it('applied again causes no kernel event', async () => {
    const witness = await witnessEvents(at('node01'));
    try {
      const events = await witness.during(async () => {
        expect(await rig.commitFile(SEED)).toBeNull();
        // A commit that changes nothing of the hosts, and a read of each, are as much of an apply as can be had.
        await rig.commit([{ op: 'fabric.set', vxlan: { port: 8472 } }]);
        await rig.settled();
      });
      expect(events).toEqual([]);
    } finally {
      witness.stop();
    }
  });

  it.each([
    ['a VXLAN interface that was taken down', ['ip', 'link', 'set', 'dev', 'msft-vxl-10', 'down']],
    ['a bridge that was deleted', ['ip', 'link', 'del', 'dev', 'msft-br']],
    [
      'a flood entry that was deleted',
      ['bridge', 'fdb', 'del', '00:00:00:00:00:00', 'dev', 'msft-vxl-10', 'dst', '10.10.10.20'],
    ],
    ['an MTU that was changed', ['ip', 'link', 'set', 'dev', 'msft-veth0', 'mtu', '1500']],
    ['a port that was taken from its bridge', ['ip', 'link', 'set', 'dev', 'msft-veth0', 'nomaster']],
    ['a namespace that was deleted', ['ip', 'netns', 'del', 'microsoft']],
    [
      'an address that was added',
      ['ip', '-n', 'microsoft', 'address', 'add', '10.1.0.77/24', 'dev', 'msft-veth1'],
    ],
    [
      'an address that was taken away',
      ['ip', '-n', 'microsoft', 'address', 'del', '10.1.0.4/24', 'dev', 'msft-veth1'],
    ],
  ])('is put right after %s', async (_name, argv) => {
    const good = await kernelShape('node01');
    const last = (await rig.until('node01', () => true)).run?.id;
    await on('node01', ...argv);
    await rig.until('node01', ({ run }) => run !== null && run.id !== last && run.stage === 'done');
    // A repair may need a second look (a new namespace, say); what counts is where it ends.
    const mended = await waitUntil(async () => (await kernelShape('node01')) === good, {
      everyMs: 50,
      atMostMs: 20_000,
    });
    expect(mended).toBe(true);
    await rig.settled();
    expect(await answers('node01', 'microsoft', '10.1.0.5')).toBe(true);
  });

  it('is rebuilt after a reboot that lost all', async () => {
    const { bootId } = await rebootHost(at('node02'));
    expect(await namespaces(at('node02'))).toEqual([]);
    await rig.until(
      'node02',
      ({ observed, activeRevision }) =>
        observed?.bootId === bootId && observed.namespaces.length === 2 && activeRevision !== null,
    );
    expect(await answers('node01', 'microsoft', '10.1.0.5')).toBe(true);
    expect(await answers('node01', 'apple', '10.1.0.5')).toBe(true);
  });

  it('is finished after the SSH connection was cut in the middle of a run', async () => {
    await rig.commitFile(NOTHING);
    await rig.settled();
    await rig.commitFile(SEED);
    const running = await rig.until('node01', (live) => live.run?.stage === 'pushing');
    expect(running.activeRevision).toBeNull();
    // Not by our hand: the session's sshd on the host is ended, as a cut cable or a crash would.
    await execInHost({ ...at('node01'), argv: ['pkill', '-KILL', '-f', 'sshd: root'] });
    await rig.settled();
    expect(await answers('node01', 'microsoft', '10.1.0.5')).toBe(true);
    expect((await namespaces(at('node01'))).filter((name) => name === 'microsoft')).toHaveLength(1);
  });

  it('is built on the host that can be reached, and on the other when it is back', async () => {
    await rig.commitFile(NOTHING);
    await rig.settled();
    await cutHost(at('node02'));
    await rig.commitFile(SEED);
    await rig.settled(['node01']);
    expect(await namespaces(at('node01'))).toContain('microsoft');
    const away = await rig.until('node02', (live) => live.state === 'unreachable');
    expect(away.activeRevision === null || away.reason !== null).toBe(true);
    expect(await namespaces(at('node02'))).toEqual([]);
    await mendHost(at('node02'));
    await rig.settled();
    expect(await answers('node01', 'apple', '10.1.0.5')).toBe(true);
  });

  it('is taken away whole, and what is not ours is as it was', async () => {
    await rig.commitFile(NOTHING);
    await rig.settled();
    const after = [await kernelState(at('node01')), await kernelState(at('node02'))];
    expect(after[0]).toEqual(before[0]);
    expect(after[1]?.split('\n').filter((line) => line.startsWith('['))).toEqual(['[host]']);
  });
});

describe('what stands in the way', () => {
  it('is refused before a host is touched, with the object named', async () => {
    const { parseFabricFile } = await import('../model/fabric-file/parse');
    const { wantedIntent } = await import('../model/fabric-file/wanted');
    const { loadIntent } = await import('../intent/load');
    const file = parseFabricFile(SEED.replace('vni: 20', 'vni: 99')).file;
    if (!file) throw new Error('the file is wrong');
    const { intent } = wantedIntent(await loadIntent(), file);
    await rig.settled();
    expect(
      rig.controller
        .newRefusals(intent)
        .map((fault) => fault.sentence)
        .join(),
    ).toContain('their-vxl');
  });

  it('stops only its own network: the other tenant is built, and the foreign object stays as it is', async () => {
    await on('node01', 'ip', 'link', 'add', 'name', 'msft-br', 'type', 'bridge');
    const foreign = await on('node01', 'ip', '-d', '-o', 'link', 'show', 'dev', 'msft-br');
    await rig.commitFile(SEED);
    await rig.settled();
    expect(await answers('node01', 'apple', '10.1.0.5')).toBe(true);
    expect(timeless(await on('node01', 'ip', '-d', '-o', 'link', 'show', 'dev', 'msft-br'))).toBe(
      timeless(foreign),
    );
    await on('node01', 'ip', 'link', 'del', 'dev', 'msft-br');
    const mended = await waitUntil(() => answers('node01', 'microsoft', '10.1.0.5'), {
      everyMs: 100,
      atMostMs: 20_000,
    });
    expect(mended).toBe(true);
  });
});

describe('a slow host', () => {
  it('does not keep the other from being ready', async () => {
    await rig.commitFile(NOTHING);
    await rig.settled();
    await slowHost({ ...at('node02'), ms: 3000 });
    await execInHost({ ...at('node02'), argv: ['pkill', '-KILL', '-f', 'sshd: root'] });
    await rig.until('node02', (live) => live.state !== 'ready');
    await rig.commitFile(SEED);
    await rig.settled(['node01']);
    expect(await namespaces(at('node02'))).toEqual([]);
    await slowHost({ ...at('node02'), ms: 0 });
    await rig.settled();
    expect(await answers('node01', 'microsoft', '10.1.0.5')).toBe(true);
  });
});

function timeless(text: string): string {
  return text.replace(/(\w+_timer)\s+[\d.]+/g, '');
}

/** What was built, without numbers that the kernel gives out anew (ifindex, nsid). */
async function kernelShape(host: string): Promise<string> {
  const state = await kernelState(at(host));
  return (
    state
      .split('\n')
      .map((line) =>
        line
          .replace(/^\d+: /, '')
          .replace(/@if\d+/, '')
          .replace(/link-netnsid \d+/, '')
          .replace(/link-netns \S+/, ''),
      )
      // Bridge ids and designated roots follow from MACs; fe80 addresses settle after duplicate address detection.
      .map((line) =>
        line
          .replace(/tentative/g, '')
          .replace(/\s+/g, ' ')
          .trim(),
      )
      .sort()
      .join('\n')
  );
}
