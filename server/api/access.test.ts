import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database } from '../db/client';
import { temporaryDatabase } from '../db/temporary';
import { listActivity } from '../intent/activity';
import { commit } from '../intent/commit';
import { proposeHost } from '../model/propose';
import {
  type OpenStream,
  openStream,
  sessionCookie,
  startTestProduct,
  type TestProduct,
} from './test-product';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct(await temporaryDatabase());
  const host = proposeHost({ name: 'node01', address: '198.18.0.1', user: 'canary-login' });
  await commit({ base: 0, actor: 'test', operations: [{ op: 'host.add', host }] });
});
afterAll(() => product.stop());
beforeEach(() => expect.poll(() => product.controller.open).toBe(0));

const DAY_MS = 24 * 3_600_000;

type Answer = { status: number; data: unknown; sentence: string };

async function call(path: string, headers: Record<string, string>, input?: unknown): Promise<Answer> {
  const body = input === undefined ? {} : { method: 'POST', body: JSON.stringify(input) };
  const response = await fetch(`${product.url}/api/trpc/${path}`, {
    ...body,
    headers: { 'content-type': 'application/json', origin: product.url, ...headers },
  });
  const answer = await response.json();
  return { status: response.status, data: answer.result?.data, sentence: answer.error?.message ?? '' };
}

const as = (cookie: string) => ({ cookie });
const by = (token: string) => ({ authorization: `Bearer ${token}` });

async function makeToken(cookie: string, wish: { name: string; role: string; days?: number }) {
  const { status, data, sentence } = await call('tokens.create', as(cookie), { days: 30, ...wish });
  return { status, sentence, ...(data as { id: string; token: string; expiresAt: number }) };
}

describe('a token', () => {
  it('acts with its role, is kept as a hash alone, and shows when and from where it was used', async () => {
    const admin = await product.signIn('admin');
    const made = await makeToken(admin, { name: 'ci', role: 'operator' });
    expect(made.token).toMatch(/^ovl_[A-Za-z0-9_-]{43}$/);
    expect(made.expiresAt - Date.now()).toBeGreaterThan(29 * DAY_MS);

    // Another site cannot send it: no Origin is asked for.
    const { data } = await call('session.me', { ...by(made.token), origin: 'https://elsewhere.example' });
    expect(data).toMatchObject({ name: 'admin/ci', role: 'operator' });
    expect((await call('layout.set', by(made.token), { positions: {} })).status).toBe(200);
    expect((await call('users.list', by(made.token))).status).toBe(403);

    const [row] = await database().apiToken.findMany();
    expect(row?.tokenHash).toBe(createHash('sha256').update(made.token).digest('hex'));
    const kept = JSON.stringify([await database().apiToken.findMany(), await database().audit.findMany()]);
    expect(kept).not.toContain(made.token);
    const listed = (await call('tokens.list', as(admin))).data as { lastUsedFrom: string }[];
    expect(listed).toEqual([
      expect.objectContaining({ name: 'ci', owner: 'admin', role: 'operator', lastUsedFrom: '127.0.0.1' }),
    ]);
    const refused = (await listActivity({ limit: 50 }, { actor: 'admin/ci' }))[0];
    expect(refused).toMatchObject({
      action: 'users.list',
      outcome: 'refused',
      from: { address: '127.0.0.1', via: 'token', id: made.id.slice(0, 8) },
    });
  });

  it('is never more than its maker, who is asked at each use', async () => {
    const operator = await product.signIn('operator');
    expect((await makeToken(operator, { name: 'up', role: 'admin' })).status).toBe(412);
    const { token } = await makeToken(operator, { name: 'same', role: 'operator' });
    const me = async () => ((await call('session.me', by(token))).data as { role?: string })?.role;
    expect(await me()).toBe('operator');
    await database().user.updateMany({ where: { role: 'operator' }, data: { role: 'viewer' } });
    expect(await me()).toBe('viewer');
    await database().user.updateMany({ where: { role: 'viewer' }, data: { disabledAt: new Date() } });
    expect(await me()).toBeUndefined();
    expect((await call('session.me', as(operator))).status).toBe(401);
  });

  it('makes no other tokens and no sign-in links, and is nobody’s business but its maker’s and an admin’s', async () => {
    const admin = await product.signIn('admin');
    const { token, id } = await makeToken(admin, { name: 'deep', role: 'admin' });
    expect((await call('tokens.create', by(token), { name: 'more', role: 'viewer', days: 1 })).status).toBe(
      412,
    );
    expect((await call('session.newLink', by(token), {})).status).toBe(412);
    const operator = await product.signIn('operator');
    expect((await call('tokens.list', as(operator))).data).toEqual([]);
    expect((await call('tokens.revoke', as(operator), { id })).status).toBe(412);
    expect((await call('session.me', by(token))).status).toBe(200);
    expect((await call('tokens.revoke', as(admin), { id })).status).toBe(200);
    expect((await call('session.me', by(token))).status).toBe(401);
  });

  it.each([
    ['when it is over', { expiresAt: new Date(Date.now() - 1) }],
    ['that was never made', null],
  ])('%s lets nobody in', async (_when, data) => {
    const { token } = await makeToken(await product.signIn('operator'), { name: 'late', role: 'viewer' });
    if (data) await database().apiToken.updateMany({ data });
    const tried = data ? token : `${token.slice(0, -4)}AAAA`;
    expect((await call('session.me', by(tried))).status).toBe(401);
  });
});

const endings: { how: string; within: number; end(id: string, admin: string): Promise<unknown> }[] = [
  { how: 'revoked', within: 1_000, end: (id, admin) => call('tokens.revoke', as(admin), { id }) },
  {
    how: 'gone from the database',
    within: 5_000,
    end: (id) => database().apiToken.delete({ where: { id } }),
  },
  {
    how: 'over',
    within: 5_000,
    end: (id) => database().apiToken.update({ where: { id }, data: { expiresAt: new Date() } }),
  },
  {
    how: 'of a maker who was disabled',
    within: 5_000,
    end: (id) =>
      database().apiToken.update({ where: { id }, data: { user: { update: { disabledAt: new Date() } } } }),
  },
];

it('streams of tokens end when a token is revoked, gone, over, or its maker disabled', {
  timeout: 20_000,
}, async () => {
  const admin = await product.signIn('admin');
  const open = await Promise.all(
    endings.map(async (ending) => {
      const made = await makeToken(await product.signIn('operator'), { name: 'stream', role: 'operator' });
      const stream = await openStream(`${product.url}/api/trpc/live.watch`, by(made.token));
      return { ...ending, id: made.id, stream };
    }),
  );
  const other = await makeToken(admin, { name: 'other', role: 'viewer' });
  const stays = await openStream(`${product.url}/api/trpc/live.watch`, by(other.token));
  await expect.poll(() => product.controller.open).toBe(endings.length + 1);
  const ended = await Promise.all(
    open.map(async ({ how, within, end, id, stream }) => {
      await end(id, admin);
      await expect.poll(() => stream.text, { timeout: within, message: how }).toContain('UNAUTHORIZED');
    }),
  );
  expect(ended).toHaveLength(4);
  expect([product.controller.open, stays.ended]).toEqual([1, false]);
  stays.leave();
});

describe('a view link', () => {
  const made = async (admin: string, name: string) =>
    (await call('views.create', as(admin), { name, days: 1 })).data as { id: string; url: string };

  async function follow(url: string): Promise<string> {
    const answer = await fetch(url, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/ops']);
    const [line = ''] = answer.headers.getSetCookie();
    expect(line).toMatch(/; HttpOnly; SameSite=Lax/);
    return sessionCookie(answer);
  }

  const watch = (cookie: string): Promise<OpenStream> =>
    openStream(`${product.url}/api/ops/live.watch`, { cookie });

  it('shows the wall view as a viewer sees it, again and again, and opens nothing else', async () => {
    const admin = await product.signIn('admin');
    const { url } = await made(admin, 'wall');
    const cookie = await follow(url);
    expect(await follow(url)).toBe(cookie);
    const stream = await watch(cookie);
    await expect.poll(() => stream.text).toContain('node01');
    expect(stream.text).not.toContain('canary-login');
    stream.leave();

    for (const path of ['session.me', 'intent.get', 'activity.list?input={}']) {
      const answer = await fetch(`${product.url}/api/trpc/${path}`, { headers: { cookie } });
      expect([path, answer.status]).toEqual([path, 401]);
    }
    const console_ = await openStream(`${product.url}/api/trpc/live.watch`, { cookie });
    await expect.poll(() => console_.text).toContain('UNAUTHORIZED');
    expect((await call('changes.commit', as(cookie), { base: 1, operations: [] })).status).toBe(401);
    for (const path of ['/api/metrics', '/api/audit/export'])
      expect((await fetch(`${product.url}${path}`, { headers: { cookie } })).status).toBe(401);

    const listed = (await call('views.list', as(admin))).data as { name: string }[];
    expect(listed).toContainEqual(
      expect.objectContaining({ name: 'wall', madeBy: 'admin', lastUsedFrom: '127.0.0.1' }),
    );
    const kept = JSON.stringify([await database().viewLink.findMany(), await database().audit.findMany()]);
    expect(kept).not.toContain(new URL(url).searchParams.get('token'));
  });

  it('that is revoked or over ends what it shows, and lets nobody in', { timeout: 20_000 }, async () => {
    const admin = await product.signIn('admin');
    const cases = [
      { within: 1_000, end: (id: string) => call('views.revoke', as(admin), { id }) },
      {
        within: 5_000,
        end: (id: string) => database().viewLink.update({ where: { id }, data: { expiresAt: new Date() } }),
      },
    ];
    await Promise.all(
      cases.map(async ({ within, end }) => {
        const { id, url } = await made(admin, `wall-${within}`);
        const cookie = await follow(url);
        const stream = await watch(cookie);
        await expect.poll(() => stream.text).toContain('node01');
        await end(id);
        await expect.poll(() => stream.text, { timeout: within }).toContain('UNAUTHORIZED');
        const again = await watch(cookie);
        await expect.poll(() => again.text).toContain('UNAUTHORIZED');
        const followed = await fetch(url, { redirect: 'manual' });
        expect(followed.headers.get('location')).toBe('/login?reason=view');
        expect(followed.headers.getSetCookie()).toEqual([]);
      }),
    );
    const followed = (await listActivity({ limit: 50 })).filter(({ action }) => action === 'views.follow');
    expect(followed).toEqual([expect.objectContaining({ actor: 'nobody', outcome: 'refused' })]);
  });

  it('is an admin’s to make', async () => {
    const operator = await product.signIn('operator');
    expect((await call('views.create', as(operator), { name: 'mine', days: 1 })).status).toBe(403);
  });
});

describe('the export of the audit log', () => {
  it('is an admin’s alone, from our own page, and every attempt is written down', async () => {
    const get = (headers: Record<string, string>) => fetch(`${product.url}/api/audit/export`, { headers });
    expect((await get({})).status).toBe(401);
    expect((await get(as(await product.signIn('operator')))).status).toBe(403);
    const admin = await product.signIn('admin');
    expect((await get({ ...as(admin), 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const answer = await get(as(admin));
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="overlane-audit-/);
    const lines = (await answer.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1).end.rows).toBe(lines.length - 2);
    const tried = lines.filter((line) => line.action === 'audit.export').map((line) => line.outcome);
    expect(tried).toEqual(['refused', 'refused', 'refused', 'done']);
  });
});
