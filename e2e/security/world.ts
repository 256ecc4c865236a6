import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyTRPCProcedure, AnyTRPCRouter } from '@trpc/server';
import type { z } from 'zod';
import { execInHost } from '../../lab/lab';
import { appRouter } from '../../server/api/router';
import type { Role } from '../../server/auth/role';
import type { HostLive, LiveEvent } from '../../server/controller/face';
import { newId } from '../../server/model/ids';
import type { Host, Intent } from '../../server/model/intent';
import { overlane } from '../support/command';
import { type Stack, startStack } from '../support/stack';
import { type Answer, type Sent, send } from './wire';

export type Who = 'nobody' | 'viewer' | 'operator' | 'admin';
export type Kind = 'query' | 'mutation' | 'subscription';

const API: AnyTRPCRouter = appRouter;
export const PROCEDURES = API._def.procedures as Record<string, AnyTRPCProcedure>;

export function definitionOf(path: string): { type: Kind; inputs: z.ZodType[]; meta: { needs: Role } } {
  const procedure = PROCEDURES[path];
  if (!procedure) throw new Error(`there is no procedure ${path}`);
  return procedure._def as unknown as ReturnType<typeof definitionOf>;
}

/** How a call was answered: `code` is tRPC's, null where it was let in. */
export type Said = { code: string | null; status: number; sentence: string; data: unknown; text: string };

/** The built product with a lab of two hosts, a tenant on both, and people of every role. */
export type World = Awaited<ReturnType<typeof startWorld>>;

const FABRIC = `
vxlan: { port: 8472 }
hosts:
  node01: { address: 198.18.0.1, user: root, underlay: { device: eth1, address: 10.10.10.10 } }
  node02: { address: 198.18.0.2, user: root, underlay: { device: eth1, address: 10.10.10.20 } }
tenants:
  microsoft:
    prefix: msft
    networks: { default: { vni: 10, subnets: [10.1.0.0/24] } }
    endpoints:
      - { host: node01, network: default, address: 10.1.0.4 }
      - { host: node02, network: default, address: 10.1.0.5 }
`;

export async function startWorld({ name = 'security', environment = {} as Record<string, string> } = {}) {
  const stack: Stack = await startStack({ hosts: 2, name, environment });
  try {
    return await inhabit(stack);
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

/** What hosts say of themselves is markup, colours and lies: a device with an alias, and a name of the host's own. */
export const MARKUP = '<img src=x onerror=globalThis.overtaken=1>';

async function inhabit(stack: Stack) {
  const on = async (host: string, ...argv: string[]): Promise<string> => {
    const ran = await execInHost({ stateDir: stack.labDir, host, argv });
    if (ran.status !== 0) throw new Error(`${host}: ${argv.join(' ')}: ${ran.stderr}`);
    return ran.stdout;
  };
  await on('node01', 'ip', 'link', 'add', 'name', 'stranger0', 'type', 'bridge');
  await on('node01', 'ip', 'link', 'set', 'dev', 'stranger0', 'alias', `\u001b[31m${MARKUP}`);
  const file = join(stack.dataDir, 'fabric.yaml');
  writeFileSync(file, FABRIC);
  const applied = await overlane(stack, ['apply', '-f', file]);
  if (applied.status !== 0) throw new Error(applied.stderr);

  const cookies: Record<Who, string | null> = { nobody: null, viewer: null, operator: null, admin: null };
  const ids: Record<string, string> = {};
  const headersOf = (who: Who | Record<string, string>): Record<string, string> => {
    if (typeof who !== 'string') return who;
    const cookie = cookies[who];
    return { origin: stack.url, ...(cookie === null ? {} : { cookie }) };
  };

  /** Follows a link as a person does. @returns the cookie that it gives, or null */
  async function follow(link: string): Promise<string | null> {
    const { pathname, search } = new URL(link);
    const { headers } = await send(stack.url, { path: `${pathname}${search}` });
    return headers['set-cookie']?.[0]?.split(';')[0] || null;
  }

  /** Calls a procedure by the words that a page uses. */
  async function call(who: Who | Record<string, string>, path: string, input?: unknown): Promise<Said> {
    const type: Kind = PROCEDURES[path]?._def.type ?? 'query';
    const json = input === undefined ? undefined : JSON.stringify(input);
    const headers = headersOf(who);
    if (type === 'subscription') {
      const query = json === undefined ? '' : `?input=${encodeURIComponent(json)}`;
      const asked = {
        path: `/api/trpc/${path}${query}`,
        headers: { ...headers, accept: 'text/event-stream' },
      };
      return saidOf(await send(stack.url, asked, hasSpoken));
    }
    const body = json ?? (type === 'mutation' ? '' : undefined);
    return saidOf(
      await send(stack.url, {
        // A query goes this way too where it is large.
        ...{ method: 'POST', path: `/api/trpc/${path}` },
        headers: { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body }),
      }),
    );
  }

  /** The same for what must be let in. @throws with the sentence of the refusal */
  async function must<T>(who: Who, path: string, input?: unknown): Promise<T> {
    const said = await call(who, path, input);
    if (said.code !== null) throw new Error(`${who} could not ${path}: ${said.code} ${said.sentence}`);
    return said.data as T;
  }

  async function somebody(name: string, role: 'viewer' | 'operator' | 'admin') {
    const made = await must<{ url: string }>('admin', 'users.create', { name, role });
    const cookie = await follow(made.url);
    if (cookie === null) throw new Error(`${name} was not signed in`);
    const { id } = (await call({ cookie, origin: stack.url }, 'session.me')).data as { id: string };
    return { name, id, cookie, link: made.url, headers: { cookie, origin: stack.url } };
  }

  cookies.admin = await follow(stack.signInLink ?? '');
  for (const role of ['viewer', 'operator'] as const) {
    const { cookie, id } = await somebody(`the-${role}`, role);
    cookies[role] = cookie;
    ids[role] = id;
  }
  ids.admin = (await must<{ id: string }>('admin', 'session.me')).id;
  const revision = async () => (await must<{ intent: Intent }>('admin', 'intent.get')).intent.revision;
  const canaryHost: Host = {
    ...{ id: newId(), name: 'canary', address: '198.18.0.77', port: 22, user: 'svc-canary' },
    ...{ key: { kind: 'file', path: '/etc/overlane-canary/id' }, hostKey: null, underlay: null },
  };
  const operations = [{ op: 'host.add', host: canaryHost }];
  await must('admin', 'changes.commit', { base: await revision(), operations });
  const { intent } = await must<{ intent: Intent }>('admin', 'intent.get');
  const revisionAtStart = intent.revision;
  const [tenant] = intent.tenants;
  const [first, second] = tenant?.endpoints ?? [];
  const network = tenant?.networks[0];
  const [node01, node02] = intent.hosts;
  if (!tenant || !first || !second || !network || !node01 || !node02)
    throw new Error('the fabric is not there');

  const captureOfAdmin = newId();
  const streamed = (path: string, input: object, until: string) => {
    const asked = `/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`;
    return send(stack.url, { path: asked, headers: headersOf('admin') }, (text) => text.includes(until));
  };
  const place = { at: 'bridge', hostId: node01.id, networkId: network.id };
  const captured = streamed(
    'capture.run',
    { id: captureOfAdmin, place, limits: { packets: 2 } },
    '"kind":"end"',
  );
  // What it is of: a capture without a frame is not kept.
  await streamed(
    'ping.run',
    { endpointId: first.id, target: { endpointId: second.id }, count: 20, intervalMs: 200 },
    '"kind":"end"',
  );
  await captured;

  return {
    ...{ stack, url: stack.url, call, must, follow, somebody, cookies, people: ids },
    ...{ tenant, network, first, second, node01, node02 },
    send: (sent: Sent, enough?: (text: string) => boolean): Promise<Answer> => send(stack.url, sent, enough),
    headersOf,
    revision,
    /** Runs a program in a host, past the product. */
    on,
    /** A host that is not there, with a login and a key file that nobody else has. */
    canaryHost,
    captureOfAdmin,
    /** Milliseconds that something took, for the report. */
    measured: new Map<string, number>(),
    /** Right values for the fields of inputs, by name. */
    known: (): Record<string, unknown> => ({
      ...{ base: revisionAtStart, tenantId: tenant.id, networkId: network.id, hostId: node01.id },
      ...{ endpointId: first.id, from: first.id, to: second.id, hostIds: node01.id, address: '10.1.0.5' },
      ...{ vni: 4711, kinds: 'path', before: undefined },
    }),
    /** A new sign-in link of the admin's. */
    link: () => must<{ url: string }>('admin', 'users.newLink', { id: ids.admin }),
    /** Hosts as the controller has them now. */
    async hosts(): Promise<HostLive[]> {
      const { text } = await call('admin', 'live.watch');
      const event = JSON.parse(/^data: (.*"kind":"snapshot".*)$/m.exec(text)?.[1] ?? '{}') as LiveEvent;
      if (event.kind !== 'snapshot')
        throw new Error(`the stream does not begin with a snapshot: ${text.slice(0, 200)}`);
      return event.hosts;
    },
    commit: async (operation: unknown) =>
      must('admin', 'changes.commit', { base: await revision(), operations: [operation] }),
  };
}

/** Whether a stream has said whether it was let in: its first whole event that is about more than the connection. */
function hasSpoken(text: string): boolean {
  const [, ...whole] = text.split('\n\n').reverse();
  return whole.some((event) => event.trim() !== '' && !/event: (?:connected|ping)/.test(event));
}

function saidOf({ status, text }: Answer): Said {
  const streamed = /event: serialized-error\ndata: ([^\n]*)\n/.exec(text)?.[1];
  const body = streamed ?? text;
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(body);
  } catch {
    // A stream, or what is no answer of the API.
  }
  const error = streamed === undefined ? (parsed as { error?: unknown } | null)?.error : parsed;
  if (error && typeof error === 'object') {
    const { message, data } = error as { message?: string; data?: { code?: string; httpStatus?: number } };
    return {
      ...{ code: data?.code ?? 'NO CODE', status: data?.httpStatus ?? status },
      ...{ sentence: message ?? '', data: null, text },
    };
  }
  const data = (parsed as { result?: { data?: unknown } } | null)?.result?.data ?? null;
  return { code: status < 400 ? null : `HTTP ${status}`, status, sentence: '', data, text };
}
