import { once } from 'node:events';
import { type AddressInfo, connect as connectSocket, createServer, type Server } from 'node:net';
import ssh2, { type Connection } from 'ssh2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from './connect';
import { describeHostKey } from './host-key';
import { keysInMemory } from './kept-keys.testing';
import { makeKeyPair } from './key-pair';
import { peer, recordingServer } from './recording-server.testing';
import type { Session } from './session';

const USER = 'canary-user';
const keys = keysInMemory();

type Jump = { port: number; fingerprint: string; asked: string[]; close(): Promise<void> };

/** An SSH server that lets everybody in and connects them on, or does not. */
async function jumpServer(mode: 'on' | 'silent'): Promise<Jump> {
  const { privateKey, publicLine } = makeKeyPair('');
  const asked: string[] = [];
  const clients = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [privateKey] }, (client) => {
    clients.add(client);
    client.on('error', () => {});
    client.on('authentication', (context) => context.accept());
    client.on('tcpip', (accept, reject, info) => {
      asked.push(`${info.destIP} ${info.destPort}`);
      if (mode === 'silent') return;
      const far = connectSocket(info.destPort, info.destIP);
      far.on('error', () => reject());
      far.on('connect', () => {
        const near = accept();
        near.on('error', () => {});
        far.pipe(near).pipe(far);
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server as unknown as Server, 'listening');
  const { port } = server.address() as AddressInfo;
  const blob = Buffer.from(publicLine.split(' ')[1] ?? '', 'base64');
  const close = async () => {
    for (const client of clients) client.end();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { port, fingerprint: describeHostKey(blob).fingerprint, asked, close };
}

const open: { close(): Promise<void> }[] = [];
function opened<T extends { close(): Promise<void> }>(server: T): T {
  open.push(server);
  return server;
}

let session: Session | null = null;
afterEach(async () => {
  session?.end();
  for (const server of open.splice(0)) await server.close();
});

async function through(jump: Jump): Promise<Session> {
  const connected = await connect(
    {
      address: '127.0.0.1',
      port: jump.port,
      user: 'jump',
      key: { kind: 'generated' },
      hostKey: jump.fingerprint,
    },
    keys,
  );
  if (connected.kind !== 'ready') throw new Error(JSON.stringify(connected));
  session = connected.session;
  return session;
}

const hostAt = (port: number, hostKey: string | null, via: Session) => ({
  address: '127.0.0.1',
  port,
  user: USER,
  key: { kind: 'generated' as const },
  hostKey,
  via,
});

describe('a host behind another one', () => {
  let jump: Jump;
  let via: Session;
  beforeEach(async () => {
    jump = opened(await jumpServer('on'));
    via = await through(jump);
  });

  it('is logged in to where it shows its own pinned key, and is asked from there', async () => {
    const server = opened(await recordingServer());
    const outcome = await connect(hostAt(server.port, server.fingerprints[0] ?? '', via), keys);
    expect(outcome).toMatchObject({ kind: 'refused', reason: { code: 'ssh-login-refused' } });
    expect(server.heard).toEqual([`login ${USER} publickey`]);
    expect(jump.asked).toEqual([`127.0.0.1 ${server.port}`]);
  });

  it('is sent nothing where it shows the key of the host before it, or none is pinned', async () => {
    const server = opened(await recordingServer());
    const shown = { fingerprint: server.fingerprints[0], type: 'ssh-ed25519' };
    expect(await connect(hostAt(server.port, jump.fingerprint, via), keys)).toEqual({
      kind: 'key-changed',
      shown,
    });
    expect(await connect(hostAt(server.port, null, via), keys)).toEqual({ kind: 'key-unpinned', shown });
    expect(server.heard).toEqual([]);
    for (const bytes of server.connections) expect(bytes.toString('latin1')).not.toContain(USER);
  });

  it('that is no sshd is named as such', async () => {
    const web = opened(await peer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect(await connect(hostAt(web.port, jump.fingerprint, via), keys)).toMatchObject({
      kind: 'unreachable',
      reason: { sentence: expect.stringContaining('HTTP/1.1 400 Bad Request') },
    });
  });

  it('is not reached once the connection before it is gone', async () => {
    via.end();
    const outcome = await connect(hostAt(1, jump.fingerprint, via), keys);
    expect(outcome).toMatchObject({ kind: 'unreachable', reason: { code: 'jump-lost' } });
    expect(jump.asked).toEqual([]);
  });
});

it('a host before it that never answers is given up, and a late connection is closed', async () => {
  const via = await through(opened(await jumpServer('silent')));
  await expect(via.forward('127.0.0.1', 1, 200)).rejects.toMatchObject({ why: 'silent' });
});

it('a place where nobody listens is told as the host before it tells it', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const jump = opened(await jumpServer('on'));
  const outcome = await connect(hostAt(port, 'SHA256:x', await through(jump)), keys);
  expect(outcome).toMatchObject({ kind: 'unreachable', reason: { code: 'jump-finds-nobody' } });
  expect(jump.asked).toEqual([`127.0.0.1 ${port}`]);
});
