import { type AnyTRPCProcedure, type AnyTRPCRouter, TRPCError } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryHosts } from '../../bench/support/memory/links';
import { afterEvent, type LiveFacts, NO_FACTS } from '../../components/live/live-facts';
import { createToken, tokenPrincipal } from '../auth/api-token';
import { commandLine, type Principal } from '../auth/principal';
import type { Tenants } from '../auth/tenants';
import { keepCapture } from '../captures/keep-capture';
import { savedCaptures } from '../captures/start';
import type { FabricController } from '../controller/fabric-controller';
import type { LiveEvent } from '../controller/face';
import { bringLinks } from '../controller/other-links';
import { startController } from '../controller/start';
import { temporaryDatabase } from '../db/temporary';
import { commit } from '../intent/commit';
import { loadIntent } from '../intent/load';
import { keepProof } from '../journal/proofs';
import { newId } from '../model/ids';
import type { Endpoint, Intent, Tenant } from '../model/intent';
import type { Operation } from '../model/operation';
import { proposeEndpoint, proposeHost, proposeNetwork, proposeTenant } from '../model/propose';
import { statusKey } from '../model/status-key';
import type { CaptureEvent } from '../probe/capture-event';
import type { Context } from './context';
import { keep } from './kept-results';
import { answerFor } from './narrowed/answer-for';
import { controllerFor } from './narrowed/controller-for';
import { intentFor } from './narrowed/fence-for';
import { appRouter, opsRouter } from './router';
import { openStream, startTestProduct, type TestProduct } from './test-product';

/**
 * Two tenants on the same two hosts, in the real controller over kernels in memory, and an operator, a viewer and a wall
 * display that have one of them. Whatever they call, nothing of the other comes back.
 */
const HOSTS = ['node01', 'node02'].map((name, i) => ({
  ...proposeHost({ name, address: `198.18.0.${i + 1}` }),
  hostKey: `SHA256:${String(i).padStart(43, 'A')}`,
  underlay: { device: 'eth1', address: `10.10.10.${i + 1}` },
}));
const [FIRST = '', SECOND = ''] = HOSTS.map(({ id }) => id);

const empty: Intent = { revision: 0, vxlan: { port: 8472 }, drift: 'report', hosts: HOSTS, tenants: [] };
function onBoth(tenant: Tenant): Tenant {
  const onFirst = { ...tenant, endpoints: [proposeEndpoint(tenant, { hostId: FIRST })] };
  const second = proposeEndpoint(onFirst, { hostId: SECOND });
  return { ...tenant, endpoints: [...onFirst.endpoints, second] };
}
const OWN = onBoth(proposeTenant(empty, { name: 'microsoft', prefix: 'msft', subnets: ['10.1.0.0/24'] }));
const OTHER = onBoth(
  proposeTenant(
    { ...empty, tenants: [OWN] },
    { name: 'zephyrcorp', prefix: 'zphyr', vni: 7_654_321, subnets: ['10.77.0.0/24'] },
  ),
);
const [OWN_A, OWN_B] = OWN.endpoints as [Endpoint, Endpoint];
const [OTHER_A, OTHER_B] = OTHER.endpoints as [Endpoint, Endpoint];
const [OWN_NET] = OWN.networks;
const [OTHER_NET] = OTHER.networks;
if (!OWN_NET || !OTHER_NET) throw new Error('a tenant has a network');
/** Made of the other tenant while streams are open. */
const LATER = proposeEndpoint(OTHER, { hostId: FIRST, name: 'zephyrlater' });

let product: TestProduct;
let controller: FabricController;
let kernels: MemoryHosts;
let someone: Record<'operator' | 'viewer' | 'everybody', Principal>;
let canaries: string[];
/** Drift of the other tenant, a saved capture of theirs. */
let otherDrift: string;
let otherCapture: string;

async function principalOf(name: string, role: 'operator' | 'viewer', tenants: Tenants): Promise<Principal> {
  const { token } = await createToken({ name, role, days: 1, tenants }, commandLine());
  const principal = await tokenPrincipal(token, null);
  if (!principal) throw new Error('a new token is good');
  return principal;
}

beforeAll(async () => {
  product = await startTestProduct(await temporaryDatabase());
  kernels = new MemoryHosts();
  bringLinks(kernels.open);
  await commit({
    base: 0,
    actor: 'ada',
    operations: [
      ...HOSTS.map((host) => ({ op: 'host.add' as const, host })),
      { op: 'tenant.add', tenant: OWN },
      { op: 'tenant.add', tenant: OTHER },
    ],
  });
  controller = await startController();
  await until((events) => events.filter(({ kind }) => kind !== 'heard').length > 0 && isBuilt());
  someone = {
    operator: await principalOf('operator', 'operator', [OWN.id]),
    viewer: await principalOf('viewer', 'viewer', [OWN.id]),
    everybody: await principalOf('everybody', 'operator', null),
  };
  // What differs of both, and a wire between them.
  const kernel = kernels.kernels.get('node01');
  const link = (name: string) => {
    const found = [...(kernel?.root.links.values() ?? [])].find((one) => one.name === name);
    if (!kernel || !found) throw new Error(`there is no ${name}`);
    return found;
  };
  const leak = OTHER_A.interfaces[0]?.hostEnd ?? '';
  kernel?.setMaster(link(leak), link(OWN_NET.bridge));
  kernel?.setUp(link(OWN_A.interfaces[0]?.hostEnd ?? ''), false);
  const second = kernels.kernels.get('node02');
  const far = [...(second?.root.links.values() ?? [])].find(({ name }) => name === OTHER_NET.vxlan);
  if (far) second?.setUp(far, false);
  for (const { id } of HOSTS) controller.reread(id);
  await until(() => controller.drift().length >= 3 && controller.isolation().verdict === 'touching');
  otherDrift = controller.drift().find(({ tenantId }) => tenantId === OTHER.id)?.key ?? '';
  await leaveTraces();
  canaries = [...canariesOf(OTHER), LATER.id, 'zephyrlater', ...macsOf('zphyr')];
}, 60_000);

afterAll(async () => {
  await controller.stop();
  await product.stop();
});

function isBuilt(): boolean {
  return [...kernels.kernels.values()].every((kernel) =>
    [OWN_NET?.vxlan, OTHER_NET?.vxlan].every((name) =>
      [...kernel.root.links.values()].some((link) => link.name === name && link.up),
    ),
  );
}

/** Resolves once `so` holds; it is asked with every event. */
async function until(so: (events: LiveEvent[]) => boolean): Promise<void> {
  const events: LiveEvent[] = [];
  for await (const event of controller.watch(null, AbortSignal.timeout(20_000))) {
    events.push(event);
    if (so(events)) return;
  }
  throw new Error('it did not come to be so');
}

/** What people and probes leave behind of both tenants. */
async function leaveTraces(): Promise<void> {
  const caller = callerOf(commandLine());
  await caller.layout.set({
    positions: { [FIRST]: { x: 1, y: 2 }, [`${FIRST}/${OTHER.id}`]: { x: 3, y: 4 } },
  });
  for (const [tenant, from, network] of [
    [OWN, OWN_A, OWN_NET],
    [OTHER, OTHER_A, OTHER_NET],
  ] as const) {
    const address = from.interfaces[0]?.addresses[0] ?? '';
    const line = {
      ...{ actor: 'ada', subject: `${tenant.name}@node01`, outcome: 'good' as const },
      sentence: `${address} answers`,
    };
    const summary = { sent: 1, received: 1 } as never;
    const result = { from: tenant.name, to: address, size: 56, summary };
    await keep({ ...line, kind: 'ping', key: `${from.id} ${address}`, result });
    await keep({ ...line, kind: 'mtu', key: network?.id ?? '', result: { ways: [], leftOut: 0 } as never });
    const saving = await savedCaptures().begin({
      ...{ id: newId(), owner: 'user ada', actor: 'ada', tenantId: tenant.id, tenant: tenant.name },
      ...{ place: `${tenant.prefix}-br on node01`, filter: 'everything', snapLength: 256 },
    });
    for await (const _ of keepCapture(savedCaptures(), saving, oneFrame));
    const saved = (await savedCaptures().list()).find(({ tenantId }) => tenantId === tenant.id);
    if (tenant === OTHER) otherCapture = saved?.id ?? '';
  }
  await keepProof({
    ...{ startedAt: 1, endedAt: 2, by: null, revision: 1, verdict: 'touching', computed: 'touching' },
    contacts: [
      {
        ...{
          key: `${OTHER.id} ${OWN.id}`,
          tenantId: OTHER.id,
          tenant: OTHER.name,
          from: `${OTHER.name}@node01`,
        },
        ...{ toTenantId: OWN.id, toTenant: OWN.name, hostId: FIRST, host: 'node01' },
        ...{ devices: ['msft-br'], strangers: [] },
        sentence: `a frame of ${OTHER.name}@node01 came to msft-br`,
      },
    ],
    ...{ contactsInAll: 1, doubts: [`${OTHER.name} was not probed`], doubtsInAll: 1, hosts: [] },
    tenants: [OWN, OTHER].map(({ id, name }) => ({
      ...{
        tenantId: id,
        name,
        endpoints: 2,
        probed: 2,
        control: 'fellow' as const,
        state: 'touching' as const,
      },
    })),
    pairs: { apart: 0, touching: 2, unproven: 0 },
    counts: { endpoints: 4, probed: 4, insides: 4, packets: 9 },
  });
}

async function* oneFrame(): AsyncGenerator<CaptureEvent> {
  yield { kind: 'packets', number: 1, at: [1], length: [4], bytes: ['YWJjZA=='] };
  const end = { captured: 1, received: 1, droppedByKernel: 0, error: null };
  yield { kind: 'end', reason: 'stopped', ...end };
}

function canariesOf(tenant: Tenant): string[] {
  return [
    ...[tenant.id, tenant.name, tenant.prefix],
    ...tenant.networks.flatMap(({ id, vni, bridge, vxlan, subnets }) => [
      ...[id, String(vni), bridge, vxlan],
      ...subnets,
    ]),
    ...tenant.endpoints.flatMap(({ id, namespace, interfaces }) => [
      ...[id, namespace],
      ...interfaces.flatMap(({ addresses, mac, hostEnd, namespaceEnd }) => [
        ...[...addresses, hostEnd, namespaceEnd],
        ...(mac === null ? [] : [mac]),
      ]),
    ]),
  ];
}

/** Of all devices of a prefix, as the kernels have them. */
function macsOf(prefix: string): string[] {
  return [...kernels.kernels.values()].flatMap((kernel) =>
    [...kernel.root.links.values()].flatMap(({ name, mac }) => (name.startsWith(prefix) && mac ? [mac] : [])),
  );
}

function found(text: string): string[] {
  const lower = text.toLowerCase();
  return canaries.filter((canary) => lower.includes(canary.toLowerCase()));
}

function callerOf(principal: Principal) {
  return appRouter.createCaller(contextOf(principal));
}

function contextOf(principal: Principal): Context {
  const { from } = principal;
  return { principal, strange: null, from, headers: new Headers(), setCookie: () => {} };
}

/** The text of all that a call gives: its answer, the first items of a stream, or its error. */
async function told(
  router: AnyTRPCRouter,
  principal: Principal,
  path: string,
  input: unknown,
): Promise<{ text: string; code: string | null }> {
  const caller = router.createCaller(contextOf(principal)) as unknown;
  const procedure = path
    .split('.')
    .reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], caller) as (
    input: unknown,
  ) => Promise<unknown>;
  try {
    const answer = await procedure(input);
    if (answer && typeof answer === 'object' && Symbol.asyncIterator in answer) {
      return { text: JSON.stringify(await firstItems(answer as AsyncIterable<unknown>)), code: null };
    }
    return { text: JSON.stringify(answer) ?? '', code: null };
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    return { text: `${error.message} ${JSON.stringify(error.cause)}`, code: error.code };
  }
}

async function firstItems(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const items: unknown[] = [];
  const iterator = stream[Symbol.asyncIterator]();
  for (let i = 0; i < 3; i++) {
    const next = iterator.next();
    const item = await Promise.race([next, new Promise<null>((resolve) => setTimeout(resolve, 200, null))]);
    if (item === null || item.done) break;
    items.push(item.value);
  }
  void iterator.return?.();
  return items;
}

type Inputs = (revision: number) => unknown[];
const NOTHING: Inputs = () => [undefined];
const keys = (tenant: Tenant, endpoint: Endpoint, network: string, device: string) => [
  statusKey.host(FIRST),
  statusKey.tenant(tenant.id),
  statusKey.presence(network, FIRST),
  statusKey.endpoint(endpoint.id),
  statusKey.link(FIRST, null, device),
  statusKey.tunnel(network, FIRST, SECOND),
];
const place = (endpoint: Endpoint, network: string) => ({
  id: newId(),
  place: { at: 'endpoint', endpointId: endpoint.id, networkId: network },
});
const changed = (tenant: Tenant) => {
  const { networks: _n, endpoints: _e, ...itself } = tenant;
  return { op: 'tenant.set', tenant: { ...itself, color: 3 } } as const;
};

/**
 * What is asked of each procedure that somebody with some tenants may call: of their own tenant, and of the other one. One
 * that is not in here fails the test.
 */
const inputs: Record<string, Inputs> = {
  'session.me': NOTHING,
  'session.signOut': NOTHING,
  'intent.get': NOTHING,
  'live.watch': () => [undefined, { after: 1 }],
  'live.look': () => [{ hostIds: [FIRST] }],
  'drift.list': NOTHING,
  'drift.repair': () => [{ keys: [otherDrift] }],
  'isolation.get': NOTHING,
  'isolation.proof': NOTHING,
  'isolation.reportKey': NOTHING,
  'fdb.ages': () =>
    [OWN_NET, OTHER_NET].flatMap(({ bridge, vxlan }) =>
      [bridge, vxlan].map((device) => ({ hostId: FIRST, device })),
    ),
  'history.of': () =>
    [
      ...keys(OWN, OWN_A, OWN_NET.id, OWN_NET.bridge),
      ...keys(OTHER, OTHER_A, OTHER_NET.id, OTHER_NET.bridge),
    ].map((key) => ({ key })),
  'history.at': () => [{ at: Date.now() }],
  'changes.preview': (base) => [
    { base, operations: [changed(OWN)] },
    { base, operations: [changed(OTHER)] },
  ],
  'changes.commit': (base) => [
    { base, operations: [changed(OTHER)] },
    { base, operations: [{ op: 'tenant.remove', tenantId: OTHER.id }] },
    { base, operations: [{ op: 'endpoint.remove', tenantId: OTHER.id, endpointId: OTHER_A.id }] },
    { base, operations: [{ op: 'endpoint.add', tenantId: OWN.id, endpoint: { ...OTHER_A, name: 'x' } }] },
    { base, operations: [{ op: 'endpoint.remove', tenantId: OWN.id, endpointId: OTHER_A.id }] },
    { base, operations: [{ op: 'fabric.set', vxlan: { port: 4789 } }] },
    { base, operations: [{ op: 'drift.set', drift: 'repair' }] },
    { base, operations: [changed(OWN)], undoes: 1 },
  ],
  'changes.list': () => [{}],
  'changes.inverse': () => [{ revision: 1 }],
  'adopt.find': NOTHING,
  'ping.run': () => [
    { endpointId: OWN_A.id, target: { endpointId: OWN_B.id } },
    { endpointId: OTHER_A.id, target: { endpointId: OTHER_B.id } },
    { endpointId: OWN_A.id, target: { endpointId: OTHER_B.id } },
  ],
  'ping.sweep': () => [
    { endpointId: OWN_A.id, target: { endpointId: OWN_B.id } },
    { endpointId: OTHER_A.id, target: { address: '10.1.0.5' } },
  ],
  'ping.matrix': () => [OWN_NET, OTHER_NET].map(({ id }) => ({ networkId: id })),
  'ping.mtu': () => [OWN_NET, OTHER_NET].map(({ id }) => ({ networkId: id })),
  'path.walk': () => [
    { from: OWN_A.id, to: OWN_B.id },
    { from: OTHER_A.id, to: OTHER_B.id },
    { from: OWN_A.id, to: OTHER_B.id },
    { from: OWN_A.id, address: OTHER_B.interfaces[0]?.addresses[0] },
  ],
  'path.find': () => [
    { from: OWN_A.id, to: OWN_B.id },
    { from: OTHER_A.id, to: OTHER_B.id },
  ],
  'schedule.list': NOTHING,
  'schedule.set': () => [OWN_NET, OTHER_NET].map(({ id }) => ({ networkId: id, everyMinutes: null })),
  'results.recent': () => [{ kinds: ['ping', 'mtu', 'path', 'sweep', 'matrix'] }],
  'results.last': () => [
    { kind: 'mtu', key: OWN_NET.id },
    { kind: 'mtu', key: OTHER_NET.id },
    { kind: 'ping', key: `${OTHER_A.id} ${OTHER_A.interfaces[0]?.addresses[0]}` },
  ],
  'capture.run': () => [place(OWN_A, OWN_NET.id), place(OTHER_A, OTHER_NET.id), place(OWN_A, OTHER_NET.id)],
  'capture.stop': () => [{ id: newId() }],
  'capture.list': NOTHING,
  'capture.remove': () => [{ id: otherCapture }],
  'trace.run': () =>
    (
      [
        [OWN_NET, OWN_A, OWN_B],
        [OTHER_NET, OTHER_A, OTHER_B],
      ] as const
    ).map(([{ id }, from, to]) => ({
      id: newId(),
      ends: { between: 'endpoints', networkId: id, from: from.id, to: to.id },
    })),
  'trace.stop': () => [{ id: newId() }],
  'rollout.list': NOTHING,
  'rollout.settings': NOTHING,
  'rollout.keep': () => [{ revision: 1 }],
  'rollout.undo': () => [{ revision: 1 }],
  'heartbeat.answer': () => [{ key: newId() }],
  'activity.list': () => [
    { limit: 200 },
    { limit: 200, tenantId: OTHER.id },
    { limit: 200, text: 'zephyr' },
    { limit: 200, hostId: FIRST },
  ],
  'layout.get': NOTHING,
  'account.get': NOTHING,
  'account.setPassword': () => [{ current: null, next: 'a horse of correct staples' }],
  'account.passkeys': NOTHING,
  'account.passkeyOptions': NOTHING,
  'account.addPasskey': () => [],
  'account.renamePasskey': () => [{ id: 'x', name: 'y' }],
  'account.removePasskey': () => [{ id: 'x' }],
  'account.endSession': () => [{ id: 'x' }],
  'account.endOtherSessions': NOTHING,
  'tokens.list': NOTHING,
  'tokens.create': () => [{ name: 'more', role: 'viewer', days: 1, tenants: [OTHER.id] }],
  'tokens.revoke': () => [{ id: 'nothing' }],
};

/** Those whose answers would hold something of the other tenant: without them the test could see nothing. */
const TELLING = [
  'activity.list',
  'capture.list',
  'changes.list',
  'drift.list',
  'fdb.ages',
  'history.at',
  'history.of',
  'intent.get',
  'isolation.get',
  'isolation.proof',
  'layout.get',
  'live.watch',
  'path.walk',
  'results.last',
  'results.recent',
];

const routers: { name: string; router: AnyTRPCRouter }[] = [
  { name: 'the API', router: appRouter },
  { name: 'the wall view', router: opsRouter },
];

describe.each(routers)('$name', ({ router }: { name: string; router: AnyTRPCRouter }) => {
  const procedures = Object.entries(router._def.procedures as Record<string, AnyTRPCProcedure>);
  const treats = ([, procedure]: (typeof procedures)[number]) =>
    (procedure._def.meta as { tenants?: string } | undefined)?.tenants;

  it('says of every procedure how it treats tenants', () => {
    expect(procedures.filter((one) => treats(one) === undefined).map(([path]) => path)).toEqual([]);
  });

  for (const [path] of procedures.filter((one) => treats(one) === 'all')) {
    it(`${path} is refused to who has some tenants`, async () => {
      expect((await told(router, someone.operator, path, undefined)).code).toBe('FORBIDDEN');
    });
  }

  for (const [path] of procedures.filter((one) => treats(one) !== 'all')) {
    it(`${path} tells who has some tenants nothing of others`, async () => {
      const { revision } = await loadIntent();
      const asked = inputs[path]?.(revision);
      expect(asked, `say what to ask of ${path}`).toBeDefined();
      for (const input of asked ?? []) {
        for (const principal of [someone.operator, someone.viewer]) {
          const { text, code } = await told(router, principal, path, input);
          expect({ input, code, found: found(text), text: found(text).length ? text : '' }).toMatchObject({
            found: [],
          });
        }
      }
      const before = await loadIntent();
      expect(before.tenants.find(({ id }) => id === OTHER.id)).toEqual(OTHER);
    });
  }
});

it('the same questions of somebody who has all tenants are answered with what is looked for', async () => {
  const telling = new Set<string>();
  for (const path of TELLING) {
    const { revision } = await loadIntent();
    for (const input of inputs[path]?.(revision) ?? []) {
      const { text } = await told(appRouter, someone.everybody, path, input);
      if (found(text).length > 0) telling.add(path);
    }
  }
  expect([...telling]).toEqual(TELLING);
});

it('a stream tells nothing of what happens to others, and all that happens to what is theirs', async () => {
  const stream = (await callerOf(someone.operator).live.watch()) as AsyncIterable<[string, LiveEvent]>;
  const events: LiveEvent[] = [];
  let reached: (event: LiveEvent) => boolean = () => false;
  let go = () => {};
  const iterator = stream[Symbol.asyncIterator]();
  const reading = (async () => {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      events.push(next.value[1]);
      if (reached(next.value[1])) go();
    }
  })();
  const reach = (so: (event: LiveEvent) => boolean) =>
    new Promise<void>((resolve) => {
      reached = so;
      go = resolve;
    });
  const change = async (operations: Operation[]) => {
    const { revision } = await loadIntent();
    await commit({ base: revision, actor: 'ada', operations });
    await controller.intentChanged();
    return revision + 1;
  };

  // Of others: a change, what follows on the hosts, drift.
  let told = reach((event) => event.kind === 'intent');
  await change([{ op: 'endpoint.add', tenantId: OTHER.id, endpoint: LATER }]);
  await told;
  await until(() =>
    [...(kernels.kernels.get('node01')?.root.links.values() ?? [])].some(
      ({ name }) => name === LATER.interfaces[0]?.hostEnd,
    ),
  );
  const drifting = until(() => controller.drift().some(({ endpointId }) => endpointId === LATER.id));
  const kernel = kernels.kernels.get('node01');
  const wire = [...(kernel?.root.links.values() ?? [])].find(
    ({ name }) => name === LATER.interfaces[0]?.hostEnd,
  );
  if (wire) kernel?.setUp(wire, false);
  controller.reread(FIRST);
  await drifting;

  // Of their own: what is new comes with a snapshot, and then its device.
  const own = proposeEndpoint(OWN, { hostId: SECOND, name: 'web' });
  told = reach(
    (event) =>
      event.kind === 'snapshot' &&
      event.intent.tenants.some(({ endpoints }) => endpoints.some(({ id }) => id === own.id)),
  );
  const built = reachAll(events, own);
  const revision = await change([{ op: 'endpoint.add', tenantId: OWN.id, endpoint: own }]);
  await told;
  reached = () => built();
  const isThere = new Promise<void>((resolve) => {
    go = resolve;
  });
  if (!built()) await isThere;
  await change([{ op: 'endpoint.remove', tenantId: OWN.id, endpointId: own.id }]);
  await change([{ op: 'endpoint.remove', tenantId: OTHER.id, endpointId: LATER.id }]);
  void iterator.return?.(undefined);
  await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 500))]);

  expect(found(JSON.stringify(events))).toEqual([]);
  // What the events come to is what somebody who comes now is told.
  const [fresh] = (await firstItems(
    (await callerOf(someone.operator).live.watch()) as AsyncIterable<unknown>,
  )) as [[string, LiveEvent]];
  const grown = events.reduce(afterEvent, NO_FACTS);
  const now = afterEvent(NO_FACTS, fresh[1]);
  const pictureOf = (facts: LiveFacts) => ({
    statuses: facts.statuses,
    drift: facts.drift,
    links: Object.values(facts.hosts).map(({ observed }) => observed?.links.map(({ name }) => name).sort()),
    namespaces: Object.values(facts.hosts).map(({ observed }) =>
      observed?.namespaces.map(({ name }) => name),
    ),
  });
  expect(pictureOf(grown)).toEqual(pictureOf(now));
  const snapshots = events.filter((event) => event.kind === 'snapshot');
  expect(snapshots.at(-1)?.intent.revision).toBeGreaterThanOrEqual(revision);
  // Hosts are told with what is theirs on them.
  const links = snapshots[0]?.hosts[0]?.observed?.links.map(({ name }) => name);
  expect(links).toEqual(expect.arrayContaining(['eth1', OWN_NET.bridge, OWN_NET.vxlan]));
  expect(links).not.toContain('eth0');
  const ids = events.map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
}, 30_000);

function reachAll(events: LiveEvent[], endpoint: Endpoint): () => boolean {
  const device = endpoint.interfaces[0]?.hostEnd ?? '';
  return () => JSON.stringify(events.slice(-50)).includes(`"name":"${device}"`);
}

it('who has all tenants is given the same controller and intent as before, and nothing costs them more', async () => {
  const { everybody } = someone;
  expect(await controllerFor(everybody)).toBe(controller);
  expect(await intentFor(everybody)).toBe(await loadIntent());
  const answer = { any: 'thing' };
  expect(await answerFor(everybody, answer)).toBe(answer);
});

describe('what is in use by others', () => {
  it('is told without by whom, with what is free', async () => {
    const { revision } = await loadIntent();
    const network = proposeNetwork({ ...empty, tenants: [OWN] }, OWN, { vni: OTHER_NET.vni });
    const wish = {
      base: revision,
      operations: [{ op: 'network.add' as const, tenantId: OWN.id, network }],
    };
    const preview = await callerOf(someone.operator).changes.preview(wish);
    expect(preview.faults).toEqual([
      { path: `microsoft/${network.name}/vni`, sentence: '7654321 as a VNI is in use already: 20 is free' },
    ]);
    await expect(callerOf(someone.operator).changes.commit(wish)).rejects.toThrow(
      '7654321 as a VNI is in use already: 20 is free',
    );
  });

  it('cannot be adopted in the words of an operation', async () => {
    const { revision } = await loadIntent();
    const found = { [FIRST]: { adopted: true, bridge: 'red-br' } };
    await expect(
      callerOf(someone.operator).changes.commit({
        base: revision,
        operations: [{ op: 'network.set', tenantId: OWN.id, network: { ...OWN_NET, found } }],
      }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

it('a change of others is no conflict, and one of theirs is, in words of theirs', async () => {
  const { revision: base } = await loadIntent();
  await commit({ base, actor: 'ada', operations: [changed(OTHER)] });
  const { networks: _n, endpoints: _e, ...itself } = OWN;
  const set = (color: number) => ({ op: 'tenant.set', tenant: { ...itself, color } }) as const;
  const { revision } = await callerOf(someone.operator).changes.commit({ base, operations: [set(5)] });
  expect(revision).toBe(base + 2);
  await commit({
    base: revision,
    actor: 'ada',
    operations: [{ ...changed(OTHER), tenant: { ...changed(OTHER).tenant, color: OTHER.color } }],
  });
  const late = callerOf(someone.operator).changes.commit({ base, operations: [set(6)] });
  await expect(late).rejects.toMatchObject({
    code: 'CONFLICT',
    cause: {
      overlane: { since: [expect.objectContaining({ revision, sentence: 'change tenant microsoft' })] },
    },
  });
});

it('a path to an address of others says that it is, and not where', async () => {
  const address = OTHER_B.interfaces[0]?.addresses[0] ?? '';
  const answer = await callerOf(someone.operator).path.walk({ from: OWN_A.id, address });
  expect(answer.sentence).toContain('another tenant');
  expect(answer.hops.map(({ host }) => host)).not.toContain('node02');
});

it('what is open ends at once when the tenants of its user are others, and begins again with what is theirs', async () => {
  const cookie = await product.signIn('operator', [OWN.id]);
  const headers = { cookie, origin: product.url };
  const watch = () => openStream(`${product.url}/api/trpc/live.watch`, headers);
  const { name } = await (await fetch(`${product.url}/api/trpc/session.me`, { headers }))
    .json()
    .then(({ result }) => result.data);
  const admin = callerOf(commandLine());
  const { id = '' } = (await admin.users.list()).find((user) => user.name === name) ?? {};

  const narrow = await watch();
  await expect.poll(() => narrow.text).toContain('"kind":"snapshot"');
  expect(found(narrow.text)).toEqual([]);
  await admin.users.setTenants({ id, tenants: [OTHER.id] });
  await expect.poll(() => narrow.ended, { timeout: 2_000 }).toBe(true);
  expect(narrow.text).toContain('Your tenants are others now');

  const other = await watch();
  await expect.poll(() => other.text).toContain('zephyrcorp');
  expect(other.text).not.toContain(OWN_A.id);
  await admin.users.setTenants({ id, tenants: null });
  await expect.poll(() => other.ended, { timeout: 2_000 }).toBe(true);
  // Whoever has more now is not told what changed since, but everything.
  const last = Number(/^id: ?(\d+)$/m.exec(other.text)?.[1]);
  expect(last).toBeGreaterThan(5e15);
  const all = await openStream(`${product.url}/api/trpc/live.watch`, headers, { after: last });
  await expect.poll(() => all.text).toContain('"kind":"snapshot"');
  expect(all.text).toContain(OWN_A.id);
  expect(all.text).toContain(OTHER_A.id);
  all.leave();
});

it('files, metrics and walls are of their tenants too', async () => {
  const wall = await callerOf(commandLine()).views.create({ name: 'wall', days: 1, tenants: [OWN.id] });
  const followed = await fetch(wall.url, { redirect: 'manual' });
  const cookie = followed.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const seen = await fetch(`${product.url}/api/ops/activity.list?input={}`, { headers: { cookie } });
  expect([seen.status, found(await seen.text())]).toEqual([200, []]);

  const { token } = await createToken(
    { name: 'files', role: 'viewer', days: 1, tenants: [OWN.id] },
    commandLine(),
  );
  const headers = { authorization: `Bearer ${token}` };
  const metrics = await fetch(`${product.url}/api/metrics`, { headers });
  expect([metrics.status, found(await metrics.text())]).toEqual([403, []]);
  const file = await fetch(`${product.url}/api/captures/${otherCapture}`, { headers });
  expect([file.status, found(await file.text())]).toEqual([403, []]);
});
