import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDatabase } from '../db/temporary';
import { listActivity } from '../intent/activity';
import { currentRevision } from '../intent/load';
import { startTestProduct, type TestProduct } from './test-product';

let product: TestProduct;
let cookie: string;
beforeAll(async () => {
  product = await startTestProduct(await temporaryDatabase());
  cookie = await product.signIn('admin');
});
afterAll(() => product.stop());

type Answer = { status: number; body: string; headers: Record<string, unknown> };

/** Sends exactly these headers, `Host` included, which `fetch` does not let a test choose. */
function send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${product.url}${path}`, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const commit = async () =>
  JSON.stringify({
    base: await currentRevision(),
    operations: [{ op: 'fabric.set', vxlan: { port: 4789 } }],
  });
describe('a mutation with a session cookie', () => {
  it('is let in from our own page', async () => {
    const before = await currentRevision();
    const headers = { cookie, origin: product.url, 'sec-fetch-site': 'same-origin', ...json };
    const answer = await send('POST', '/api/trpc/changes.commit', headers, await commit());
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toContain('no-store');
    expect(await currentRevision()).toBe(before + 1);
  });

  it.each([
    ['another site', { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['a page without an origin', { origin: 'null' }],
    ['a page that hides its origin', {}],
    ['a form of another site', { origin: 'http://evil.example', 'content-type': 'text/plain' }],
    [
      'a multipart form of another site',
      { origin: 'http://evil.example', 'content-type': 'multipart/form-data; boundary=x' },
    ],
    ['a blob of another site', { origin: 'http://evil.example', 'content-type': 'application/octet-stream' }],
    ['a server action', { origin: 'SELF', 'next-action': 'x' }],
    ['a name that points here (DNS rebinding)', { origin: 'http://evil.example', host: 'evil.example' }],
    [
      'a name that only begins like ours',
      { host: '127.0.0.1.evil.example', origin: 'http://127.0.0.1.evil.example' },
    ],
  ])('is refused from %s, writes nothing and is audited', async (_, given) => {
    const before = await currentRevision();
    const headers: Record<string, string> = { cookie, ...json, ...given };
    if (headers.origin === 'SELF') headers.origin = product.url;
    const answer = await send('POST', '/api/trpc/changes.commit', headers, await commit());
    expect(answer.status).toBe(403);
    expect(await currentRevision()).toBe(before);
    expect(JSON.parse(answer.body).error.data.overlane.code).toBe('refused');
    const [row] = (await listActivity({ limit: 200 })).filter((entry) => entry.outcome === 'refused');
    expect(row).toMatchObject({ actor: 'nobody', action: 'changes.commit' });
  });

  it('is refused as GET, alone and in a batch', async () => {
    const before = await currentRevision();
    const input = encodeURIComponent(await commit());
    for (const path of [
      `/api/trpc/changes.commit?input=${input}`,
      `/api/trpc/changes.commit?batch=1&input=${encodeURIComponent(`{"0":${await commit()}}`)}`,
    ]) {
      const answer = await send('GET', path, { cookie });
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
    expect(await currentRevision()).toBe(before);
  });
});

describe('a change that cannot be', () => {
  const headers = () => ({ cookie, origin: product.url, ...json });

  it('is answered with what was committed since, where its base is stale', async () => {
    const stale = await commit();
    await send('POST', '/api/trpc/changes.commit', headers(), await commit());
    const answer = await send('POST', '/api/trpc/changes.commit', headers(), stale);
    expect(answer.status).toBe(409);
    expect(JSON.parse(answer.body).error.data.overlane).toMatchObject({
      code: 'conflict',
      current: await currentRevision(),
      since: [{ revision: await currentRevision(), actor: 'admin', sentence: 'set the VXLAN port to 4789' }],
    });
  });

  it('is refused before it is written where hosts are known to refuse it', async () => {
    const before = await currentRevision();
    const faults = [{ path: 'node01', sentence: 'VNI 10 on node01 is that of foreign0, which is not ours' }];
    product.controller.refusals = faults;
    const preview = await send('POST', '/api/trpc/changes.preview', headers(), await commit());
    const answer = await send('POST', '/api/trpc/changes.commit', headers(), await commit());
    product.controller.refusals = [];
    expect(JSON.parse(preview.body).result.data).toMatchObject({ stale: false, faults });
    expect(answer.status).toBe(422);
    expect(JSON.parse(answer.body).error.data.overlane).toMatchObject({ code: 'faults', faults });
    expect(await currentRevision()).toBe(before);
  });
});

describe('a request', () => {
  it('of another site may not even read or begin a stream', async () => {
    for (const path of ['/api/trpc/intent.get', '/api/trpc/live.watch', '/api/ops/live.watch']) {
      const answer = await send('GET', path, { cookie, 'sec-fetch-site': 'cross-site' });
      expect([answer.status, answer.body.includes('hosts')]).toEqual([403, false]);
    }
  });

  it('with the command line’s token is let in under any name, without an origin', async () => {
    const { readFileSync } = await import('node:fs');
    const token = readFileSync(`${product.folder}/token`, 'utf8').trim();
    const headers = { authorization: `Bearer ${token}`, host: 'overlane.example', ...json };
    expect((await send('GET', '/api/trpc/session.me', headers)).body).toContain('"cli"');
    const answer = await send('POST', '/api/trpc/changes.commit', headers, await commit());
    expect(answer.status).toBe(200);
  });

  it('with a wrong token is nobody, even beside a good cookie', async () => {
    for (const authorization of [
      'Bearer x',
      `Bearer ${'A'.repeat(43)}`,
      'Bearer ',
      'Basic YTpi',
      'Bearer a b',
    ]) {
      const answer = await send('GET', '/api/trpc/session.me', { authorization, cookie });
      expect(answer.status).toBe(401);
    }
  });

  it('larger than 1 MB is refused without being read', async () => {
    const headers = { cookie, origin: product.url, ...json };
    const body = JSON.stringify({ base: 0, operations: [], sentence: 'x'.repeat(1_100_000) });
    const answer = await send('POST', '/api/trpc/changes.commit', headers, body);
    expect(answer.status).toBe(413);
    const chunked = await send(
      'POST',
      '/api/trpc/changes.commit',
      { ...headers, 'transfer-encoding': 'chunked' },
      body,
    );
    expect(chunked.status).toBe(413);
  });

  it('of more than 20 calls is refused', async () => {
    const calls = Array(21).fill('session.me').join(',');
    const answer = await send('GET', `/api/trpc/${calls}?batch=1&input=%7B%7D`, { cookie });
    expect(answer.status).toBe(400);
  });

  it('may send a large query as POST, but never a mutation as a query', async () => {
    const headers = { cookie, origin: product.url, ...json };
    expect((await send('POST', '/api/trpc/changes.list', headers, '{}')).status).toBe(200);
  });

  it('that is wrong is answered without stack, SQL or path', async () => {
    const headers = { cookie, origin: product.url, ...json };
    for (const [path, body] of [
      ['changes.commit', '{'],
      ['changes.commit', '{"base":0,"operations":[{"op":"host.add"}],"__proto__":{"role":"admin"}}'],
      ['changes.commit', '{"base":{"gt":0},"operations":"x"}'],
      ['users.newLink', '{"id":{"not":""}}'],
      ['nothing.there', '{}'],
      ['layout.set', `{"positions":{"x":{"x":1e999,"y":0}}}`],
    ] as const) {
      const answer = await send('POST', `/api/trpc/${path}`, headers, body);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.body).not.toMatch(/stack|node_modules|SELECT|prisma|\/work|\.ts/i);
    }
  });

  it('to the wall view cannot change anything', async () => {
    const headers = { cookie, origin: product.url, ...json };
    for (const path of ['changes.commit', 'layout.set', 'session.signOut', 'users.create']) {
      expect((await send('POST', `/api/ops/${path}`, headers, '{}')).status).toBe(404);
    }
  });
});

describe('a field', () => {
  const bad = [
    '-x',
    'a;reboot',
    'a\nb',
    'a\u0000b',
    'a\u2028b',
    "a'b",
    'a"b',
    '$(id)',
    '`id`',
    'a b',
    '',
    'x'.repeat(100_000),
  ];

  it.each(['name', 'address', 'user'] as const)(
    '%s of a host refuses what a shell would read, quickly',
    async (field) => {
      for (const value of bad) {
        const host = {
          id: 'host00000001',
          name: 'node01',
          address: '192.0.2.1',
          port: 22,
          user: 'root',
          key: { kind: 'agent' },
          hostKey: null,
          underlay: null,
          [field]: value,
        };
        const body = JSON.stringify({
          base: await currentRevision(),
          operations: [{ op: 'host.add', host }],
        });
        const answer = await send(
          'POST',
          '/api/trpc/changes.commit',
          { cookie, origin: product.url, ...json },
          body,
        );
        expect({ value: value.slice(0, 20), status: answer.status }).toEqual({
          value: value.slice(0, 20),
          status: 400,
        });
        expect(JSON.parse(answer.body).error.data.overlane).toMatchObject({
          code: 'faults',
          faults: expect.arrayContaining([
            expect.objectContaining({
              path: `operations/0/host/${field}`,
              sentence: expect.stringMatching(/such as/),
            }),
          ]),
        });
      }
    },
  );
});
