import { request as httpRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { savedCaptures } from '../captures/start';
import { database } from '../db/client';
import { temporaryDatabase } from '../db/temporary';
import { commit } from '../intent/commit';
import { loadIntent } from '../intent/load';
import type { Intent } from '../model/intent';
import { proposeEndpoint, proposeHost, proposeTenant } from '../model/propose';
import type { CaptureEvent } from '../probe/capture-event';
import { startTestProduct, type TestProduct } from './test-product';

const HOST = proposeHost({ name: 'node01', address: '198.18.0.1' });
const EMPTY: Intent = { revision: 0, vxlan: { port: 8472 }, drift: 'report', hosts: [HOST], tenants: [] };
const TENANT = proposeTenant(EMPTY, { name: 'microsoft' });
const ENDPOINT = proposeEndpoint(TENANT, { hostId: HOST.id });
const PLACE = { at: 'endpoint', endpointId: ENDPOINT.id, networkId: TENANT.networks[0]?.id };

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct(await temporaryDatabase());
  await commit({
    base: (await loadIntent()).revision,
    actor: 'test',
    operations: [
      { op: 'host.add', host: HOST },
      { op: 'tenant.add', tenant: { ...TENANT, endpoints: [ENDPOINT] } },
    ],
  });
  // Hosts that answer at once: three frames, and the end.
  product.controller.capture = async function* () {
    const bytes = Buffer.from('ffffffffffff0242ac1100020806', 'hex').toString('base64');
    yield { kind: 'began', at: 0, argv: ['tcpdump'] } satisfies CaptureEvent;
    yield {
      kind: 'packets',
      number: 1,
      at: [1, 2, 3],
      length: [60, 60, 60],
      bytes: [bytes, bytes, bytes],
    } satisfies CaptureEvent;
    yield {
      kind: 'end',
      reason: 'time',
      captured: 3,
      received: 3,
      droppedByKernel: 0,
      error: null,
    } satisfies CaptureEvent;
  } as typeof product.controller.capture;
});
afterAll(() => product.stop());
afterEach(async () => {
  for (const one of await savedCaptures().list()) await savedCaptures().remove(one);
});

async function run(cookie: string, id: string, more: object = {}): Promise<string> {
  const input = encodeURIComponent(JSON.stringify({ id, place: PLACE, ...more }));
  const answer = await fetch(`${product.url}/api/trpc/capture.run?input=${input}`, { headers: { cookie } });
  return answer.text();
}

async function call(cookie: string, path: string, input?: unknown) {
  const answer = await fetch(`${product.url}/api/trpc/${path}`, {
    ...(input === undefined ? {} : { method: 'POST', body: JSON.stringify(input) }),
    headers: { cookie, origin: product.url, 'content-type': 'application/json' },
  });
  return { status: answer.status, ...((await answer.json()) as Record<string, never>) } as {
    status: number;
    // biome-ignore lint/suspicious/noExplicitAny: what a stranger would see
    result?: any;
    // biome-ignore lint/suspicious/noExplicitAny: what a stranger would see
    error?: any;
  };
}

const download = (path: string, cookie: string, how: RequestInit = {}) =>
  fetch(`${product.url}/api/captures/${path}`, { ...how, headers: { cookie, ...how.headers } });

describe('a saved capture', () => {
  it('is downloaded by whoever may look, in one piece, and the download is written down', async () => {
    expect(await run(await product.signIn('operator'), 'capture00001')).toContain('"reason":"time"');
    const viewer = await product.signIn('viewer');
    const answer = await download('capture00001', viewer);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/x-pcapng',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="${ENDPOINT.interfaces[0]?.namespaceEnd}-of-microsoft@node01.pcapng"`,
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.length).toBe(Number(answer.headers.get('content-length')));
    expect(bytes.readUInt32LE(0)).toBe(0x0a0d0d0a);
    expect(await database().audit.findFirst({ where: { action: 'capture.download' } })).toMatchObject({
      outcome: 'done',
      sentence: expect.stringMatching(/^downloaded the capture of 3 frames on .* by a-operator/),
    });
    const head = await download('capture00001', viewer, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
  });

  it('is listed for everybody, without who owns it by id', async () => {
    await run(await product.signIn('operator'), 'capture00001');
    const { result } = await call(await product.signIn('viewer'), 'capture.list');
    expect(result.data).toMatchObject({
      captures: [{ id: 'capture00001', tenant: 'microsoft', packets: 3, mine: false }],
      used: { mine: 0 },
      limits: { hours: 24 },
    });
    expect(JSON.stringify(result)).not.toContain('owner');
  });

  it('is deleted by whoever made it or an admin, and by nobody else', async () => {
    const mine = await product.signIn('operator');
    await run(mine, 'capture00001');
    await run(mine, 'capture00002');
    const other = await call(await product.signIn('operator'), 'capture.remove', { id: 'capture00001' });
    expect(other.status).toBe(403);
    expect((await call(mine, 'capture.remove', { id: 'capture00001' })).status).toBe(200);
    expect((await call(await product.signIn('admin'), 'capture.remove', { id: 'capture00002' })).status).toBe(
      200,
    );
    expect(await savedCaptures().list()).toEqual([]);
    expect((await download('capture00001', mine)).status).toBe(404);
  });

  it('is not made where somebody does without', async () => {
    expect(await run(await product.signIn('operator'), 'capture00001', { save: false })).toContain(
      '"captured":3',
    );
    expect(await savedCaptures().list()).toEqual([]);
  });
});

describe('a file of captures', () => {
  it('is given to nobody who is not signed in, and to no other site', async () => {
    const cookie = await product.signIn('operator');
    await run(cookie, 'capture00001');
    expect((await download('capture00001', '')).status).toBe(401);
    const strange = await download('capture00001', cookie, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(strange.status).toBe(403);
    expect(await strange.text()).not.toContain('\u0000');
  });

  it.each([
    'capture99999',
    '..%2f..%2foverlane.db',
    '../../overlane.db',
    '..',
    'capture00001.pcapng',
    'capture00001%00',
    '%2e%2e%2fsecret',
    'CAPTURE00001',
    '-',
  ])('of an id that is none is not there: %s', async (id) => {
    const cookie = await product.signIn('admin');
    await run(cookie, 'capture00001');
    // As it stands, without what fetch would make of dots.
    const status = await new Promise<number>((resolve, reject) => {
      const { hostname, port } = new URL(product.url);
      httpRequest({ hostname, port, path: `/api/captures/${id}`, headers: { cookie } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(404);
  });
});

it('limits are within reason', async () => {
  const admin = await product.signIn('admin');
  for (const wrong of [{ hours: 0 }, { userBytes: -1 }, { totalBytes: 1e18 }, { hours: 1.5 }, { more: 1 }]) {
    const input = { totalBytes: 2e9, userBytes: 1e9, hours: 24, ...wrong };
    expect((await call(admin, 'capture.setLimits', input)).status).toBe(400);
  }
});
