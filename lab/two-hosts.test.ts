/** One lab of two hosts, put through what hosts live through. */

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cutHost,
  execInHost,
  type LabHost,
  labDown,
  labStatus,
  labUp,
  mendHost,
  type RunningLab,
  rebootHost,
  slowHost,
} from './lab';
import { missingInHosts } from './obstacle';
import { requireScratchNamespace, scratchFolder } from './scratch';
import { greetsWithin, ssh } from './ssh-client';

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let stateDir: string;
let lab: RunningLab;
let node01: LabHost;
let node02: LabHost;

beforeAll(async () => {
  await requireScratchNamespace();
  folder = await scratchFolder();
  stateDir = folder.path;
  lab = await labUp({ hosts: 2, stateDir });
  [node01, node02] = lab.hosts as [LabHost, LabHost];
});
afterAll(async () => {
  await labDown({ stateDir });
  await folder.remove();
});

const on = async (host: LabHost, command: string) => {
  const ran = await ssh(host, command, stateDir);
  expect(ran.stderr).toBe('');
  expect(ran.status).toBe(0);
  return ran.stdout;
};
const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
const bootId = 'cat /proc/sys/kernel/random/boot_id';

describe('a host', () => {
  it('lets the lab key in and proves itself with the pinned key', async () => {
    expect(await on(node01, 'hostname; whoami')).toBe('node01\nroot\n');
    expect(await on(node02, 'cat /etc/hostname; sudo whoami')).toBe('node02\nroot\n');
  });

  it('refuses to be taken for another host', async () => {
    const impostor = { ...node01, address: node02.address };
    expect((await ssh(impostor, 'true', stateDir)).stderr).toContain('Host key verification failed');
  });

  it('sees the others on the underlay', async () => {
    expect(await on(node01, `ping -c 1 -W 2 ${node02.underlay.address}`)).toContain(' 0% packet loss');
    expect(await on(node01, 'ping -c 1 -W 2 node02')).toContain(' 0% packet loss');
  });

  it('has devices, processes, mounts and home of its own and sees nothing of the machine', async () => {
    expect(await on(node01, 'ls /sys/class/net')).toBe('eth0\neth1\nlo\n');
    expect(await on(node01, 'ip -o -4 address show | tr -s " " | cut -d " " -f 2,4')).toBe(
      'lo 127.0.0.1/8\neth0 198.18.0.1/24\neth1 10.10.10.10/16\n',
    );
    expect(await on(node01, 'ip route show default; ls -A ~ /var/tmp /run/netns')).toBe(
      '/root:\n\n/run/netns:\n\n/var/tmp:\n',
    );
    expect(await on(node01, 'cat /sys/class/net/eth1/mtu /proc/sys/net/ipv4/ip_forward')).toBe('1500\n0\n');
    expect(await on(node01, 'ps -e -o args')).not.toMatch(/node|vitest|unshare/);
    await on(node01, 'ip netns add mine && touch ~/mine');
    expect(await on(node02, 'ip netns; ls ~')).toBe('');
  });

  it('does not reach the management network of the others through the machine, nor the machine by the underlay', async () => {
    const ran = await execInHost({ stateDir, host: 'node01', argv: ['ip', 'route', 'get', '192.0.2.1'] });
    expect(ran.stderr).toContain('unreachable');
    expect(readFileSync('/proc/sys/net/ipv4/conf/ovl-lab/forwarding', 'utf8')).toBe('0\n');
  });
});

describe('exec', () => {
  it('passes input, both outputs and the exit status', async () => {
    const argv = ['sh', '-c', 'cat; hostname; echo bad >&2; exit 7'];
    const result = await execInHost({ stateDir, host: 'node02', argv, stdio: { input: 'in\n' } });
    expect(result).toEqual({ status: 7, stdout: 'in\nnode02\n', stderr: 'bad\n' });
  });

  it('says with a status that there is no such program', async () => {
    const { status } = await execInHost({ stateDir, host: 'node01', argv: ['no-such-program'] });
    expect(status).toBe(127);
  });

  it('ends the program when told to', async () => {
    const stop = new AbortController();
    const argv = ['sleep', '1234'];
    const running = execInHost({ stateDir, host: 'node01', argv, signal: stop.signal });
    const sleepers = async () => (await execInHost({ stateDir, host: 'node01', argv: ['ps', 'ax'] })).stdout;
    await expect.poll(sleepers).toContain('sleep 1234');
    stop.abort();
    expect((await running).status).toBeGreaterThan(128);
    await expect.poll(sleepers).not.toContain('sleep 1234');
  });

  it('names the hosts that there are when asked for another', async () => {
    const asked = execInHost({ stateDir, host: 'node03', argv: ['true'] });
    await expect(asked).rejects.toMatchObject({ code: 'unknown-host', remedy: 'It has node01, node02.' });
  });
});

describe('cut and mend', () => {
  it('take the management cable down and up, and only that', async () => {
    expect((await cutHost({ stateDir, host: 'node01' })).state).toBe('cut');
    const links = await execInHost({ stateDir, host: 'node01', argv: ['ip', '-br', 'link'] });
    expect(links.stdout).toMatch(/eth0@.*<NO-CARRIER,/);
    expect(links.stdout).toMatch(/eth1@.*,LOWER_UP>/);
    const ping = ['ping', '-c', '1', '-W', '2', node01.underlay.address];
    expect((await execInHost({ stateDir, host: 'node02', argv: ping })).status).toBe(0);
    // A cut cable gives no answer at all, so this is the one thing that must be waited out.
    expect(await greetsWithin(node01.address, 300)).toBe(false);
    const status = await labStatus({ stateDir });
    expect(status).toMatchObject({ state: 'up', hosts: [{ state: 'cut' }, { state: 'up' }] });

    expect((await mendHost({ stateDir, host: 'node01' })).state).toBe('up');
    await expect.poll(() => greetsWithin(node01.address, 300)).toBe(true);
    expect(await on(node01, 'hostname')).toBe('node01\n');
  });

  it('outlast a reboot', async () => {
    await cutHost({ stateDir, host: 'node01' });
    expect((await rebootHost({ stateDir, host: 'node01' })).state).toBe('cut');
    expect((await mendHost({ stateDir, host: 'node01' })).state).toBe('up');
  });
});

describe('reboot', () => {
  it('loses all kernel state and changes the boot id; keys, addresses and MACs stay', async () => {
    const macs = 'cat /sys/class/net/eth*/address';
    const before = { bootId: await on(node02, bootId), macs: await on(node02, macs) };
    await on(node02, 'ip netns add lost; ip link add lost-br type bridge; touch ~/lost');

    const host = await rebootHost({ stateDir, host: 'node02' });

    expect(await on(node02, 'ip netns; ls ~ /sys/class/net')).toBe(
      '/root:\n\n/sys/class/net:\neth0\neth1\nlo\n',
    );
    const after = await on(node02, bootId);
    expect(after).not.toBe(before.bootId);
    expect(after).toBe(`${host.bootId}\n`);
    expect(await on(node02, macs)).toBe(before.macs);
    expect(host).toMatchObject({ hostKeyFingerprint: node02.hostKeyFingerprint, underlay: node02.underlay });
    expect(await on(node01, `ping -c 1 -W 2 ${node02.underlay.address}`)).toContain(' 0% packet loss');
  });

  it('brings back a host that ended by itself', async () => {
    const { pid } = await rebootHost({ stateDir, host: 'node02' });
    process.kill(pid, 'SIGKILL');
    const states = async () => {
      const status = await labStatus({ stateDir });
      return status.state === 'up' ? status.hosts.map(({ state }) => state) : [];
    };
    await expect.poll(states).toEqual(['up', 'down']);
    await expect(execInHost({ stateDir, host: 'node02', argv: ['true'] })).rejects.toMatchObject({
      code: 'host-down',
    });
    expect((await rebootHost({ stateDir, host: 'node02' })).state).toBe('up');
    expect(await on(node02, 'hostname')).toBe('node02\n');
  });
});

describe('slow', () => {
  it('makes each session wait, until it is ended', async () => {
    const duration = async () => {
      const start = performance.now();
      await on(node01, 'true');
      return performance.now() - start;
    };
    expect((await slowHost({ stateDir, host: 'node01', ms: 1500 })).slowMs).toBe(1500);
    expect(await duration()).toBeGreaterThan(1500);
    expect((await slowHost({ stateDir, host: 'node01', ms: 0 })).slowMs).toBe(0);
    expect(await duration()).toBeLessThan(1500);
  });
});

describe('the commands of the seed, word for word', () => {
  const lacks = missingInHosts().filter(({ program }) => ['brctl', 'sudo', 'ping'].includes(program));

  it.skipIf(lacks.length > 0)('build two tenants that both ping without loss', async () => {
    const [host01, host02] = [
      await rebootHost({ stateDir, host: 'node01' }),
      await rebootHost({ stateDir, host: 'node02' }),
    ];
    // Status alone tells: ip has words on stderr about a tunnel whose port is left to the kernel.
    const build = async (host: LabHost, file: string) =>
      (await ssh(host, `set -e\n${fixture(file)}`, stateDir)).status;
    expect(await build(host01, 'seed-node01.sh')).toBe(0);
    expect(await build(host02, 'seed-node02.sh')).toBe(0);
    const pings = fixture('seed-pings.sh').trim().split('\n');
    expect(pings).toHaveLength(2);
    for (const output of await Promise.all(pings.map((ping) => on(host01, ping)))) {
      expect(output).toContain('3 packets transmitted, 3 received, 0% packet loss');
    }
  });
});

it('keeps in lab.json what is needed to pin each host', async () => {
  const record = JSON.parse(await readFile(`${stateDir}/lab.json`, 'utf8'));
  expect(record.hosts[0]).toMatchObject({
    name: 'node01',
    address: '198.18.0.1',
    port: 22,
    user: 'root',
    privateKeyPath: `${stateDir}/id_ed25519`,
    hostKeyFingerprint: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/),
    underlay: { device: 'eth1', address: '10.10.10.10', prefixLength: 16 },
  });
});
