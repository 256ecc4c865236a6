import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newLink } from '../auth/sign-in-link';
import { startAuth } from '../auth/start';
import { database } from '../db/client';
import { temporaryDatabase } from '../db/temporary';
import { listActivity } from '../intent/activity';
import { followSignInLink } from './sign-in';
import { sessionCookie, startTestProduct, type TestProduct } from './test-product';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct(await temporaryDatabase());
});
afterAll(() => product.stop());

const follow = (link: string, headers: Record<string, string> = {}) =>
  fetch(link, { redirect: 'manual', headers });
const linkFile = () => join(product.folder, 'sign-in-link');
const firstLink = () => readFileSync(linkFile(), 'utf8').trim();
const me = async (cookie: string) => fetch(`${product.url}/api/trpc/session.me`, { headers: { cookie } });
const post = (path: string, cookie: string, input: unknown = {}) =>
  fetch(`${product.url}/api/trpc/${path}`, {
    method: 'POST',
    headers: { cookie, origin: product.url, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });

describe('what a start leaves in the data folder', () => {
  it('only its owner can read', () => {
    expect(statSync(product.folder).mode & 0o777).toBe(0o700);
    for (const file of ['secret', 'token', 'sign-in-link', 'overlane.db']) {
      expect([file, statSync(join(product.folder, file)).mode & 0o777]).toEqual([file, 0o600]);
    }
  });

  it('keeps secret and token over starts, and closes a token file that was opened', async () => {
    const files = ['secret', 'token'].map((name) => join(product.folder, name));
    const before = files.map((file) => readFileSync(file, 'utf8'));
    for (const file of files) chmodSync(file, 0o644);
    await startAuth();
    expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(before);
    expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  it('is refused as a whole where the database is there and its secret is not, or is another', async () => {
    const file = join(product.folder, 'secret');
    const secret = readFileSync(file, 'utf8');
    rmSync(file);
    await expect(startAuth()).rejects.toThrow('is missing');
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, 'A'.repeat(43));
    await expect(startAuth()).rejects.toThrow('is not the secret');
    writeFileSync(file, 'changeme');
    await expect(startAuth()).rejects.toThrow('does not hold a secret');
    writeFileSync(file, secret);
    await startAuth();
  });
});

describe('the sign-in link', () => {
  it('signs the first admin in once, and is gone then', async () => {
    const link = firstLink();
    expect(link.startsWith(`${product.url}/login/link?token=`)).toBe(true);

    const signedIn = await follow(link);
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/']);
    const [line] = signedIn.headers.getSetCookie();
    expect(line).toMatch(/; HttpOnly/i);
    expect(line).toMatch(/; SameSite=Lax/i);
    expect(line).toMatch(/; Path=\//i);
    expect(existsSync(linkFile())).toBe(false);
    const answer = await (await me(sessionCookie(signedIn))).json();
    expect(answer.result.data).toMatchObject({ name: 'admin', role: 'admin' });

    const again = await follow(link);
    expect([again.status, again.headers.get('location')]).toEqual([303, '/login?reason=used']);
    expect(again.headers.getSetCookie()).toEqual([]);
    expect((await listActivity({ limit: 5 }))[0]).toMatchObject({ actor: 'nobody', outcome: 'refused' });
  });

  it('is not offered at a start while an admin is signed in', async () => {
    const cookie = await product.signIn('admin');
    await startAuth();
    expect(existsSync(linkFile())).toBe(false);
    await database().session.deleteMany();
    expect((await me(cookie)).status).toBe(401);
    await startAuth();
    expect(existsSync(linkFile())).toBe(true);
  });

  it('is good for one of two visits at the same moment', async () => {
    await startAuth();
    const link = firstLink();
    const both = await Promise.all([follow(link), follow(link)]);
    expect(both.map((answer) => answer.headers.get('location')).sort()).toEqual(['/', '/login?reason=used']);
  });

  it('is not used up by a look ahead, and never by another name of this machine', async () => {
    await database().session.deleteMany();
    await startAuth();
    const link = firstLink();
    expect((await follow(link, { 'sec-purpose': 'prefetch;prerender' })).status).toBe(503);
    expect((await follow(link)).headers.get('location')).toBe('/');
  });

  it('is no good after its time, nor after a newer one was made', async () => {
    await database().session.deleteMany();
    await startAuth();
    const older = firstLink();
    await startAuth();
    const newer = firstLink();
    expect((await follow(older)).headers.get('location')).toBe('/login?reason=used');
    await database().signInLink.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await follow(newer)).headers.get('location')).toBe('/login?reason=used');
  });

  it('is stored nowhere as it is', async () => {
    await startAuth();
    const token = new URL(firstLink()).searchParams.get('token') ?? '';
    expect(token).toHaveLength(43);
    const rows = JSON.stringify([await database().signInLink.findMany(), await database().audit.findMany()]);
    expect(rows).not.toContain(token);
  });

  it('gives a new session, whatever cookie came with it', async () => {
    await database().session.deleteMany();
    await startAuth();
    const first = sessionCookie(await follow(firstLink()));
    await database().session.updateMany({ data: { expiresAt: new Date(0) } });
    await startAuth();
    const second = sessionCookie(await follow(firstLink(), { cookie: first }));
    expect(second).not.toBe('');
    expect(second).not.toBe(first);
  });
});

describe('a session', () => {
  it('ends by signing out, and its cookie is cleared', async () => {
    const cookie = await product.signIn('viewer');
    expect((await me(cookie)).status).toBe(200);
    const out = await post('session.signOut', cookie);
    expect(out.status).toBe(200);
    expect(out.headers.getSetCookie()[0]).toMatch(/Max-Age=0/i);
    expect((await me(cookie)).status).toBe(401);
  });

  it('ends when it was not used for long, and at its absolute end whether used or not', async () => {
    const idle = await product.signIn('viewer');
    await database().session.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await me(idle)).status).toBe(401);
    const old = await product.signIn('viewer');
    await database().session.updateMany({ data: { createdAt: new Date(Date.now() - 8 * 24 * 3_600_000) } });
    expect((await me(old)).status).toBe(401);
  });

  it('lasts longer by being used, and the cookie with it', async () => {
    const cookie = await product.signIn('viewer');
    const soon = new Date(Date.now() + 60_000);
    await database().session.updateMany({ data: { expiresAt: soon } });
    const answer = await me(cookie);
    expect(sessionCookie(answer)).toBe(cookie);
    const [session] = await database().session.findMany({ orderBy: { createdAt: 'desc' }, take: 1 });
    expect(session?.expiresAt.getTime()).toBeGreaterThan(soon.getTime() + 3_600_000);
  });

  it('is nobody’s with a cookie that was forged or changed', async () => {
    const cookie = await product.signIn('viewer');
    const [name, value = ''] = cookie.split('=');
    for (const forged of [
      `${name}=x`,
      `${name}=${value.slice(0, -4)}AAAA`,
      `${name}=${value.split('.')[0]}`,
    ]) {
      expect((await me(forged)).status).toBe(401);
    }
  });
});

describe('behind TLS', () => {
  it('the cookie is for this host alone and never sent in the clear', async () => {
    const before = process.env.OVERLANE_ORIGIN;
    process.env.OVERLANE_ORIGIN = 'https://overlane.example';
    try {
      await startAuth();
      const { url } = await newLink(null);
      expect(url.startsWith('https://overlane.example/login/link?token=')).toBe(true);
      const visit = (host: string) => followSignInLink(new Request(url, { headers: { host } }));
      expect((await visit('evil.example')).status).toBe(421);
      const [line] = (await visit('overlane.example')).headers.getSetCookie();
      expect(line).toMatch(/^__Host-overlane=/);
      expect(line).toMatch(/; Secure/i);
      expect(line).toMatch(/; Path=\/(;|$)/i);
      expect(line).not.toMatch(/; Domain/i);
    } finally {
      process.env.OVERLANE_ORIGIN = before;
      await startAuth();
    }
  });
});

describe('users', () => {
  it('are added with a link, listed and removed, all audited; names of actors are kept', async () => {
    const admin = await product.signIn('admin');
    const made = await (await post('users.create', admin, { name: 'grace', role: 'operator' })).json();
    const { id, url } = made.result.data;
    const cookie = sessionCookie(await follow(url));
    const self = (await (await me(cookie)).json()).result.data;
    expect(self).toEqual({ id, name: 'grace', role: 'operator', tenants: null });
    for (const name of ['cli', 'lab', 'nobody', 'admin', 'grace']) {
      expect((await post('users.create', admin, { name, role: 'admin' })).status).toBe(412);
    }
    expect((await post('users.remove', admin, { id })).status).toBe(200);
    expect((await me(cookie)).status).toBe(401);
    const actions = (await listActivity({ limit: 100 })).map((row) => row.action);
    expect(actions).toEqual(expect.arrayContaining(['users.create', 'session.signIn', 'users.remove']));
  });

  it('keep their last admin', async () => {
    const admin = await product.signIn('admin');
    const { id } = (await (await me(admin)).json()).result.data;
    const answer = await post('users.remove', admin, { id });
    expect(answer.status).toBe(412);
    expect((await answer.json()).error.message).toContain('last admin');
    expect((await me(admin)).status).toBe(200);
  });
});
