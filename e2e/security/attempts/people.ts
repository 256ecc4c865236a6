import { type Role, roleSuffices } from '../../../server/auth/role';
import { type Attempt, attempt, call, refusal, sends } from '../attempt';
import { inputOf } from '../inputs';
import { definitionOf, PROCEDURES, type Who, type World } from '../world';

const needsOf = (path: string): Role => definitionOf(path).meta.needs;

/** Every procedure by everybody whom it must not let in, from the router itself. */
const MATRIX: readonly Attempt[] = Object.keys(PROCEDURES).flatMap((path) =>
  (['nobody', 'viewer', 'operator'] as const)
    .filter((who) => who === 'nobody' || !roleSuffices(who, needsOf(path)))
    .map((who) => ({
      item: 10,
      what: `${path} by ${who}`,
      async run(world: World) {
        const said = await world.call(who, path, {});
        const code = who === 'nobody' ? 'UNAUTHORIZED' : 'FORBIDDEN';
        const wrong = refusal(world, said) ?? (said.code === code ? null : `${said.code}, not ${code}`);
        // Nobody is every tab whose session has ended: what only reads is not written down.
        const isTold = who !== 'nobody' || PROCEDURES[path]?._def.type === 'mutation';
        return { wrong, ...(isTold && { row: { actions: [path], sentence: said.sentence } }) };
      },
    })),
);

const PAGES = ['/', '/hosts', '/tenants', '/activity', '/settings', '/isolation', '/ops', '/welcome'];
const PASSING_BY: Record<string, string>[] = [
  { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
  { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
  {
    'x-middleware-subrequest':
      'src/middleware:nowaf:src/middleware:src/middleware:src/middleware:src/middleware',
  },
  { 'x-middleware-prefetch': '1', 'x-nextjs-data': '1' },
  { rsc: '1' },
];

/** @returns what a page tells of the fabric, or null */
const tellsNothing = ({ text }: { text: string }) => {
  const told = /microsoft|node0[12]|198\.18\.0/.exec(text);
  return told && `the page tells ${told[0]}`;
};

const asLastAdmin = (what: string, path: string, input: (world: World) => object): Attempt =>
  call(14, what, 'admin', path, input);

export const PEOPLE: readonly Attempt[] = [
  ...MATRIX,
  ...PAGES.flatMap((path) =>
    PASSING_BY.map((headers) =>
      sends(11, `${path} with ${Object.keys(headers)[0]}`, { path, headers }, [200, 303, 307, 308], {
        wrong: tellsNothing,
      }),
    ),
  ),
  ...['intent.get', 'live.watch', 'users.list'].flatMap((path) =>
    PASSING_BY.map((headers) =>
      sends(
        11,
        `${path} with ${Object.keys(headers)[0]}`,
        { path: `/api/trpc/${path}`, headers },
        [200, 307, 401],
        {
          wrong: tellsNothing,
        },
      ),
    ),
  ),
  ...['/', '/login', '/ops', '/settings', '/report/abcdef123456'].map((path) =>
    sends(
      11,
      `a server action at ${path}`,
      (world) => ({
        ...{ method: 'POST', path, body: '[]' },
        headers: {
          ...world.headersOf('admin'),
          'next-action': '00'.repeat(21),
          'content-type': 'text/plain',
        },
      }),
      [405],
    ),
  ),
  sends(
    11,
    'a server action at the API',
    (world) => ({
      ...{ method: 'POST', path: '/api/trpc/session.signOut', body: '' },
      headers: { ...world.headersOf('viewer'), 'next-action': 'x' },
    }),
    [403],
    { audited: 'session.signOut' },
  ),
  attempt(13, 'what a viewer is told holds no login, no key and nothing about sudo', async (world) => {
    const told = await everythingTold(world, 'viewer');
    const found = told.find(({ text }) => LOGINS.test(text));
    return found ? `${found.from}: ${LOGINS.exec(found.text)?.[0]}` : null;
  }),
  attempt(13, 'and of an admin it does: the look is able to see it', async (world) => {
    const told = await everythingTold(world, 'admin');
    return told.some(({ text }) => LOGINS.test(text)) ? null : 'an admin is not told either';
  }),
  ...Object.keys(PROCEDURES)
    .filter((path) => inputOf(path, {}) !== undefined && path !== 'live.watch')
    .map((path) =>
      call(
        13,
        'fields too many',
        'admin',
        path,
        () => ({ ...(inputOf(path, {}) as object), role: 'admin', isAdmin: true }),
        { audited: PROCEDURES[path]?._def.type !== 'query' },
      ),
    ),
  call(13, "another's capture", 'operator', 'capture.remove', (world) => ({ id: world.captureOfAdmin })),
  attempt(13, "another's heartbeat", async (world) => {
    const { data } = await world.call('operator', 'heartbeat.answer', { key: 'abcdef123456' });
    return (data as { known: boolean }).known ? 'it was taken for ours' : null;
  }),
  attempt(
    14,
    'the first sign-in link, a second time',
    async (world) => ((await world.follow(world.stack.signInLink ?? '')) ? 'it let somebody in' : null),
    { audited: 'session.signIn' },
  ),
  ...['', 'x', 'a'.repeat(64)].map((token) =>
    sends(14, `a sign-in link with the token "${token}"`, { path: `/login/link?token=${token}` }, [303], {
      audited: 'session.signIn',
      wrong: ({ headers }) => (headers['set-cookie'] ? 'it gave a cookie' : null),
    }),
  ),
  sends(14, 'the welcome of a first set-up', { path: '/welcome' }, [200, 303, 307], {
    wrong: ({ text }) => (text.includes('New password') ? 'it asks for a password' : null),
  }),
  ...['admin', 'overlane', 'password', 'changeme', ''].map((password) =>
    sends(
      14,
      `the default password "${password}"`,
      (world) => ({
        ...{ method: 'POST', path: '/login/password', from: '127.0.0.14' },
        headers: { ...world.headersOf('nobody'), 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'admin', password }),
      }),
      [401],
      { audited: 'session.signIn' },
    ),
  ),
  asLastAdmin('no admin any more', 'users.setRole', (w) => ({ id: w.people.admin, role: 'viewer' })),
  asLastAdmin('no admin any more', 'users.setDisabled', (w) => ({ id: w.people.admin, disabled: true })),
  asLastAdmin('no admin any more', 'users.remove', (w) => ({ id: w.people.admin })),
  ...['audit.delete', 'audit.clear', 'activity.remove', 'activity.set'].map((path) =>
    sends(
      14,
      `${path}, which there is not`,
      (world) => ({
        ...{ method: 'POST', path: `/api/trpc/${path}`, body: '{}' },
        headers: { ...world.headersOf('admin'), 'content-type': 'application/json' },
      }),
      [404],
    ),
  ),
  attempt(14, 'the audit log is whole, row by row', async (world) => {
    const { faults } = await world.must<{ faults: { sentence: string }[] }>('admin', 'audit.verify');
    return faults[0]?.sentence ?? null;
  }),
];

/** A login that only the host of startWorld has, where its key lies, and what is said of sudo. */
const LOGINS = /svc-canary|overlane-canary|id_ed25519|NOPASSWD|"sudo"/;

/** All that somebody can read: every query, the first words of the live stream, every page. */
export async function everythingTold(world: World, who: Who): Promise<{ from: string; text: string }[]> {
  const known = world.known();
  const told: { from: string; text: string }[] = [];
  for (const [path, procedure] of Object.entries(PROCEDURES)) {
    if (procedure._def.type !== 'query' || !roleSuffices(who as Role, needsOf(path))) continue;
    told.push({ from: path, text: (await world.call(who, path, inputOf(path, known))).text });
  }
  told.push({ from: 'live.watch', text: (await world.call(who, 'live.watch')).text });
  for (const path of PAGES)
    told.push({ from: path, text: (await world.send({ path, headers: world.headersOf(who) })).text });
  return told;
}
