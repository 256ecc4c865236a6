import { setTimeout as pause } from 'node:timers/promises';
import { must } from '../../../lab/run';
import { waitUntil } from '../../../lab/wait';
import { newId } from '../../../server/model/ids';
import type { Host } from '../../../server/model/intent';
import { peer, recordingServer } from '../../../server/ssh/recording-server.testing';
import { type Attempt, attempt, call, sends } from '../attempt';
import type { World } from '../world';

const liveOf = async (world: World, hostId: string) =>
  (await world.hosts()).find((host) => host.hostId === hostId);

const within = (ms: number, is: () => Promise<boolean>) => waitUntil(is, { everyMs: 50, atMostMs: ms });

type Recording = Awaited<ReturnType<typeof recordingServer>>;
type Serving = {
  kinds?: Parameters<typeof recordingServer>[0];
  config?: Parameters<typeof recordingServer>[1];
};

/** What a recording server was told beyond an exchange of keys, or null. */
const heard = ({ heard, connections }: Recording) =>
  heard.length > 0
    ? `it heard ${heard.join(', ')}`
    : connections.length === 0
      ? 'it was not even asked'
      : null;

/** Takes a host in that is a recording server, and waits until the product has made up its mind about it. */
const meeting = (what: string, { kinds, config }: Serving, pinned: boolean): Attempt =>
  attempt(18, what, async (world) => {
    const server = await recordingServer(kinds, config);
    const host: Host = {
      ...{ id: newId(), name: 'recorder', address: '127.0.0.1', port: server.port, user: 'root' },
      key: { kind: 'file', path: world.node01.key.kind === 'file' ? world.node01.key.path : '' },
      hostKey: pinned ? (server.fingerprints[0] ?? null) : null,
      underlay: null,
    };
    try {
      await world.commit({ op: 'host.add', host });
      const isSettled = async () => {
        const live = await liveOf(world, host.id);
        return live?.state === (pinned ? 'unreachable' : 'unpinned') || live?.state === 'refused';
      };
      if (!(await within(15_000, isSettled))) return `its state is ${(await liveOf(world, host.id))?.state}`;
      // Somebody looks at the key, to compare it.
      if (!pinned) await world.must('admin', 'hosts.scan', { address: host.address, port: host.port });
      return heard(server);
    } finally {
      await world.commit({ op: 'host.remove', hostId: host.id });
      await server.close();
    }
  });

const WEAK: [what: string, algorithms: object][] = [
  ['a key exchange of SHA-1', { kex: ['diffie-hellman-group14-sha1'] }],
  ['a cipher in CBC', { cipher: ['aes128-cbc'] }],
  // Ciphers that see to integrity by themselves need no other.
  ['an integrity of MD5', { cipher: ['aes256-ctr'], hmac: ['hmac-md5'] }],
];

/** Another machine answers at node02's address. All that it gets is an exchange of keys. */
const takenOver = attempt(18, "another machine at a host's own address", async (world) => {
  const { id, address, hostKey } = world.node02;
  await must(['ip', 'address', 'add', `${address}/32`, 'dev', 'lo']);
  const server = await recordingServer(['ed25519'], {}, { host: address, port: 22 });
  try {
    const [key] = server.fingerprints;
    await endSessions(world, 'node02');
    const begun = performance.now();
    const seen = await within(20_000, async () => (await liveOf(world, id))?.shownKey === key);
    if (!seen) return `the product has not seen it: ${JSON.stringify((await liveOf(world, id))?.reason)}`;
    world.measured.set('a changed host key is told after', performance.now() - begun);
    const before = server.connections.length;
    await world.must('operator', 'hosts.retry', { hostId: id });
    if (!(await within(10_000, async () => server.connections.length > before)))
      return 'a retry asks it nothing';
    const live = await liveOf(world, id);
    if (live?.state !== 'refused') return `its state is ${live?.state}`;
    if (!live.reason?.sentence.includes(hostKey ?? '?') && !live.reason?.sentence.includes('key'))
      return `the reason does not tell of the key: ${live.reason?.sentence}`;
    return heard(server);
  } finally {
    await must(['ip', 'address', 'del', `${address}/32`, 'dev', 'lo']);
    await server.close();
    await world.must('operator', 'hosts.retry', { hostId: id });
    await within(30_000, async () => (await liveOf(world, id))?.state === 'ready');
  }
});

/** The processes that sshd has for who is signed in, one by one. */
async function endSessions(world: World, host: string): Promise<void> {
  const listed = await world.on(host, 'ps', '-e', '-o', 'pid=,args=');
  const pids = listed
    .split('\n')
    .flatMap((line) => /^\s*(\d+) sshd(?:-session)?: root/.exec(line)?.[1] ?? []);
  if (pids.length > 0) await world.on(host, 'kill', ...pids);
}

/** Adds a user to node02 alone: the files are bound over in its own mount namespace. */
const ADD_USER = [
  'for f in passwd shadow sudoers; do cp -p /etc/$f /run/$f.$1; mount --bind /run/$f.$1 /etc/$f; done',
  'echo "$1:x:1600:1600::/run/home-$1:/bin/bash" >>/etc/passwd; echo "$1:*:19000:0:99999:7:::" >>/etc/shadow',
  'mkdir -p /run/home-$1/.ssh; cp /run/overlane-lab/authorized_keys /run/home-$1/.ssh/; chown -R 1600:1600 /run/home-$1',
].join('\n');

const sudoAsks = attempt(
  20,
  'a host whose sudo asks for a password',
  async (world) => {
    await world.on('node02', 'sh', '-ec', ADD_USER, 'sh', 'asked');
    const { id } = world.node02;
    await world.commit({ op: 'host.set', host: { ...world.node02, user: 'asked' } });
    try {
      const told = async () =>
        /sudo/.test(JSON.stringify(await liveOf(world, id).then((live) => [live?.reason, live?.findings])));
      if (!(await within(15_000, told))) return JSON.stringify((await liveOf(world, id))?.reason);
      const live = await liveOf(world, id);
      const said = JSON.stringify([live?.reason, live?.findings]);
      return said.includes('NOPASSWD') ? null : `no line for sudoers: ${said}`;
    } finally {
      await world.commit({ op: 'host.set', host: world.node02 });
      await within(30_000, async () => (await liveOf(world, id))?.state === 'ready');
    }
  },
  { slow: true },
);

/** A host that behaves as the handler says: asked for its key, the product gives up in time and answers others meanwhile. */
const badHost = (what: string, handle: Parameters<typeof peer>[0]): Attempt =>
  attempt(
    21,
    what,
    async (world) => {
      const { port, close } = await peer(handle);
      try {
        const begun = performance.now();
        const asked = world.call('admin', 'hosts.scan', { address: '127.0.0.1', port });
        let slowest = 0;
        let over = false;
        void asked.finally(() => {
          over = true;
        });
        while (!over) {
          const sent = performance.now();
          await world.send({ path: '/api/health' });
          slowest = Math.max(slowest, performance.now() - sent);
          await pause(20);
        }
        const said = await asked;
        const took = performance.now() - begun;
        world.measured.set(`${what}: given up after`, took);
        if (said.code === null) return `it gave a key: ${said.text}`;
        if (took > 13_000) return `it took ${Math.round(took)} ms`;
        return slowest < 1_000 ? null : `others waited ${Math.round(slowest)} ms`;
      } finally {
        await close();
      }
    },
    { slow: true, audited: 'hosts.scan' },
  );

const PATHS = [
  '/api/captures/..%2f..%2foverlane.db',
  '/api/captures/%2e%2e%2f%2e%2e%2fsecret',
  '/api/captures/../../secret',
  '/api/captures/..\\..\\secret',
  '/api/captures/%00',
  '/api/captures/abcdef123456.pcapng',
  '/api/captures/abcdef123456%00.pcapng',
  '/api/captures//etc/passwd',
  '/wireshark/..%2f..%2fsecret',
  '/wireshark/../secret',
  '/wireshark/%2e%2e%2fpackage.json',
  '/_next/static/../../../package.json',
  '/_next/..%2f..%2fpackage.json',
  '/_next/image?url=http://127.0.0.1:1/&w=64&q=75',
  '/_next/image?url=/../../secret&w=64&q=75',
];

const posting = (path: string, body: string) => (world: World) => ({
  ...{ method: 'POST', path, body },
  headers: { ...world.headersOf('admin'), 'content-type': 'application/json' },
});

/** Opens streams until one is refused. */
const streams = (what: string, path: string, most: number, input?: (world: World) => unknown): Attempt =>
  attempt(23, what, async (world) => {
    const { headers } = await world.somebody(`s${newId()}`, 'operator');
    const query = input ? `?input=${encodeURIComponent(JSON.stringify(input(world)))}` : '';
    const open: AbortController[] = [];
    try {
      for (let n = 0; n < most; n++) {
        const leaving = new AbortController();
        open.push(leaving);
        const { status } = await fetch(`${world.url}/api/trpc/${path}${query}`, {
          headers,
          signal: leaving.signal,
        });
        if (status !== 200) return `stream ${n + 1} was answered with ${status}`;
      }
      const said = await world.call(headers, path, input?.(world));
      return said.code === 'TOO_MANY_REQUESTS' ? null : `one more was answered with ${said.code}`;
    } finally {
      for (const leaving of open) leaving.abort();
    }
  });

export const HOSTS: readonly Attempt[] = [
  meeting('a host without a pinned key', {}, false),
  meeting('a host without a pinned key, of RSA and ECDSA', { kinds: ['rsa', 'ecdsa'] }, false),
  takenOver,
  ...WEAK.map(([what, algorithms]) => meeting(what, { config: { algorithms } }, true)),
  sudoAsks,
  badHost('a host that never speaks', () => {}),
  badHost('an endless banner', (socket) => void flood(socket, `${'x'.repeat(200)}\r\n`)),
  badHost('a banner without an end of line', (socket) => void flood(socket, 'x'.repeat(65_536))),
  badHost(
    'rubbish after the banner',
    (socket) => void flood(socket, 'SSH-2.0-x\r\n'.concat('\u0000\uffff'.repeat(30_000))),
  ),
  badHost('a host that hangs up', (socket) => socket.end()),
  ...PATHS.map((path) =>
    sends(22, path, (world) => ({ path, headers: world.headersOf('admin') }), [308, 400, 404, 405], {
      wrong: ({ text }) => (/SQLite format|"dependencies"|root:x:/.test(text) ? 'it gave a file away' : null),
    }),
  ),
  sends(22, 'a capture by nobody', (world) => ({ path: `/api/captures/${world.captureOfAdmin}` }), [401]),
  sends(
    22,
    'a capture by a page elsewhere',
    (world) => ({
      path: `/api/captures/${world.captureOfAdmin}`,
      headers: { ...world.headersOf('admin'), origin: 'http://evil.example' },
    }),
    [403],
    { audited: 'capture.download' },
  ),
  call(22, 'the same id again', 'admin', 'capture.run', (world) => ({
    id: world.captureOfAdmin,
    place: { at: 'bridge', hostId: world.node01.id, networkId: world.network.id },
  })),
  call(22, 'no room at all', 'operator', 'capture.setLimits', { totalBytes: 1, userBytes: 1, hours: 1 }),
  call(22, 'more than the disk', 'admin', 'capture.setLimits', {
    totalBytes: 1e30,
    userBytes: 1e30,
    hours: 1,
  }),
  sends(23, 'a body of more than 1 MB', posting('/api/trpc/changes.commit', ' '.repeat(1_100_000)), [413]),
  sends(23, 'a body that is no JSON', posting('/api/trpc/changes.commit', '{"base":'), [400]),
  sends(23, 'a body of 100,000 brackets', posting('/api/trpc/changes.commit', '['.repeat(100_000)), [400]),
  sends(
    23,
    'a body that is nested 20,000 times',
    posting('/api/trpc/layout.set', `${'['.repeat(20_000)}${']'.repeat(20_000)}`),
    [400],
  ),
  sends(
    23,
    'a sign-in of more than 8 kB',
    posting('/login/password', JSON.stringify({ name: 'x', password: 'x'.repeat(9_000) })),
    [400],
    {
      audited: 'session.signIn',
    },
  ),
  sends(
    23,
    'a batch of 21',
    (world) => ({
      path: `/api/trpc/${Array(21).fill('session.me').join(',')}?batch=1`,
      headers: world.headersOf('viewer'),
    }),
    [400],
  ),
  sends(23, 'a procedure that is none', posting('/api/trpc/__proto__.constructor', '{}'), [404]),
  sends(23, 'a procedure by the name of a method', posting('/api/trpc/toString', '{}'), [404]),
  sends(23, 'a page that is none', { path: '/no-such-page' }, [404]),
  sends(23, 'an address that cannot be decoded', { path: '/%E0%A4%A' }, [400, 404]),
  sends(
    23,
    'an input that cannot be decoded',
    (world) => ({ path: '/api/trpc/history.of?input=%E0%A4%A', headers: world.headersOf('viewer') }),
    [400],
  ),
  streams('live streams of one user beyond 32', 'live.watch', 32),
  streams('pings of one user beyond 8', 'ping.run', 8, (world) => ({
    endpointId: world.first.id,
    target: { address: '10.1.0.5' },
    count: 1000,
  })),
];

/** Sends the same without end, as fast as it is taken. */
async function flood(
  socket: { write(data: string): boolean; destroyed: boolean; once(what: string, then: () => void): unknown },
  text: string,
) {
  while (!socket.destroyed) {
    if (!socket.write(text))
      await Promise.race([new Promise<void>((resolve) => socket.once('drain', resolve)), pause(1_000)]);
  }
}
