import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Attempt, attempt, call } from '../attempt';
import type { World } from '../world';
import { committing } from './injection';
import { everythingTold } from './people';

/** Nobody else's: wherever these are found, they came from what was done here. */
const PASSWORD = `canary horse ${randomBytes(9).toString('hex')} staple`;

const keyFile = (world: World) => (world.node01.key.kind === 'file' ? world.node01.key.path : '');

/** Words of the key that hosts are reached with: each line of its text is one. */
function wordsOfKey(world: World): string[] {
  const lines = readFileSync(keyFile(world), 'utf8').split('\n').slice(1, -2);
  // What two keys have in common, such as the name of their kind, is no secret.
  return lines.slice(2);
}

/** A secret as it is, and as it goes over wires and into files. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    secret.replaceAll(' ', '+'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('hex'),
  ];
}

/** What an installation tells, and keeps in files that others may be given. */
async function placesOf(world: World): Promise<{ from: string; text: string }[]> {
  const { dataDir, log } = world.stack;
  const places = [{ from: 'the log', text: readFileSync(log, 'latin1') }];
  for (const who of ['admin', 'viewer'] as const) places.push(...(await everythingTold(world, who)));
  const headers = world.headersOf('admin');
  const capture = `/api/captures/${world.captureOfAdmin}`;
  for (const path of ['/api/audit/export', '/api/metrics', '/api/health', capture, '/no-such-page'])
    places.push({ from: path, text: (await world.send({ path, headers })).text });
  for (const file of filesUnder(dataDir)) {
    // The lab's own folder is where the key lies.
    if (!file.startsWith(world.stack.labDir)) places.push({ from: file, text: readFileSync(file, 'latin1') });
  }
  return places;
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path);
    return stat.isDirectory() ? filesUnder(path) : stat.isFile() ? [path] : [];
  });
}

const signIn = (world: World, name: string, password: string) =>
  world.send({
    ...{ method: 'POST', path: '/login/password', from: '127.0.0.19' },
    headers: { ...world.headersOf('nobody'), 'content-type': 'application/json' },
    body: JSON.stringify({ name, password }),
  });

const pasted = (what: string, in_: (world: World, text: string) => object): Attempt =>
  call(19, `the private key, pasted as ${what}`, 'admin', 'changes.commit', (world) =>
    committing((inside) => in_(inside, readFileSync(keyFile(inside), 'utf8')))(world),
  );

export const SECRETS: readonly Attempt[] = [
  attempt(19, 'a password is chosen, used, mistaken, and typed where names belong', async (world) => {
    const { name, headers } = await world.somebody('keeper', 'operator');
    const chosen = await world.call(headers, 'account.setPassword', { current: null, next: PASSWORD });
    if (chosen.code !== null) return chosen.sentence;
    const statuses = [
      (await signIn(world, name, PASSWORD)).status,
      (await signIn(world, name, `${PASSWORD}x`)).status,
      (await signIn(world, PASSWORD, 'x')).status,
    ];
    await world.send({
      path: '/login/password',
      headers: { authorization: `Basic ${Buffer.from(`${name}:${PASSWORD}`).toString('base64')}` },
    });
    await world.call({ authorization: `Bearer ${PASSWORD}` }, 'session.me');
    await world.call(headers, 'account.setPassword', { current: `${PASSWORD}x`, next: `${PASSWORD}y` });
    return statuses.join() === '200,401,401' ? null : statuses.join();
  }),
  pasted("a host's key file", (world, path) => ({
    op: 'host.set',
    host: { ...world.node01, key: { kind: 'file', path } },
  })),
  pasted("a host's user", (world, user) => ({ op: 'host.set', host: { ...world.node01, user } })),
  pasted("a host's pinned key", (world, hostKey) => ({ op: 'host.set', host: { ...world.node01, hostKey } })),
  attempt(19, 'what is told and kept, searched for the password and the key', async (world) => {
    const words = [PASSWORD, ...wordsOfKey(world)];
    const found = new Set<string>();
    const places = await placesOf(world);
    for (const { from, text } of places) {
      for (const [index, word] of words.entries()) {
        if (spellings(word).some((spelling) => text.includes(spelling)))
          found.add(`${index === 0 ? 'the password' : 'the key'} in ${from}`);
      }
    }
    world.measured.set('places searched for secrets:', places.length);
    return found.size === 0 ? null : [...found].join('; ');
  }),
  attempt(19, 'the files of the data folder are for nobody else', async (world) => {
    const { dataDir, labDir } = world.stack;
    const open = filesUnder(dataDir).filter(
      (file) =>
        !file.startsWith(labDir) &&
        /secret|token|link|key|\.db/.test(file) &&
        (statSync(file).mode & 0o077) !== 0,
    );
    const folder = statSync(dataDir).mode & 0o077;
    return open.length === 0 || folder === 0 ? null : open.join(', ');
  }),
  attempt(19, 'and the search is able to find: the key lies where hosts are reached from', async (world) => {
    const text = filesUnder(world.stack.labDir)
      .map((file) => readFileSync(file, 'latin1'))
      .join('\n');
    return wordsOfKey(world).length > 0 && wordsOfKey(world).every((word) => text.includes(word))
      ? null
      : 'it is not found';
  }),
];
