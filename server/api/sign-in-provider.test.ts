import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { database } from '../db/client';
import { temporaryDatabase } from '../db/temporary';
import { listActivity } from '../intent/activity';
import { openStream, sessionCookie, startTestProduct, type TestProduct } from './test-product';

/** What the provider says of each person. */
const people: Record<string, { preferred_username: string; groups: string[] }> = {
  's-ada': { preferred_username: 'Ada.Lovelace@example.com', groups: ['net-admins', 'everybody'] },
  's-bob': { preferred_username: 'bob', groups: ['everybody'] },
  's-eve': { preferred_username: 'eve', groups: [] },
  's-cli': { preferred_username: 'cli', groups: ['net-admins'] },
  's-root': { preferred_username: 'admin', groups: ['net-admins'] },
  's-taken': { preferred_username: 'taken', groups: ['net-admins'] },
};

let product: TestProduct;
let provider: Server;
let issuer: string;
/** Who signs in at the provider next. */
let present = 's-ada';

beforeAll(async () => {
  product = await startTestProduct(await temporaryDatabase());
  provider = createServer();
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: 'overlane',
        client_secret: 'a secret of the test',
        redirect_uris: [`${product.url}/login/provider/callback`],
      },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
    pkce: { required: () => true },
    cookies: { keys: ['a key of the test'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people[id] }) }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  });
  const answer = oidc.callback();
  provider.on('request', async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return answer(request, response);
    // Where a person would type a name and a password, and agree.
    const { prompt, params, session } = await oidc.interactionDetails(request, response);
    const accountId = session?.accountId ?? present;
    if (prompt.name === 'login')
      return oidc.interactionFinished(request, response, { login: { accountId: present } });
    const grant = new oidc.Grant({ accountId, clientId: String(params.client_id) });
    grant.addOIDCScope('openid profile email');
    return oidc.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
  });
  Object.assign(process.env, {
    OVERLANE_OIDC_ISSUER: issuer,
    OVERLANE_OIDC_CLIENT_ID: 'overlane',
    OVERLANE_OIDC_CLIENT_SECRET: 'a secret of the test',
    OVERLANE_OIDC_ROLES: 'admin:net-admins,operator:net-ops,viewer:everybody',
  });
});
afterAll(async () => {
  for (const name of Object.keys(process.env).filter((one) => one.startsWith('OVERLANE_OIDC_')))
    delete process.env[name];
  provider.closeAllConnections();
  provider.close();
  await product.stop();
});

/** Goes the way that a browser goes, with its cookies, from the button to where it ends. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async get(url: string): Promise<Response> {
    const { host } = new URL(url);
    const own = [...this.#cookies].filter(([key]) => key.startsWith(`${host} `)).map(([, pair]) => pair);
    const response = await fetch(url, { redirect: 'manual', headers: { cookie: own.join('; ') } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      this.#cookies.set(`${host} ${pair.split('=')[0]}`, pair);
    }
    return response;
  }

  /** The way up to where `until` says. */
  async follow(from: string, until: (url: string) => boolean): Promise<{ url: string; last: Response }> {
    let url = from;
    for (let hops = 0; hops < 15; hops++) {
      if (until(url)) return { url, last: new Response() };
      const last = await this.get(url);
      const location = last.headers.get('location');
      if (!location) throw new Error(`${url} answered with ${last.status}: ${await last.text()}`);
      url = new URL(location, url).href;
      if (url.startsWith(product.url) && !url.includes('/login/provider')) return { url, last };
    }
    throw new Error('the way has no end');
  }
}

async function signIn(who: string): Promise<{ path: string; cookie: string; me: unknown }> {
  present = who;
  const { url, last } = await new Browser().follow(`${product.url}/login/provider`, () => false);
  const cookie = last.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const answer = await fetch(`${product.url}/api/trpc/session.me`, { headers: { cookie } });
  return { path: url.slice(product.url.length), cookie, me: (await answer.json()).result?.data };
}

it('lets in whom the provider knows, with the role that its groups give', async () => {
  expect(await signIn('s-ada')).toMatchObject({ path: '/', me: { name: 'ada.lovelace', role: 'admin' } });
  expect(await signIn('s-bob')).toMatchObject({ path: '/', me: { name: 'bob', role: 'viewer' } });
  // The second time they are the same person.
  await signIn('s-bob');
  expect(await database().user.count({ where: { name: 'bob' } })).toBe(1);
});

it('follows the provider when a role changes, and ends everything when there is none any more', async () => {
  const { cookie } = await signIn('s-bob');
  const stream = await openStream(`${product.url}/api/trpc/live.watch`, { cookie });
  await expect.poll(() => stream.text).toContain('snapshot');
  people['s-bob'] = { preferred_username: 'bob', groups: ['net-ops'] };
  expect((await signIn('s-bob')).me).toMatchObject({ role: 'operator' });
  people['s-bob'] = { preferred_username: 'bob', groups: [] };
  expect(await signIn('s-bob')).toMatchObject({ path: '/login?reason=provider', me: undefined });
  await expect.poll(() => stream.text).toContain('UNAUTHORIZED');
  expect((await listActivity({ limit: 1 }))[0]).toMatchObject({
    outcome: 'refused',
    sentence: expect.stringContaining('gives no role here'),
  });
});

it.each(['s-eve', 's-cli', 's-root', 's-taken'])(
  'does not let %s in: no role, a name that is kept, or somebody else’s',
  async (who) => {
    const admin = await product.signIn('admin');
    await fetch(`${product.url}/api/trpc/users.create`, {
      method: 'POST',
      headers: { cookie: admin, origin: product.url, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'taken', role: 'viewer' }),
    });
    const before = await database().user.count();
    expect(await signIn(who)).toMatchObject({ path: '/login?reason=provider', me: undefined });
    expect(await database().user.count()).toBe(before);
  },
);

it('takes an answer once, and only in the browser that asked for it', async () => {
  present = 's-ada';
  const browser = new Browser();
  const { url } = await browser.follow(`${product.url}/login/provider`, (at) => at.includes('/callback?'));
  const other = await new Browser().get(url);
  expect(other.headers.get('location')).toBe('/login?reason=provider');
  const forged = new URL(url);
  forged.searchParams.set('state', 'x'.repeat(43));
  expect((await browser.get(forged.href)).headers.get('location')).toBe('/login?reason=provider');
  // The forged answer has used the sign-in up.
  const late = await browser.get(url);
  expect([late.headers.get('location'), sessionCookie(late).includes('overlane-provider')]).toEqual([
    '/login?reason=provider',
    true,
  ]);
});

it('is begun under the name that the provider sends people back to', async () => {
  const { port } = new URL(product.url);
  const answer = await new Browser().get(`http://localhost:${port}/login/provider`);
  expect(answer.headers.get('location')).toBe(`${product.url}/login/provider`);
});
