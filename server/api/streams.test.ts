import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database } from '../db/client';
import { temporaryDatabase } from '../db/temporary';
import { commit } from '../intent/commit';
import type { Intent } from '../model/intent';
import { proposeEndpoint, proposeHost, proposeTenant } from '../model/propose';
import { openStream, startTestProduct, type TestProduct } from './test-product';

const HOST = {
  ...proposeHost({ name: 'node01', address: '198.18.0.1', user: 'canary-login' }),
  key: { kind: 'file', path: '/root/canary-key' },
} as const;
const EMPTY: Intent = { revision: 0, vxlan: { port: 8472 }, drift: 'report', hosts: [HOST], tenants: [] };
const TENANT = proposeTenant(EMPTY, { name: 'microsoft' });
const ENDPOINT = proposeEndpoint(TENANT, { hostId: HOST.id });
const SECOND = proposeEndpoint({ ...TENANT, endpoints: [ENDPOINT] }, { hostId: HOST.id, name: 'second' });
const NETWORK = TENANT.networks[0]?.id;

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct(await temporaryDatabase());
  await commit({
    base: 0,
    actor: 'test',
    operations: [
      { op: 'host.add', host: HOST },
      { op: 'tenant.add', tenant: { ...TENANT, endpoints: [ENDPOINT, SECOND] } },
    ],
  });
});
afterAll(() => product.stop());
beforeEach(() => expect.poll(() => product.controller.open).toBe(0));

const open = (path: string, cookie: string, input?: unknown, headers: Record<string, string> = {}) =>
  openStream(`${product.url}${path}`, { cookie, ...headers }, input);
const openSilent = (path: string, cookie: string, input?: unknown) =>
  openStream(`${product.url}${path}`, { cookie }, input, { silent: true });

const pingInput = { endpointId: ENDPOINT.id, target: { address: '10.1.0.9' }, count: 1000 };

const captureInput = {
  id: 'capture00001',
  place: { at: 'endpoint', endpointId: ENDPOINT.id, networkId: TENANT.networks[0]?.id },
};

const traceInput = {
  id: 'trace0000001',
  ends: { between: 'endpoints', networkId: NETWORK, from: ENDPOINT.id, to: SECOND.id },
};

const endings = [
  {
    name: 'when its user signs out',
    within: 1_000,
    end: (cookie: string) =>
      fetch(`${product.url}/api/trpc/session.signOut`, {
        method: 'POST',
        headers: { cookie, origin: product.url, 'content-type': 'application/json' },
        body: '{}',
      }),
  },
  {
    name: 'when its session is gone from the database',
    within: 5_000,
    end: () => database().session.deleteMany(),
  },
  {
    name: 'when its session is over',
    within: 5_000,
    end: () => database().session.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } }),
  },
];

const paths = [
  { path: '/api/trpc/live.watch', input: undefined },
  { path: '/api/ops/live.watch', input: undefined },
  { path: '/api/trpc/ping.run', input: pingInput },
  {
    path: '/api/trpc/ping.sweep',
    input: { endpointId: ENDPOINT.id, target: { address: '10.1.0.9' } },
  },
  { path: '/api/trpc/ping.matrix', input: { networkId: NETWORK } },
  { path: '/api/trpc/ping.mtu', input: { networkId: NETWORK } },
  { path: '/api/trpc/capture.run', input: captureInput },
  { path: '/api/trpc/trace.run', input: traceInput },
];

it.each(endings)(
  'every open stream of a session ends $name, and so does what it runs',
  { timeout: 15_000 },
  async ({ within, end }) => {
    const cookie = await product.signIn('operator');
    const streams = await Promise.all(paths.map(({ path, input }) => open(path, cookie, input)));
    await expect.poll(() => product.controller.open).toBe(paths.length);
    await end(cookie);
    await expect.poll(() => product.controller.open, { timeout: within }).toBe(0);
    for (const stream of streams) {
      await expect.poll(() => stream.ended).toBe(true);
      expect(stream.text).toContain('UNAUTHORIZED');
    }
  },
);

describe.each(paths)('the stream $path', ({ path, input }) => {
  it('ends what it runs when its reader goes', async () => {
    const stream = await open(path, await product.signIn('operator'), input);
    await expect.poll(() => product.controller.open).toBe(1);
    stream.leave();
    await expect.poll(() => product.controller.open, { timeout: 5_000 }).toBe(0);
  });

  it('gives nobody anything', async () => {
    const stream = await open(path, '', input);
    await expect.poll(() => stream.ended).toBe(true);
    expect(stream.text).toContain('UNAUTHORIZED');
    expect(stream.text).not.toContain('snapshot');
    expect(product.controller.open).toBe(0);
  });
});

const probes = paths.filter(({ path }) => !path.endsWith('live.watch'));

it('every probe ends when its reader’s network goes, which closes no connection', {
  timeout: 15_000,
}, async () => {
  const cookie = await product.signIn('operator');
  const streams = await Promise.all(probes.map(({ path, input }) => openSilent(path, cookie, input)));
  await expect.poll(() => product.controller.open).toBe(probes.length);
  await expect.poll(() => product.controller.open, { timeout: 5_000 }).toBe(0);
  for (const stream of streams) await expect.poll(() => stream.ended).toBe(true);
});

it('a probe goes on for as long as its reader answers', { timeout: 15_000 }, async () => {
  const answering = await open('/api/trpc/ping.run', await product.signIn('operator'), pingInput);
  const silent = await openSilent('/api/trpc/capture.run', await product.signIn('operator'), captureInput);
  await expect.poll(() => silent.ended, { timeout: 8_000 }).toBe(true);
  expect(answering.ended).toBe(false);
  expect(product.controller.open).toBe(1);
  answering.leave();
});

it('nobody answers for a stream of somebody else’s', { timeout: 15_000 }, async () => {
  const silent = await openSilent('/api/trpc/ping.run', await product.signIn('operator'), pingInput);
  await expect.poll(() => silent.text).toContain('heartbeat');
  const key = /"key":"(\w+)"/.exec(silent.text)?.[1];
  const cookie = await product.signIn('admin');
  const input = encodeURIComponent(JSON.stringify({ key }));
  const answer = async () =>
    (await fetch(`${product.url}/api/trpc/heartbeat.answer?input=${input}`, { headers: { cookie } })).text();
  expect(await answer()).toContain('"known":false');
  await expect.poll(() => silent.ended, { timeout: 5_000 }).toBe(true);
});

it('a ping ends when its user is no operator any more', { timeout: 10_000 }, async () => {
  const stream = await open('/api/trpc/ping.run', await product.signIn('operator'), pingInput);
  await expect.poll(() => product.controller.open).toBe(1);
  await database().user.updateMany({ where: { role: 'operator' }, data: { role: 'viewer' } });
  await expect.poll(() => stream.ended, { timeout: 5_000 }).toBe(true);
  expect(product.controller.open).toBe(0);
});

it.each(paths.filter(({ path }) => /ping|trace/.test(path)))(
  'the probe $path whose connection was cut is not begun again by the browser',
  async ({ path, input }) => {
    const asked = product.controller.asked.length;
    const stream = await open(path, await product.signIn('operator'), input, { 'last-event-id': '3' });
    await expect.poll(() => stream.ended).toBe(true);
    expect(stream.text).toContain('connection to Overlane was lost');
    expect(product.controller.asked.slice(asked)).toEqual([]);
  },
);

describe('out of bounds is refused before anything is asked of a host', () => {
  const to = (address: unknown) => ({ endpointId: ENDPOINT.id, target: { address } });
  it.each([
    ['sweep', to('-f')],
    ['sweep', to('127.0.0.1')],
    ['sweep', to('224.0.0.1')],
    ['sweep', to('010.1.0.5')],
    ['sweep', to('10.1.0.255')],
    ['sweep', to('10.1.0.5\n-f')],
    ['sweep', to('1'.repeat(100_000).slice(0, 9_000))],
    ['sweep', to({ $ne: '' })],
    ['sweep', { ...to('10.1.0.5'), namespace: '..' }],
    ['sweep', { ...to('10.1.0.5'), endpointId: '__proto__' }],
    ['matrix', { networkId: NETWORK, count: 0 }],
    ['matrix', { networkId: NETWORK, count: 11 }],
    ['matrix', { networkId: NETWORK, count: 1.5 }],
    ['matrix', { networkId: NETWORK, family: 5 }],
    ['matrix', { networkId: NETWORK, seats: [] }],
    ['matrix', { networkId: 'nobody000000' }],
    ['matrix', { networkId: '-n' }],
    ['mtu', { networkId: 'nobody000000' }],
    ['mtu', { networkId: ['x'] }],
    ['mtu', { networkId: NETWORK, ways: [] }],
  ])('%s of %j', async (name, input) => {
    const asked = product.controller.asked.length;
    const stream = await open(`/api/trpc/ping.${name}`, await product.signIn('operator'), input);
    await expect.poll(() => stream.ended).toBe(true);
    expect(stream.text).toMatch(/BAD_REQUEST|"code":"refused"/);
    expect(product.controller.asked.slice(asked)).toEqual([]);
  });
});

function stopCapture(cookie: string, id: string): Promise<{ stopped: boolean }> {
  return fetch(`${product.url}/api/trpc/capture.stop`, {
    method: 'POST',
    headers: { cookie, origin: product.url, 'content-type': 'application/json' },
    body: JSON.stringify({ id }),
  })
    .then((response) => response.json())
    .then(({ result }) => result.data);
}

it('a capture is stopped by whoever began it, and by nobody else', async () => {
  const cookie = await product.signIn('operator');
  const stream = await open('/api/trpc/capture.run', cookie, captureInput);
  await expect.poll(() => product.controller.open).toBe(1);
  expect(await stopCapture(await product.signIn('admin'), captureInput.id)).toEqual({ stopped: false });
  expect(await stopCapture(cookie, 'another00001')).toEqual({ stopped: false });
  expect(product.controller.open).toBe(1);
  expect(await stopCapture(cookie, captureInput.id)).toEqual({ stopped: true });
  await expect.poll(() => stream.ended).toBe(true);
  expect(stream.text).not.toContain('UNAUTHORIZED');
  expect(product.controller.open).toBe(0);
  expect(await stopCapture(cookie, captureInput.id)).toEqual({ stopped: false });
});

const abuse = [
  { filter: { address: '-w/tmp/x' } },
  { filter: { address: '10.1.0.5 or port 22' } },
  { filter: { address: { toString: '10.1.0.5' } } },
  { filter: { protocol: 'icmp -z /bin/sh' } },
  { filter: { expression: 'port 22' } },
  { filter: { port: '22 or 1' } },
  { filter: { direction: 'inout' } },
  { filter: { protocol: 'arp', port: 80 } },
  { filter: ['icmp'] },
  { filter: { address: '1'.repeat(100) } },
  { limits: { packets: 1_000_001 } },
  { limits: { bytes: 500e6 + 1 } },
  { limits: { seconds: 601 } },
  { limits: { snapLength: 0 } },
  { limits: { ring: 1 } },
  { place: { ...captureInput.place, device: 'eth0' } },
  { place: { at: 'endpoint', endpointId: 'nobody000000', networkId: captureInput.place.networkId } },
  { place: { at: 'underlay', hostId: 'nobody000000', networkId: captureInput.place.networkId } },
  { place: { at: 'any', hostId: HOST.id, networkId: captureInput.place.networkId } },
  { device: 'any' },
];

it.each(abuse)('a capture with %j is refused, and nothing is asked of the controller', async (change) => {
  const asked = product.controller.asked.length;
  const cookie = await product.signIn('operator');
  const stream = await open('/api/trpc/capture.run', cookie, { ...captureInput, ...change });
  await expect.poll(() => stream.ended).toBe(true);
  expect(stream.text).toMatch(/BAD_REQUEST|"code":"refused"/);
  expect(product.controller.asked.slice(asked)).toEqual([]);
});

it.each([
  { filter: { address: '10.1.0.5 or port 22' } },
  { filter: { direction: 'in' } },
  { filter: { protocol: 'arp', port: 80 } },
  { limits: { packets: 5_001 } },
  { limits: { seconds: 0 } },
  { limits: { snapLength: 65_535 } },
  { echoes: 21 },
  { echoes: -1 },
  { ends: { ...traceInput.ends, to: ENDPOINT.id } },
  { ends: { ...traceInput.ends, to: HOST.id } },
  { ends: { ...traceInput.ends, between: 'hosts' } },
  { ends: { ...traceInput.ends, networkId: 'nobody000000' } },
  { ends: { ...traceInput.ends, device: 'eth0' } },
])('a trace with %j is refused, and nothing is asked of the controller', async (change) => {
  const asked = product.controller.asked.length;
  const cookie = await product.signIn('operator');
  const stream = await open('/api/trpc/trace.run', cookie, { ...traceInput, ...change });
  await expect.poll(() => stream.ended).toBe(true);
  expect(stream.text).toMatch(/BAD_REQUEST|"code":"refused"/);
  expect(product.controller.asked.slice(asked)).toEqual([]);
});

it('a capture whose connection was cut is not begun again by the browser', async () => {
  const asked = product.controller.asked.length;
  const headers = { 'last-event-id': '3' };
  const cookie = await product.signIn('operator');
  const stream = await open('/api/trpc/capture.run', cookie, captureInput, headers);
  await expect.poll(() => stream.ended).toBe(true);
  expect(stream.text).toContain('connection to Overlane was lost');
  expect(product.controller.asked.slice(asked)).toEqual([]);
});

it('a browser that comes back resumes after the last event that it had', async () => {
  const cookie = await product.signIn('viewer');
  const stream = await open('/api/trpc/live.watch', cookie, {}, { 'last-event-id': '1700000000000042' });
  await expect.poll(() => product.controller.asked.at(-1)).toBe('watch after 1700000000000042');
  stream.leave();
});

it('a user has at most 8 pings at once, and a place comes free when one ends', async () => {
  const cookie = await product.signIn('operator');
  const eight = await Promise.all(
    Array.from({ length: 8 }, () => open('/api/trpc/ping.run', cookie, pingInput)),
  );
  await expect.poll(() => product.controller.open).toBe(8);
  const ninth = await open('/api/trpc/ping.run', cookie, pingInput);
  await expect.poll(() => ninth.ended).toBe(true);
  expect(ninth.text).toContain('TOO_MANY_REQUESTS');
  eight[0]?.leave();
  await expect.poll(() => product.controller.open).toBe(7);
  const next = await open('/api/trpc/ping.run', cookie, pingInput);
  await expect.poll(() => product.controller.open).toBe(8);
  for (const stream of [...eight, next]) stream.leave();
});

describe('login names and keys', () => {
  const snapshot = {
    hosts: [
      {
        hostId: HOST.id,
        state: 'refused',
        since: 0,
        reason: {
          code: 'login-refused',
          severity: 'error',
          sentence: 'canary-login@198.18.0.1 was refused: canary-login has no key there',
          remedy: 'ssh-copy-id canary-login@198.18.0.1',
        },
        nextTryAt: null,
        shownKey: null,
        capabilities: null,
        findings: [
          {
            code: 'sudo-refused',
            severity: 'error',
            sentence: 'sudo asks canary-login',
            remedy: 'canary-login ALL=(ALL) NOPASSWD: ALL',
          },
        ],
        observed: null,
        activeRevision: null,
        run: null,
      },
    ],
    statuses: [
      {
        key: `host:${HOST.id}`,
        health: 'failed',
        sentence: 'canary-login@198.18.0.1 was refused',
        facts: [],
        tenantId: null,
      },
    ],
  } as const;

  async function watched(path: string, role: 'viewer' | 'operator' | 'admin') {
    product.controller.snapshot = structuredClone(snapshot) as never;
    const stream = await open(path, await product.signIn(role));
    await expect.poll(() => stream.text).toContain('snapshot');
    stream.leave();
    return stream.text;
  }

  it('are not in what a viewer is given, nor on the wall', async () => {
    for (const text of [
      await watched('/api/trpc/live.watch', 'viewer'),
      await watched('/api/ops/live.watch', 'viewer'),
      await watched('/api/ops/live.watch', 'admin'),
    ]) {
      expect(text).toContain('node01');
      expect(text).not.toMatch(/canary|NOPASSWD/);
    }
    const cookie = await product.signIn('viewer');
    for (const path of ['intent.get', 'activity.list?input={}', 'changes.list?input={}']) {
      const answer = await fetch(`${product.url}/api/trpc/${path}`, { headers: { cookie } });
      expect(answer.status).toBe(200);
      expect(await answer.text()).not.toContain('canary');
    }
  });

  it('are what an operator works with', async () => {
    expect(await watched('/api/trpc/live.watch', 'operator')).toContain('canary-login@198.18.0.1');
  });
});
