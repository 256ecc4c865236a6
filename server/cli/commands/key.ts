import type { Host } from '../../model/intent';
import type { Client } from '../client';
import { Failure } from '../failure';
import { table } from '../print';

type Answer = Promise<{ data: unknown; text: string; bad?: boolean }>;

const FABRIC = 'fabric';

/** The key of the host that is named, or the installation's. @throws Failure */
async function keyOf(client: Client, name: string | undefined): Promise<{ id: string; of: string }> {
  if (name === undefined) return { id: FABRIC, of: 'this installation' };
  const { intent } = await client.intent.get.query();
  const host = intent.hosts.find((one) => one.name === name);
  if (!host) throw new Failure('no-host', `there is no host ${name}`);
  const id = keyIdOf(host);
  if (id === null) {
    throw new Failure(
      'other-key',
      `Overlane made no key for ${name}: it signs in there with ${host.key.kind}`,
      [`to make one: npx overlane host trust ${name} ${host.hostKey ?? 'FINGERPRINT'} --key own`],
    );
  }
  return { id, of: id === FABRIC ? 'this installation' : name };
}

function keyIdOf({ key }: Host): string | null {
  return key.kind === 'generated' ? (key.id ?? FABRIC) : null;
}

export async function keyList(client: Client): Answer {
  const [keys, { intent }] = await Promise.all([client.keys.list.query(), client.intent.get.query()]);
  const names = new Map(intent.hosts.map(({ id, name }) => [id, name]));
  const text = table(
    ['KEY', 'HOSTS', 'FINGERPRINT', 'NEW KEY'],
    keys.map(({ id, hostIds, fingerprint, next }) => [
      id === FABRIC ? 'installation' : 'own',
      hostIds.map((hostId) => names.get(hostId) ?? hostId).join(', ') || 'none',
      fingerprint,
      next?.fingerprint ?? '',
    ]),
  );
  return {
    data: keys,
    text: keys.length > 0 ? text : 'no keys yet: they are made where a host asks for one',
  };
}

/** The line for `authorized_keys`. */
export async function keyShow(client: Client, host: string | undefined): Answer {
  const { id } = await keyOf(client, host);
  const key = await client.keys.get.query({ id });
  return { data: key, text: key.publicLine };
}

export async function keyRenew(client: Client, host: string | undefined): Answer {
  const { id, of } = await keyOf(client, host);
  const key = await client.keys.renew.mutate({ id });
  const named = host === undefined ? '' : ` ${host}`;
  const text = [
    `A new key for ${of} is made; the present one stays in use. Add this line to ~/.ssh/authorized_keys on its hosts:`,
    `  ${key.next?.publicLine}`,
    `then: npx overlane key try${named}, and npx overlane key switch${named}`,
  ];
  return { data: key, text: text.join('\n') };
}

export async function keyTry(client: Client, host: string | undefined): Answer {
  const { id } = await keyOf(client, host);
  const trials = await client.keys.tryNext.mutate({ id });
  const text = table(
    ['HOST', 'NEW KEY', 'WHAT'],
    trials.map(({ host: name, accepted, sentence }) => [
      name,
      accepted ? 'let in' : 'not let in',
      sentence ?? '',
    ]),
  );
  const data = trials;
  return {
    data,
    text: trials.length > 0 ? text : 'no host is signed in to with this key',
    bad: trials.some((t) => !t.accepted),
  };
}

export async function keySwitch(client: Client, host: string | undefined, anyway: boolean): Answer {
  const { id, of } = await keyOf(client, host);
  const { next } = await client.keys.get.query({ id });
  if (!next) throw new Failure('no-new-key', 'there is no new key: npx overlane key renew makes one');
  const key = await client.keys.switchOver.mutate({ id, publicLine: next.publicLine, anyway });
  return {
    data: key,
    text: `${of} signs in with ${key.fingerprint} from now on; the line of the key before may go from authorized_keys`,
  };
}

export async function keyDiscard(client: Client, host: string | undefined): Answer {
  const { id, of } = await keyOf(client, host);
  const key = await client.keys.discardNext.mutate({ id });
  return { data: key, text: `${of} stays with ${key.fingerprint}` };
}
