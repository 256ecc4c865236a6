import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database } from '../db/client';
import { temporaryDatabase } from '../db/temporary';
import { listActivity } from '../intent/activity';
import { openStream, sessionCookie, startTestProduct, type TestProduct } from './test-product';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct(await temporaryDatabase());
});
afterAll(() => product.stop());

const PASSWORD = 'correct horse battery staple';

async function call(path: string, cookie: string, input?: unknown) {
  const body = input === undefined ? {} : { method: 'POST', body: JSON.stringify(input) };
  const response = await fetch(`${product.url}/api/trpc/${path}`, {
    ...body,
    headers: { cookie, origin: product.url, 'content-type': 'application/json' },
  });
  const answer = await response.json();
  return { status: response.status, data: answer.result?.data, sentence: answer.error?.message ?? '' };
}

async function signIn(name: string, password: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${product.url}/login/password`, {
    method: 'POST',
    headers: { origin: product.url, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ name, password }),
  });
  const { sentence } = await response.json();
  return { status: response.status, sentence, cookie: sessionCookie(response) };
}

/** Invited, come in by the link, with a password. */
async function invited(name: string, role = 'operator') {
  const admin = await product.signIn('admin');
  const { id, url } = (await call('users.create', admin, { name, role })).data;
  const followed = await fetch(url, { redirect: 'manual' });
  expect(followed.headers.get('location')).toBe('/welcome');
  const cookie = sessionCookie(followed);
  expect((await call('account.setPassword', cookie, { current: null, next: PASSWORD })).status).toBe(200);
  return { admin, id: id as string, cookie };
}

const alive = async (cookie: string) => (await call('session.me', cookie)).status === 200;

describe('a password', () => {
  it('is chosen by whoever was invited, signs them in, and is kept as a hash alone', async () => {
    await invited('ada');
    const { status, cookie } = await signIn(' Ada ', PASSWORD);
    expect(status).toBe(200);
    const { data } = await call('account.get', cookie);
    expect(data).toMatchObject({ name: 'ada', role: 'operator', hasPassword: true });
    expect(data.sessions.map(({ via, present, address }: never) => [via, present, address])).toEqual([
      ['password', true, '127.0.0.1'],
      ['link', false, '127.0.0.1'],
    ]);
    const kept = JSON.stringify([await database().account.findMany(), await database().audit.findMany()]);
    expect(kept).not.toContain(PASSWORD);
  });

  it('that is wrong, of nobody, or of somebody without one is answered with the same words and no cookie', async () => {
    const admin = await product.signIn('admin');
    await call('users.create', admin, { name: 'linkonly', role: 'viewer' });
    await invited('grace');
    const answers = await Promise.all(
      ['grace', 'nobody-here', 'linkonly'].map((name) => signIn(name, 'wrong horse battery staple')),
    );
    for (const answer of answers)
      expect(answer).toEqual({ status: 401, sentence: 'Name or password is not right.', cookie: '' });
    const tried = (await listActivity({ limit: 20 }, { outcomes: ['refused'], actor: 'nobody' }))[0];
    expect(tried).toMatchObject({ action: 'session.signIn', from: { address: '127.0.0.1', via: null } });
    expect(JSON.stringify(await database().audit.findMany())).not.toContain('wrong horse');
  });

  it('is tried five times, and then not even the right one gets in from that address', async () => {
    await invited('edsger');
    const all = [];
    for (let i = 0; i < 6; i++) all.push((await signIn('edsger', `${PASSWORD} ${i}`)).status);
    expect(all).toEqual([401, 401, 401, 401, 401, 429]);
    // A stranger’s word about where it comes from opens nothing.
    const { status, sentence } = await signIn('edsger', PASSWORD, { 'x-forwarded-for': '203.0.113.9' });
    expect([status, sentence]).toEqual([429, expect.stringContaining('Too many tries')]);
  });

  it('comes from our own page alone', async () => {
    for (const headers of [
      { origin: 'https://elsewhere.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'content-type': 'text/plain' },
    ] as Record<string, string>[])
      expect((await signIn('ada', PASSWORD, headers)).status).toBeGreaterThanOrEqual(400);
  });

  it('is changed by whoever knows it, or came by a link just now; other sessions and their streams end', async () => {
    const { cookie: byLink } = await invited('barbara');
    const { cookie } = await signIn('barbara', PASSWORD);
    const stream = await openStream(`${product.url}/api/trpc/live.watch`, { cookie: byLink });
    await expect.poll(() => stream.text).toContain('snapshot');
    const next = 'another horse, other staples';
    const change = (current: string | null, to = next) =>
      call('account.setPassword', cookie, { current, next: to });
    expect((await change(null)).status).toBe(412);
    expect((await change('wrong horse battery staple')).sentence).toContain('not right');
    expect((await change(PASSWORD, 'Password1234!')).sentence).toContain('breaches');
    expect((await change(PASSWORD)).status).toBe(200);
    expect([await alive(cookie), await alive(byLink)]).toEqual([true, false]);
    await expect.poll(() => stream.text, { timeout: 1_000 }).toContain('UNAUTHORIZED');
    expect((await signIn('barbara', PASSWORD)).status).toBe(401);
    expect((await signIn('barbara', next)).status).toBe(200);
  });
});

describe('sessions', () => {
  it('are ended one by one, or all others; nobody else’s', async () => {
    const { cookie: first } = await invited('donald');
    const second = (await signIn('donald', PASSWORD)).cookie;
    const third = (await signIn('donald', PASSWORD)).cookie;
    const { sessions } = (await call('account.get', first)).data;
    const own = sessions.find(({ present }: { present: boolean }) => present).id;
    const stranger = await product.signIn('viewer');
    expect((await call('account.endSession', stranger, { id: own })).data).toEqual({ ended: 0 });
    expect((await call('account.endSession', second, { id: own })).data).toEqual({ ended: 1 });
    expect([await alive(first), await alive(second), await alive(third)]).toEqual([false, true, true]);
    expect((await call('account.endOtherSessions', third, {})).data).toEqual({ ended: 1 });
    expect([await alive(second), await alive(third)]).toEqual([false, true]);
  });
});

describe('a user', () => {
  it('who is disabled is out at once, everywhere, and comes in by nothing until enabled', async () => {
    const { admin, id, cookie } = await invited('dennis');
    const stream = await openStream(`${product.url}/api/trpc/live.watch`, { cookie });
    await expect.poll(() => stream.text).toContain('snapshot');
    const { url } = (await call('users.newLink', admin, { id })).data;
    expect((await call('users.setDisabled', admin, { id, disabled: true })).status).toBe(200);
    await expect.poll(() => stream.text, { timeout: 1_000 }).toContain('UNAUTHORIZED');
    expect(await alive(cookie)).toBe(false);
    expect((await signIn('dennis', PASSWORD)).status).toBe(403);
    expect((await fetch(url, { redirect: 'manual' })).headers.getSetCookie()).toEqual([]);
    expect((await call('users.newLink', admin, { id })).status).toBe(412);
    expect((await call('users.setDisabled', admin, { id, disabled: false })).status).toBe(200);
    expect((await signIn('dennis', PASSWORD)).status).toBe(200);
  });

  it('whose role is taken away keeps only streams that the new one suffices for', async () => {
    const { admin, id, cookie } = await invited('margaret');
    const live = await openStream(`${product.url}/api/trpc/live.watch`, { cookie });
    await expect.poll(() => live.text).toContain('snapshot');
    expect((await call('users.setRole', admin, { id, role: 'viewer' })).status).toBe(200);
    expect((await call('layout.set', cookie, { positions: {} })).status).toBe(403);
    expect(live.ended).toBe(false);
    live.leave();
    const [row] = await listActivity({ limit: 1 }, { kinds: ['access'], outcomes: ['done'] });
    expect(row).toMatchObject({
      sentence: 'admin made margaret, who was operator, viewer',
      detail: { before: { role: 'operator' }, after: { role: 'viewer' } },
      from: { address: '127.0.0.1', via: 'session' },
    });
  });

  it('who is the last admin can be neither removed, disabled nor made less, by anybody', async () => {
    const admin = await product.signIn('admin');
    const { id } = (await call('session.me', admin)).data;
    const tries = [
      ['users.remove', { id }],
      ['users.setDisabled', { id, disabled: true }],
      ['users.setRole', { id, role: 'operator' }],
    ] as const;
    for (const [path, input] of tries)
      expect((await call(path, admin, input)).sentence).toContain('is the last admin');
    const second = await invited('linus', 'admin');
    expect((await call('users.setDisabled', admin, { id: second.id, disabled: true })).status).toBe(200);
    // One who is disabled is no admin who could let anybody in.
    expect((await call('users.setRole', admin, { id, role: 'viewer' })).status).toBe(412);
    expect((await call('users.setDisabled', admin, { id: second.id, disabled: false })).status).toBe(200);
    expect((await call('users.setRole', admin, { id, role: 'viewer' })).status).toBe(200);
    expect((await call('users.list', admin)).status).toBe(403);
  });
});
