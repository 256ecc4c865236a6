import { type Attempt, attempt, sends } from '../attempt';
import type { Answer, Sent } from '../wire';
import type { World } from '../world';
import { committing } from './injection';

const JSON_TYPE = { 'content-type': 'application/json' };

/** Commits with the cookie of an admin, as another page might have it sent. */
const crossing =
  (headers: Record<string, string>) =>
  async (world: World): Promise<Sent> => ({
    ...{ method: 'POST', path: '/api/trpc/changes.commit' },
    headers: { cookie: world.cookies.admin ?? '', ...JSON_TYPE, ...headers },
    body: JSON.stringify(await committing(() => ({ op: 'fabric.set', vxlan: { port: 4789 } }))(world)),
  });

const EVIL = 'http://evil.example';
const STRANGE: [what: string, headers: Record<string, string>][] = [
  ['another site', { origin: EVIL, 'sec-fetch-site': 'cross-site' }],
  ['another port', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
  ['a page without an origin', { origin: 'null' }],
  ['a page that hides its origin', {}],
  ['a plain form', { origin: EVIL, 'content-type': 'text/plain' }],
  ['a multipart form', { origin: EVIL, 'content-type': 'multipart/form-data; boundary=x' }],
  ['a blob', { origin: EVIL, 'content-type': 'application/octet-stream' }],
  ['a name that points here', { origin: EVIL, host: 'evil.example' }],
  [
    'a name that begins like ours',
    { origin: 'http://127.0.0.1.evil.example', host: '127.0.0.1.evil.example' },
  ],
];

const signIn =
  (name: string, password: string, more: Partial<Sent> = {}) =>
  (world: World): Sent => ({
    ...{ method: 'POST', path: '/login/password', ...more },
    headers: { ...world.headersOf('nobody'), ...JSON_TYPE, ...more.headers },
    body: JSON.stringify({ name, password }),
  });

const lacks =
  (name: string, wanted: RegExp) =>
  ({ headers }: Answer) =>
    wanted.test(String(headers[name] ?? '')) ? null : `${name} is ${headers[name] ?? 'not there'}`;

const HEADERS: [name: string, wanted: RegExp][] = [
  ['x-content-type-options', /^nosniff$/],
  ['x-frame-options', /^DENY$/],
  ['referrer-policy', /^no-referrer$/],
  ['content-security-policy', /frame-ancestors 'none'/],
  ['cache-control', /no-store/],
];

export const SESSION: readonly Attempt[] = [
  ...STRANGE.map(([what, headers]) =>
    sends(15, `a change from ${what}`, crossing(headers), [403], { audited: 'changes.commit' }),
  ),
  ...STRANGE.map(([what, headers]) =>
    sends(
      15,
      `a sign-in from ${what}`,
      signIn('admin', 'x', {
        headers: { origin: '', ...headers, ...(headers['content-type'] ? {} : JSON_TYPE) },
      }),
      [403],
      {
        audited: 'session.signIn',
      },
    ),
  ),
  ...['', 'batch=1&'].map((batch) =>
    sends(
      15,
      `a change by GET ${batch && 'in a batch'}`,
      async (world) => {
        const { body } = await crossing({})(world);
        const input = batch ? `{"0":${body}}` : String(body);
        const path = `/api/trpc/changes.commit?${batch}input=${encodeURIComponent(input)}`;
        return { path, headers: world.headersOf('admin') };
      },
      [405],
    ),
  ),
  attempt(16, 'the cookie of a session: HttpOnly, SameSite, for all of the site', async (world) => {
    const { headers } = await world.send({
      path: new URL((await world.link()).url).pathname + new URL((await world.link()).url).search,
    });
    const cookie = String(headers['set-cookie']?.[0] ?? '');
    return /HttpOnly/i.test(cookie) && /SameSite=Lax/i.test(cookie) && /Path=\//i.test(cookie)
      ? null
      : cookie;
  }),
  attempt(16, 'a session that somebody else chose before the sign-in', async (world) => {
    const { pathname, search } = new URL((await world.link()).url);
    const name = world.cookies.admin?.split('=')[0];
    const planted = `${name}=planted.by.somebody`;
    const { headers } = await world.send({ path: pathname + search, headers: { cookie: planted } });
    const given = headers['set-cookie']?.[0]?.split(';')[0];
    if (!given || given === planted) return `the cookie is ${given}`;
    const { code } = await world.call({ cookie: planted, origin: world.url }, 'session.me');
    return code === 'UNAUTHORIZED' ? null : 'the planted one lets in';
  }),
  ...['', 'x', '%00', 'a.b', `${'a'.repeat(32)}.${'b'.repeat(44)}`].map((value) =>
    attempt(16, `a session that is made up: "${value}"`, async (world) => {
      const cookie = `${world.cookies.admin?.split('=')[0]}=${value}`;
      const { code } = await world.call({ cookie, origin: world.url }, 'session.me');
      return code === 'UNAUTHORIZED' ? null : `it is answered with ${code}`;
    }),
  ),
  ...['ovl_x', `ovl_${'a'.repeat(43)}`, 'x', ''].map((token) =>
    attempt(16, `a token that is made up: "${token}"`, async (world) => {
      const { code } = await world.call({ authorization: `Bearer ${token}` }, 'session.me');
      return code === 'UNAUTHORIZED' ? null : `it is answered with ${code}`;
    }),
  ),
  attempt(
    16,
    'six wrong passwords: then not even from "elsewhere" by a header',
    async (world) => {
      const statuses: number[] = [];
      for (let i = 0; i < 6; i++) {
        const forwarded = { 'x-forwarded-for': `203.0.113.${i}`, forwarded: `for=203.0.113.${i}` };
        const words = signIn('grace', `wrong ${i}`, { from: '127.0.0.16', headers: forwarded })(world);
        statuses.push((await world.send(words)).status);
      }
      return statuses.join() === '401,401,401,401,401,429' ? null : statuses.join();
    },
    { audited: 'session.signIn' },
  ),
  attempt(
    16,
    'an unknown user is answered as a known one with a wrong password',
    async (world) => {
      const answers = [];
      for (const name of ['the-viewer', 'nobody-here'])
        answers.push((await world.send(signIn(name, 'wrong', { from: '127.0.0.17' })(world))).text);
      return answers[0] === answers[1] ? null : answers.join(' / ');
    },
    { audited: 'session.signIn' },
  ),
  ...[
    '/',
    '/login',
    '/settings',
    '/ops',
    '/no-such-page',
    '/api/trpc/session.me',
    '/api/captures/abcdef123456',
    '/login/link',
  ].flatMap((path) =>
    HEADERS.map(([name, wanted]) =>
      sends(
        17,
        `${path} without ${name}`,
        (world) => ({ path, headers: world.headersOf('admin') }),
        [200, 303, 307, 404],
        {
          wrong: lacks(name, wanted),
        },
      ),
    ),
  ),
  sends(17, 'a script without a nonce', { path: '/login' }, [200], {
    wrong: ({ headers, text }) => {
      const policy = String(headers['content-security-policy']);
      const nonce = /script-src 'self' 'nonce-([0-9a-f]{32})'(?:;|$)/.exec(policy)?.[1];
      if (!nonce) return policy;
      const strange = [...text.matchAll(/<script(?![^>]*\bsrc=)[^>]*>/g)].find(
        ([tag]) => !tag.includes(nonce),
      );
      return strange ? `${strange[0]} has none` : null;
    },
  }),
  ...['next', 'to', 'redirect', 'callbackUrl', 'returnTo', 'url'].flatMap((name) =>
    ['//evil.example', EVIL, '/\\evil.example'].map((to) =>
      sends(17, `${name}=${to}`, { path: `/login/link?token=x&${name}=${encodeURIComponent(to)}` }, [303], {
        wrong: ({ headers }) =>
          String(headers.location).includes('evil') ? `it leads to ${headers.location}` : null,
      }),
    ),
  ),
  ...['//evil.example/', '/\\evil.example', '///evil.example/..', '/login/..//evil.example'].map((path) =>
    sends(17, `a way to ${path}`, { path }, [303, 307, 308, 400, 404, 200], {
      wrong: ({ headers }) =>
        /^(?:https?:)?[/\\]{2}(?!127\.0\.0\.1|localhost)/.test(String(headers.location ?? ''))
          ? `it leads to ${headers.location}`
          : null,
    }),
  ),
  sends(
    17,
    'a sign-in link under another name',
    { path: '/login/link?token=x', headers: { host: 'evil.example' } },
    [421],
  ),
];
