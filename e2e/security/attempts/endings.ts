import { waitUntil } from '../../../lab/wait';
import { openStream } from '../../../server/api/test-product';
import { type Attempt, attempt } from '../attempt';
import type { World } from '../world';

/** Milliseconds within which what somebody had open is over. */
const OVER_WITHIN = 5_000;

type Person = { id: string; name: string; headers: Record<string, string> };

/** Words of the processes of a host that hold these. */
const processes = async (world: World, words: string) =>
  (await world.on('node01', 'ps', '-ww', '-e', '-o', 'args='))
    .split('\n')
    .filter((line) => line.includes(words));

let names = 0;

/** A ping runs on a host by somebody's leave. Then the leave ends, and with it the ping and the stream. */
const ending = (
  what: string,
  begin: (world: World, name: string) => Promise<Person>,
  end: (world: World, person: Person) => Promise<unknown>,
): Attempt =>
  attempt(12, what, async (world) => {
    names += 1;
    // Bytes of payload, by which the remote process is told from others.
    const size = 1100 + names;
    const person = await begin(world, `ending${names}`);
    const input = { endpointId: world.first.id, target: { address: '10.1.0.5' }, count: 1000, size };
    const stream = await openStream(`${world.url}/api/trpc/ping.run`, person.headers, input);
    try {
      const runs = () => processes(world, `-s ${size}`);
      const began = await waitUntil(async () => (await runs()).length > 0, { everyMs: 30, atMostMs: 10_000 });
      if (!began) return `no ping runs: ${stream.text.slice(0, 200)}`;
      const begun = performance.now();
      await end(world, person);
      const isOver = async () => stream.ended && (await runs()).length === 0;
      const over = await waitUntil(isOver, { everyMs: 30, atMostMs: OVER_WITHIN });
      const ms = performance.now() - begun;
      if (!over)
        return `after ${Math.round(ms)} ms the stream is ${stream.ended ? 'over' : 'open'}, and there run ${(await runs()).join('; ')}`;
      world.measured.set(`${what}: all is over after`, ms);
      return ms <= OVER_WITHIN ? null : `it took ${Math.round(ms)} ms`;
    } finally {
      stream.leave();
    }
  });

const operator = (world: World, name: string) => world.somebody(name, 'operator');

async function byToken(world: World, name: string): Promise<Person> {
  const wish = { name, role: 'operator', days: 1 };
  const { id, token } = await world.must<{ id: string; token: string }>('admin', 'tokens.create', wish);
  return { id, name, headers: { authorization: `Bearer ${token}` } };
}

const byAdmin =
  (path: string, more: object = {}) =>
  (world: World, { id }: Person) =>
    world.must('admin', path, { id, ...more });

/** A display by a view link: its stream ends with the link. */
const wall = attempt(12, 'a view link is revoked', async (world) => {
  const { id, url } = await world.must<{ id: string; url: string }>('admin', 'views.create', {
    name: 'wall',
    days: 1,
  });
  const cookie = (await world.follow(url)) ?? '';
  const stream = await openStream(`${world.url}/api/ops/live.watch`, { cookie, origin: world.url });
  try {
    if (!(await waitUntil(() => stream.text.includes('snapshot'), { everyMs: 30, atMostMs: 10_000 })))
      return 'it shows nothing';
    const begun = performance.now();
    await world.must('admin', 'views.revoke', { id });
    const over = await waitUntil(() => stream.ended, { everyMs: 30, atMostMs: OVER_WITHIN });
    if (!over) return 'it still shows';
    world.measured.set('a view link is revoked: all is over after', performance.now() - begun);
    const again = await world.send({ path: '/api/ops/session.me', headers: { cookie, origin: world.url } });
    return again.status === 401 ? null : `it is answered with ${again.status}`;
  } finally {
    stream.leave();
  }
});

export const ENDINGS: readonly Attempt[] = [
  ending('signing out', operator, async ({ call }, { headers }) => call(headers, 'session.signOut')),
  ending('a role is taken away', operator, byAdmin('users.setRole', { role: 'viewer' })),
  ending('a user is disabled', operator, byAdmin('users.setDisabled', { disabled: true })),
  ending("a user's sessions are ended", operator, byAdmin('users.endSessions')),
  ending('a user is removed', operator, byAdmin('users.remove')),
  ending('a token is revoked', byToken, byAdmin('tokens.revoke')),
  wall,
];
