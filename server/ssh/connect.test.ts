import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect, scanHostKey } from './connect';
import { dial } from './dial';
import { keysInMemory } from './kept-keys.testing';
import { peer, recordingServer } from './recording-server.testing';

// Making an RSA key takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const ELSEWHERE = `SHA256:${'A'.repeat(43)}`;
const USER = 'canary-user';

const keys = keysInMemory();

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of open.splice(0)) await server.close();
});
function opened<T extends { close(): Promise<void> }>(server: T): T {
  open.push(server);
  return server;
}

const hostAt = (port: number, hostKey: string | null) => ({
  address: '127.0.0.1',
  port,
  user: USER,
  key: { kind: 'generated' as const },
  hostKey,
});

describe('a host whose key is not the pinned one', () => {
  it('is sent nothing, not even the name of a user', async () => {
    const server = opened(await recordingServer());
    const outcome = await connect(hostAt(server.port, ELSEWHERE), keys);
    expect(outcome).toEqual({
      kind: 'key-changed',
      shown: { fingerprint: server.fingerprints[0], type: 'ssh-ed25519' },
    });
    expect(server.heard).toEqual([]);
    expect(server.connections.length).toBeGreaterThan(0);
    for (const bytes of server.connections) expect(bytes.toString('latin1')).not.toContain(USER);
  });

  it('hears the name and the login where the key is the pinned one (control)', async () => {
    const server = opened(await recordingServer());
    const outcome = await connect(hostAt(server.port, server.fingerprints[0] ?? ''), keys);
    expect(outcome).toMatchObject({ kind: 'refused', reason: { code: 'ssh-login-refused' } });
    expect(server.heard).toEqual([`login ${USER} publickey`]);
  });
});

it('a host without a pinned key is sent nothing, and its key is told', async () => {
  const server = opened(await recordingServer());
  expect(await connect(hostAt(server.port, null), keys)).toEqual({
    kind: 'key-unpinned',
    shown: { fingerprint: server.fingerprints[0], type: 'ssh-ed25519' },
  });
  expect(server.heard).toEqual([]);
  expect(server.connections).toHaveLength(1);
});

it('a scan tells the key and sends nothing', async () => {
  const server = opened(await recordingServer(['rsa']));
  expect(await scanHostKey({ address: '127.0.0.1', port: server.port })).toEqual({
    fingerprint: server.fingerprints[0],
    type: 'ssh-rsa',
  });
  expect(server.heard).toEqual([]);
});

it.each([0, 1, 2])('any of the keys of a host may be the pinned one (%i)', async (index) => {
  const server = opened(await recordingServer(['ed25519', 'ecdsa', 'rsa']));
  await connect(hostAt(server.port, server.fingerprints[index] ?? ''), keys);
  expect(server.heard).toEqual([`login ${USER} publickey`]);
});

it('a host that has none of several keys pinned is sent nothing on any of them', async () => {
  const server = opened(await recordingServer(['ed25519', 'ecdsa', 'rsa']));
  expect(await connect(hostAt(server.port, ELSEWHERE), keys)).toMatchObject({
    kind: 'key-changed',
    shown: { fingerprint: server.fingerprints[0] },
  });
  expect(server.heard).toEqual([]);
});

it.each([
  ['SHA-1 key exchange', { kex: ['diffie-hellman-group14-sha1' as const] }],
  ['CBC ciphers', { cipher: ['aes256-cbc' as const] }],
  ['SHA-1 host key signatures', { serverHostKey: ['ssh-rsa' as const] }],
])('a host that offers only %s is refused before the login', async (_, algorithms) => {
  const server = opened(await recordingServer(['rsa'], { algorithms }));
  const outcome = await connect(hostAt(server.port, server.fingerprints[0] ?? ''), keys);
  expect(outcome).toMatchObject({ kind: 'refused', reason: { code: 'ssh-weak-algorithms' } });
  expect(server.heard).toEqual([]);
});

it('an absent agent is a refusal that says so, and the host is not asked', async () => {
  vi.stubEnv('SSH_AUTH_SOCK', '');
  const server = opened(await recordingServer());
  const host = { ...hostAt(server.port, server.fingerprints[0] ?? ''), key: { kind: 'agent' as const } };
  expect(await connect(host, keys)).toMatchObject({ kind: 'refused', reason: { code: 'agent-absent' } });
  expect(server.connections).toHaveLength(0);
});

describe('a peer that is no sshd', () => {
  const dialing = (port: number, handshakeMs: number) =>
    dial({ address: '127.0.0.1', port }, null, { verify: () => false, handshakeMs });

  it('and never speaks is given up after the limit', async () => {
    const silent = opened(await peer(() => {}));
    const began = performance.now();
    expect(await dialing(silent.port, 300)).toMatchObject({
      kind: 'failed',
      stage: 'handshake',
      error: { level: 'client-timeout' },
    });
    expect(performance.now() - began).toBeGreaterThan(290);
  });

  it('and talks without end is cut off long before the limit, and the event loop stays free', async () => {
    const talker = opened(
      await peer((socket) => {
        const talk = () => {
          while (socket.writable && socket.write('you are welcome, you are most welcome\r\n'.repeat(100)));
        };
        socket.on('drain', talk);
        talk();
      }),
    );
    const outcome = await connect(hostAt(talker.port, ELSEWHERE), keys);
    expect(outcome).toMatchObject({ kind: 'unreachable', reason: { code: 'not-ssh' } });
  });

  it('and speaks HTTP is named', async () => {
    const web = opened(await peer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect(await connect(hostAt(web.port, ELSEWHERE), keys)).toMatchObject({
      kind: 'unreachable',
      reason: { sentence: expect.stringContaining('HTTP/1.1 400 Bad Request') },
    });
  });

  it('is quoted without its control characters', async () => {
    const rude = opened(await peer((socket) => socket.end('\x1b[31mExceeded MaxStartups\x07\r\n')));
    expect(await connect(hostAt(rude.port, ELSEWHERE), keys)).toMatchObject({
      kind: 'unreachable',
      reason: { sentence: expect.stringContaining('"[31mExceeded MaxStartups"') },
    });
  });
});

it('a closed port and an unknown name are unreachable, each with its reason', async () => {
  const closed = await peer(() => {});
  await closed.close();
  expect(await connect(hostAt(closed.port, ELSEWHERE), keys)).toMatchObject({
    kind: 'unreachable',
    reason: { code: 'connection-refused' },
  });
  expect(await connect({ ...hostAt(22, ELSEWHERE), address: 'host.invalid' }, keys)).toMatchObject({
    kind: 'unreachable',
    reason: { code: 'name-unknown' },
  });
  await expect(scanHostKey({ address: '127.0.0.1', port: closed.port })).rejects.toMatchObject({
    reason: { code: 'connection-refused' },
  });
});

it('can be given up at once', async () => {
  const silent = opened(await peer(() => {}));
  const signal = AbortSignal.timeout(100);
  expect(await connect(hostAt(silent.port, ELSEWHERE), keys, signal)).toMatchObject({
    kind: 'unreachable',
  });
});
