import { newId } from '../../model/ids';
import { fingerprintSchema, type Host, hostSchema, type Intent, keyPathSchema } from '../../model/intent';
import type { Operation } from '../../model/operation';
import { proposeHost } from '../../model/propose';
import type { Client } from '../client';
import { Failure } from '../failure';
import { look } from '../live';
import { age, plain, table } from '../print';

type Answer = Promise<{ data: unknown; text: string }>;

export type HostOptions = {
  address?: string;
  port?: string;
  user?: string;
  key?: string;
  hostKey?: string;
  underlay?: string;
  jump?: string;
};

export async function hostList(client: Client): Answer {
  const fabric = await look(client);
  const data = fabric.intent.hosts.map((host) => {
    const live = fabric.hosts.get(host.id);
    return {
      name: host.name,
      address: host.address,
      port: host.port,
      user: host.user,
      hostKey: host.hostKey,
      underlay: host.underlay,
      state: live?.state ?? 'connecting',
      reason: live?.reason ?? null,
      ageMs: live?.observed ? fabric.now - live.observed.readAt : null,
      findings: live?.findings ?? [],
    };
  });
  const text = table(
    ['HOST', 'ADDRESS', 'STATE', 'VTEP', 'AGE', 'WHAT'],
    data.map((h) => [
      h.name,
      h.port === 22 ? h.address : `${h.address} port ${h.port}`,
      h.state,
      h.underlay ? `${h.underlay.address} on ${h.underlay.device}` : '–',
      age(h.ageMs),
      plain(h.reason ? [h.reason.sentence, h.reason.remedy].filter(Boolean).join(' ') : ''),
    ]),
  );
  return {
    data,
    text: data.length > 0 ? text : 'no hosts yet: npx overlane host add NAME --address ADDRESS',
  };
}

export async function hostAdd(client: Client, name: string, options: HostOptions): Answer {
  const { intent } = await client.intent.get.query();
  if (intent.hosts.some((host) => host.name === name))
    throw new Failure('there', `there is a host ${name} already`);
  if (!options.address) throw new Failure('no-address', 'say where it is: --address ADDRESS');
  const host = checked({ ...proposeHost({ name, address: options.address }), ...fields(options, intent) });
  const { revision } = await commit(client, intent, [{ op: 'host.add', host }], `add host ${name}`);
  if (host.hostKey) return { data: { revision, host }, text: `${name} is added and its key is pinned` };
  const key = await client.hosts.scan.mutate({ address: host.address, port: host.port, jump: host.jump });
  const text = [
    `${name} is added; nothing is sent to it until its key is pinned.`,
    `It shows ${key.fingerprint} (${key.type}). If that is its key, run:`,
    `  npx overlane host trust ${name} ${key.fingerprint}`,
  ];
  return { data: { revision, host, shown: key }, text: text.join('\n') };
}

/** Has a host changed to what a restored database says, although much would be deleted there. */
export async function hostConsent(client: Client, name: string): Answer {
  const { intent } = await client.intent.get.query();
  const host = intent.hosts.find((one) => one.name === name);
  if (!host) throw new Failure('no-host', `there is no host ${name}`);
  await client.hosts.consent.mutate({ hostId: host.id });
  return { data: { hostId: host.id }, text: `${name} is changed to what the database says` };
}

/** Pins a key; a host that is not in the fabric yet is added when its address is given. */
export async function hostTrust(
  client: Client,
  name: string,
  fingerprint: string | undefined,
  options: HostOptions,
): Answer {
  const { intent } = await client.intent.get.query();
  const known = intent.hosts.find((host) => host.name === name);
  if (!known && !options.address) {
    throw new Failure('no-host', `there is no host ${name}: add it with --address ADDRESS`);
  }
  const base = known ?? proposeHost({ name, address: options.address ?? '' });
  const at = {
    address: options.address ?? base.address,
    port: options.port ? Number(options.port) : base.port,
    jump: fields(options, intent).jump ?? base.jump,
  };
  if (!fingerprint) {
    const key = await client.hosts.scan.mutate(at);
    throw new Failure('no-fingerprint', `${name} shows ${key.fingerprint} (${key.type})`, [
      `if that is its key, run:  npx overlane host trust ${name} ${key.fingerprint}`,
    ]);
  }
  if (!fingerprintSchema.safeParse(fingerprint).success) {
    throw new Failure(
      'bad-fingerprint',
      'a fingerprint is SHA256: and 43 characters, as ssh-keygen -l prints it',
    );
  }
  const host = checked({ ...base, ...fields(options, intent), hostKey: fingerprint });
  const operation: Operation = known ? { op: 'host.set', host } : { op: 'host.add', host };
  const { revision } = await commit(client, intent, [operation], `trust the key of ${name}`);
  return { data: { revision, host }, text: `the key ${fingerprint} of ${name} is pinned` };
}

export async function hostRemove(client: Client, name: string, options: { endpoints?: boolean }): Answer {
  const { intent } = await client.intent.get.query();
  const host = intent.hosts.find((one) => one.name === name);
  if (!host) throw new Failure('no-host', `there is no host ${name}`);
  const held: Operation[] = intent.tenants.flatMap((tenant) =>
    tenant.endpoints
      .filter((endpoint) => endpoint.hostId === host.id)
      .map(
        (endpoint): Operation => ({ op: 'endpoint.remove', tenantId: tenant.id, endpointId: endpoint.id }),
      ),
  );
  if (held.length > 0 && !options.endpoints) {
    const tenants = intent.tenants
      .filter((t) => t.endpoints.some((e) => e.hostId === host.id))
      .map((t) => t.name);
    throw new Failure('in-use', `${name} carries endpoints of ${tenants.join(', ')}`, [
      `to remove them with it: npx overlane host remove --endpoints ${name}`,
    ]);
  }
  const operations: Operation[] = [...held, { op: 'host.remove', hostId: host.id }];
  const { revision } = await commit(client, intent, operations, `remove host ${name}`);
  return { data: { revision }, text: `${name} is removed from the fabric` };
}

function commit(client: Client, intent: Intent, operations: Operation[], sentence: string) {
  return client.changes.commit.mutate({ base: intent.revision, operations, sentence });
}

function fields(options: HostOptions, { hosts }: Intent): Partial<Host> {
  const set: Partial<Host> = {};
  if (options.jump) {
    const jump = hosts.find(({ name }) => name === options.jump);
    if (!jump) throw new Failure('no-host', `there is no host ${options.jump} to go through`);
    set.jump = jump.id;
  }
  if (options.address) set.address = options.address;
  if (options.port) set.port = Number(options.port);
  if (options.user) set.user = options.user;
  if (options.hostKey) set.hostKey = options.hostKey;
  if (options.key === 'agent' || options.key === 'generated') set.key = { kind: options.key };
  else if (options.key === 'own') set.key = { kind: 'generated', id: newId() };
  else if (options.key) set.key = { kind: 'file', path: keyPathSchema.parse(options.key) };
  if (options.underlay) {
    const [device, address] = options.underlay.split('=');
    if (!device || !address) {
      throw new Failure('bad-underlay', 'an underlay is DEVICE=VTEP, such as eth1=10.10.10.10');
    }
    set.underlay = { device, address };
  }
  return set;
}

function checked(host: Host): Host {
  const parsed = hostSchema.safeParse(host);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Failure('bad-host', 'nothing was changed', lines);
}
