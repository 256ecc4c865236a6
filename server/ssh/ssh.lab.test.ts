import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cutHost, mendHost, rebootHost, slowHost } from '../../lab/lab';
import { sudoersLine } from '../model/sudoers';
import { connect, scanHostKey } from './connect';
import { cuttingRelay } from './cutting-relay.testing';
import { keysInMemory } from './kept-keys.testing';
import { LabHosts, runOne, single } from './lab-hosts.testing';
import { RunnerError } from './runner';
import { sshRunner } from './runner-ssh';

let lab: LabHosts;
beforeAll(async () => {
  lab = await LabHosts.up(2);
});
afterAll(() => lab.down());

const faultOf = (running: Promise<unknown>): Promise<RunnerError> =>
  running.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => {
      if (error instanceof RunnerError) return error;
      throw error;
    },
  );

describe('a connection', () => {
  it('is made where the pinned key is shown', async () => {
    expect((await runOne(await lab.runner(0), ['hostname'])).stdout).toBe('node01\n');
  });

  it('is refused where another host answers at the address', async () => {
    const other = lab.host(1).hostKeyFingerprint;
    expect(await connect(lab.reach(0, { hostKey: other }), keysInMemory())).toEqual({
      kind: 'key-changed',
      shown: { fingerprint: lab.host(0).hostKeyFingerprint, type: 'ssh-ed25519' },
    });
  });

  it('is not made where no key is pinned, and the shown key is told', async () => {
    const { hostKeyFingerprint: fingerprint, address, port } = lab.host(0);
    const shown = { fingerprint, type: 'ssh-ed25519' };
    expect(await connect(lab.reach(0, { hostKey: null }), keysInMemory())).toEqual({
      kind: 'key-unpinned',
      shown,
    });
    expect(await scanHostKey({ address, port })).toEqual(shown);
  });

  it('is made with a key that only an agent holds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'overlane-agent-'));
    const socket = join(folder, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      vi.stubEnv('SSH_AUTH_SOCK', socket);
      await expect.poll(() => existsSync(socket)).toBe(true);
      const without = await connect(lab.reach(0, { key: { kind: 'agent' } }), keysInMemory());
      expect(without).toMatchObject({ kind: 'refused', reason: { code: 'ssh-login-refused' } });
      expect(spawnSync('ssh-add', ['-q', lab.host(0).privateKeyPath]).status).toBe(0);
      const session = await lab.session(0, { key: { kind: 'agent' } });
      expect((await runOne(sshRunner(session, 'root'), ['hostname'])).stdout).toBe('node01\n');
    } finally {
      vi.unstubAllEnvs();
      agent.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is refused where the host does not take our key', async () => {
    const outcome = await connect(lab.reach(0, { key: { kind: 'generated' } }), keysInMemory());
    expect(outcome).toMatchObject({ kind: 'refused', reason: { code: 'ssh-login-refused' } });
  });

  it('tells when a host reboots', async () => {
    const session = await lab.session(1);
    await rebootHost({ stateDir: lab.stateDir, host: 'node02' });
    expect(await session.closed).not.toBe('');
    expect(session.gone).not.toBe(null);
    const error = await faultOf(sshRunner(session, 'root').run(single(['true'])));
    expect(error.fault).toBe('not-connected');
    expect((await runOne(await lab.runner(1), ['hostname'])).stdout).toBe('node02\n');
  });

  it('notices within 15 s that a cable was cut, and the job that ran is unknown', async () => {
    const session = await lab.session(1);
    const running = faultOf(
      sshRunner(session, 'root').run({
        sections: [
          { name: 'first', argv: ['echo', 'done'], onFailure: 'stop' },
          { name: 'long', argv: ['sleep', '60'], onFailure: 'stop' },
        ],
        timeoutMs: 60_000,
      }),
    );
    await expect.poll(() => lab.processes(1)).toContain('sleep 60');
    const cut = performance.now();
    await cutHost({ stateDir: lab.stateDir, host: 'node02' });
    try {
      const error = await running;
      expect(performance.now() - cut).toBeLessThan(15_000);
      expect(error).toMatchObject({
        fault: 'connection-lost',
        message: 'The host stopped answering.',
        reached: [{ name: 'first', code: 0, stdout: 'done\n' }],
      });
      expect(await session.closed).toBe('The host stopped answering.');
    } finally {
      await mendHost({ stateDir: lab.stateDir, host: 'node02' });
    }
  }, 40_000);
});

describe('a job', () => {
  it('of 2000 lines for ip runs as one, and is read back in the same one', async () => {
    const runner = await lab.runner(0);
    const names = Array.from({ length: 2000 }, (_, i) => `many${i}`);
    const add = names.map((name) => `netns add ${name}\n`).join('');
    const { sections } = await runner.run({
      sections: [
        { name: 'add', argv: ['ip', '-batch', '-'], input: add, onFailure: { skipTo: 'read' } },
        { name: 'read', argv: ['ip', '-j', 'netns', 'list'], onFailure: 'continue' },
      ],
      timeoutMs: 60_000,
    });
    expect(sections[0]).toEqual({ name: 'add', code: 0, stdout: '', stderr: '' });
    const there = JSON.parse(sections[1]?.stdout ?? '') as { name: string }[];
    expect(there.map(({ name }) => name).sort()).toEqual([...names].sort());
    const del = names.map((name) => `netns del ${name}\n`).join('');
    expect(await runOne(runner, ['ip', '-batch', '-'], del)).toMatchObject({ code: 0 });
  }, 60_000);

  it('runs beside others in the same session, each with its own answer', async () => {
    const runner = await lab.runner(0);
    const answers = Array.from({ length: 30 }, (_, i) => runOne(runner, ['echo', String(i)]));
    expect((await Promise.all(answers)).map(({ stdout }) => stdout)).toEqual(
      Array.from({ length: 30 }, (_, i) => `${i}\n`),
    );
  });

  it('that takes too long is a time-out that tells what was reached, and its session lives on', async () => {
    const runner = await lab.runner(0);
    const error = await faultOf(
      runner.run({
        sections: [
          { name: 'quick', argv: ['echo', 'a'], onFailure: 'stop' },
          { name: 'slow', argv: ['sleep', '2'], onFailure: 'stop' },
        ],
        timeoutMs: 1000,
      }),
    );
    expect(error.fault).toBe('timeout');
    expect(error.reached).toEqual([{ name: 'quick', code: 0, stdout: 'a\n', stderr: '' }]);
    expect((await runOne(runner, ['echo', 'b'])).stdout).toBe('b\n');
    // Its shell ends at the next mark, for which nobody listens any more.
    await expect.poll(() => lab.processes(0), { timeout: 4000 }).not.toContain('s=$(cat)');
  });

  it('that prints without end is stopped at 64 MB', async () => {
    const runner = await lab.runner(0);
    const error = await faultOf(runner.run(single(['yes', 'x'.repeat(1000)])));
    expect(error).toMatchObject({ fault: 'bad-answer', message: expect.stringContaining('64 MB') });
    await expect.poll(() => lab.processes(0)).not.toContain('yes x');
  });

  it('waits for a slow login shell', async () => {
    await slowHost({ stateDir: lab.stateDir, host: 'node01', ms: 1200 });
    try {
      expect((await runOne(await lab.runner(0), ['echo', 'there'])).stdout).toBe('there\n');
    } finally {
      await slowHost({ stateDir: lab.stateDir, host: 'node01', ms: 0 });
    }
  });

  it.each([0.02, 0.5, 0.99])('whose delivery is cut at %d of it runs nothing', async (share) => {
    const relay = await cuttingRelay(lab.host(0));
    try {
      const session = await lab.session(0, { address: '127.0.0.1', port: relay.port });
      // Its lines would come long before the cut, were they not held until the end.
      const lines = 'netns add cut\n'.repeat(80_000);
      relay.cutAt(relay.sent() + Math.round(lines.length * share));
      const error = await faultOf(
        sshRunner(session, 'root').run({
          sections: [
            { name: 'touch', argv: ['touch', '/tmp/cut'], onFailure: 'stop' },
            { name: 'add', argv: ['ip', '-batch', '-'], input: lines, onFailure: 'stop' },
          ],
          timeoutMs: 30_000,
        }),
      );
      expect(error).toMatchObject({ fault: 'connection-lost', reached: [] });
      await expect.poll(() => lab.processes(0)).not.toContain('s=$(cat)');
      expect(await lab.witness(0, 'ip', 'netns', 'list')).toBe('');
      expect(await lab.witness(0, 'ls', '-A', '/tmp')).toBe('');
    } finally {
      await relay.close();
    }
  });
});

describe('a stream', () => {
  /** A command that nobody else runs here. */
  const ping = (mark: string) => ['ping', '-i', '0.2', '-p', mark, '127.0.0.1'];

  async function follow(index: number, argv: string[], limitMs = 60_000) {
    const session = await lab.session(index);
    let printed = '';
    let ended: { code: number | null; lost: boolean } | null = null;
    const stream = await sshRunner(session, 'root').stream(argv, {
      limitMs,
      onStdout: (chunk) => {
        printed += chunk.toString();
      },
      onStderr: (chunk) => {
        printed += chunk.toString();
      },
      onEnd: (end) => {
        ended = end;
      },
    });
    return { session, stream, printed: () => printed, ended: () => ended };
  }
  const within5s = { timeout: 5000, interval: 100 };

  it('prints each line as it comes', async () => {
    const { stream, printed } = await follow(0, ping('a1'));
    await expect.poll(printed, { timeout: 1000, interval: 5 }).toContain('icmp_seq=1 ');
    expect(printed()).not.toContain('icmp_seq=3 ');
    expect(printed()).toMatch(/^PATTERN|^PING/);
    stream.close();
  });

  it('tells the status of a command that ends by itself, and its last words', async () => {
    const { printed, ended } = await follow(0, ['sh', '-c', 'echo last words; exit 5']);
    await expect.poll(ended).toEqual({ code: 5, lost: false });
    expect(printed()).toBe('last words\n');
  });

  it('of a program that is not there says so', async () => {
    const { printed, ended } = await follow(0, ['no-such-program']);
    await expect.poll(ended).toEqual({ code: 127, lost: false });
    expect(printed()).toContain('not found');
  });

  it('is dead within 5 s of being closed', async () => {
    const { stream, printed, ended } = await follow(0, ping('b1'));
    await expect.poll(printed).toContain('icmp_seq=1 ');
    expect(await lab.processes(0)).toContain('-p b1');
    stream.close();
    await expect.poll(() => lab.processes(0), within5s).not.toContain('-p b1');
    await expect.poll(ended).toEqual({ code: null, lost: false });
  });

  it('is dead within 5 s of a dropped connection', async () => {
    const { session, printed, ended } = await follow(0, ping('c1'));
    await expect.poll(printed).toContain('icmp_seq=1 ');
    session.cut();
    await expect.poll(() => lab.processes(0), within5s).not.toContain('-p c1');
    await expect.poll(ended).toEqual({ code: null, lost: true });
  });

  it('is dead within 5 s of a cut cable, of which sshd learns nothing', async () => {
    const { session, printed } = await follow(1, ping('d1'));
    await expect.poll(printed).toContain('icmp_seq=1 ');
    await cutHost({ stateDir: lab.stateDir, host: 'node02' });
    try {
      await expect.poll(() => lab.processes(1), within5s).not.toContain('-p d1');
    } finally {
      await mendHost({ stateDir: lab.stateDir, host: 'node02' });
      session.cut();
    }
  }, 20_000);

  it('is dead at its limit', async () => {
    const { printed, ended } = await follow(0, ping('e1'), 2000);
    await expect.poll(printed).toContain('icmp_seq=1 ');
    await expect.poll(() => lab.processes(0), within5s).not.toContain('-p e1');
    await expect.poll(ended).toEqual({ code: null, lost: false });
  });

  it('leaves no process of its own behind', async () => {
    const { stream, printed } = await follow(0, ping('f1'));
    await expect.poll(printed).toContain('icmp_seq=1 ');
    stream.close();
    await expect.poll(() => lab.processes(0), within5s).not.toMatch(/ping|read -r|sleep/);
  });
});

describe('a host that takes few sessions', () => {
  /** A second sshd beside the first, as a host with MaxSessions 2 would run it. */
  async function secondSshd(port: number, maxSessions: number) {
    const config = `/run/sshd_config_${port}`;
    const edit = `s/^Port .*/Port ${port}/; s/^MaxSessions .*/MaxSessions ${maxSessions}/`;
    await lab.witness(0, 'sh', '-c', `sed '${edit}' /run/overlane-lab/sshd_config >${config}`);
    await lab.witness(0, '/usr/sbin/sshd', '-f', config);
    const listening = `:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`;
    await expect.poll(() => lab.witness(0, 'cat', '/proc/net/tcp')).toContain(listening);
    return lab.session(0, { port });
  }

  it('gets no more at once than it takes', async () => {
    const session = await secondSshd(2202, 2);
    const runner = sshRunner(session, 'root');
    const jobs = Array.from({ length: 12 }, () => runOne(runner, ['sleep', '0.05']));
    expect((await Promise.all(jobs)).every(({ code }) => code === 0)).toBe(true);
    expect(session.channelLimit).toBe(2);
  });

  it('gets jobs in the order in which they were asked for', async () => {
    const runner = sshRunner(await secondSshd(2203, 1), 'root');
    const order: number[] = [];
    const jobs = Array.from({ length: 12 }, async (_, i) => {
      await runOne(runner, ['true']);
      order.push(i);
    });
    await Promise.all(jobs);
    expect(order).toEqual(Array.from({ length: 12 }, (_, i) => i));
  });

  it('and whose only one is taken by a stream lets a job wait until the stream ends', async () => {
    const runner = sshRunner(await secondSshd(2201, 1), 'root');
    const silent = { onStdout() {}, onStderr() {}, onEnd() {} };
    const stream = await runner.stream(['sleep', '60'], { ...silent, limitMs: 60_000 });
    const error = await faultOf(runner.run(single(['true'], undefined, 500)));
    expect(error).toMatchObject({ fault: 'not-connected', reached: [] });
    const waiting = runOne(runner, ['echo', 'at last']);
    stream.close();
    expect((await waiting).stdout).toBe('at last\n');
  });
});

describe("a host's sshd with other settings", () => {
  /** Another one beside that of the lab, on a port of its own; it ends with the host. */
  async function sshd(port: number, ...settings: string[]) {
    const options = settings.flatMap((setting) => ['-o', setting]);
    const own = ['-o', `Port=${port}`, '-o', `PidFile=/run/sshd-${port}.pid`];
    const program = (
      await lab.witness(0, 'sh', '-c', 'command -v /usr/sbin/sshd /usr/local/sbin/sshd')
    ).split('\n')[0];
    await lab.witness(0, program ?? '', '-f', '/run/overlane-lab/sshd_config', ...own, ...options);
    return lab.reach(0, { port });
  }

  it.each([
    ['SHA-1 key exchange', 'KexAlgorithms=diffie-hellman-group14-sha1'],
    ['CBC ciphers', 'Ciphers=aes256-cbc,aes128-cbc'],
    ['counter mode without authentication of what is encrypted', 'Ciphers=aes128-ctr', 'MACs=hmac-sha1'],
  ])('that offers only %s is refused by name, and no login is tried', async (_, ...settings) => {
    const port = 2201 + settings.join().length;
    const outcome = await connect(await sshd(port, ...settings), keysInMemory());
    expect(outcome).toMatchObject({ kind: 'refused', reason: { code: 'ssh-weak-algorithms' } });
  });

  it('that connects nobody on is named, with the setting that would', async () => {
    const reach = await sshd(2200, 'AllowTcpForwarding=no');
    const via = await lab.session(0, { port: reach.port });
    const outcome = await connect({ ...lab.reach(1), via }, keysInMemory());
    expect(outcome).toMatchObject({
      kind: 'refused',
      reason: { code: 'jump-forbids', remedy: 'AllowTcpForwarding local' },
    });
  });
});

describe('a user who is not root', () => {
  /** Adds a user to the host alone: the files are bound over in its own mount namespace. */
  let uid = 1500;
  async function addUser(name: string, sudoers: string, profile: string) {
    const script = [
      `for f in passwd shadow sudoers; do cp -p /etc/$f /run/$f.$1; mount --bind /run/$f.$1 /etc/$f; done`,
      `echo "$1:x:$4:$4::/run/home-$1:/bin/bash" >>/etc/passwd; echo "$1:*:19000:0:99999:7:::" >>/etc/shadow`,
      `mkdir -p /run/home-$1/.ssh; printf %s "$3" >/run/home-$1/.bashrc; cp /run/overlane-lab/authorized_keys /run/home-$1/.ssh/; chmod -R a+rX /run/home-$1; chown -R $4:$4 /run/home-$1`,
      `printf '%s\\n' "$2" >>/etc/sudoers`,
    ].join('\n');
    await lab.witness(0, 'sh', '-ec', script, 'sh', name, sudoers, profile, String(uid++));
    return lab.session(0, { user: name });
  }

  it('runs jobs and streams as root through sudo -n, whatever the profile prints', async () => {
    const session = await addUser('allowed', sudoersLine('allowed'), 'echo hello; echo hm >&2\n');
    const runner = sshRunner(session, 'sudo');
    expect(await runOne(runner, ['id', '-u'])).toEqual({ name: 'only', code: 0, stdout: '0\n', stderr: '' });
    expect((await runOne(runner, ['cat'], 'in\n')).stdout).toBe('in\n');
    let printed = '';
    const stream = await runner.stream(['ping', '-p', '5d', '-i', '0.2', '127.0.0.1'], {
      limitMs: 60_000,
      onStdout: (chunk) => {
        printed += chunk.toString();
      },
      onStderr() {},
      onEnd() {},
    });
    await expect.poll(() => printed).toContain('icmp_seq=1 ');
    expect(printed).not.toContain('hello');
    stream.close();
    await expect.poll(() => lab.processes(0), { timeout: 5000 }).not.toContain('-p 5d');
  });

  it('whose sudo asks for a password fails instead of waiting for one, with the line to add', async () => {
    const session = await addUser('asked', '# nothing for this one', '');
    const error = await faultOf(sshRunner(session, 'sudo').run(single(['id'])));
    expect(error).toMatchObject({ fault: 'sudo-refused', reached: [] });
    expect(error.message).toContain('NOPASSWD: /bin/sh');
  });

  it('whose profile reads what is sent runs nothing, and the profile is named', async () => {
    const session = await addUser('greedy', '', 'read -r first\n');
    const error = await faultOf(sshRunner(session, 'root').run(single(['id'])));
    expect(error).toMatchObject({ fault: 'bad-answer', message: expect.stringContaining('profile') });
  });
});
