import { type AnyTRPCProcedure, type AnyTRPCRouter, TRPCError } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../auth/principal';
import { ROLES, type Role, roleSuffices } from '../auth/role';
import { temporaryDatabase } from '../db/temporary';
import { commit } from '../intent/commit';
import { loadIntent } from '../intent/load';
import { newId } from '../model/ids';
import { proposeEndpoint, proposeHost, proposeTenant } from '../model/propose';
import type { Context } from './context';
import { appRouter, opsRouter } from './router';
import { startTestProduct, type TestProduct } from './test-product';

const HOST = { ...proposeHost({ name: 'node01', address: '198.18.0.1' }), id: 'host00000001' };
const EMPTY = { revision: 0, vxlan: { port: 8472 }, drift: 'report' as const, hosts: [HOST], tenants: [] };
const TENANT = proposeTenant(EMPTY, { name: 'microsoft' });
const ENDPOINT = proposeEndpoint(TENANT, { hostId: HOST.id });
const NETWORK = TENANT.networks[0]?.id;
const SECOND = proposeEndpoint({ ...TENANT, endpoints: [ENDPOINT] }, { hostId: HOST.id, name: 'second' });
const PORT = { op: 'fabric.set', vxlan: { port: 4789 } } as const;

type Need = {
  needs: Role;
  /** An input that is right, so that a call that is let in does what it is for. */
  input?: (base: number) => unknown;
  /** Let in, it answers with this code all the same. */
  answers?: TRPCError['code'];
};

/** Who may call what. A procedure that is not in here fails the test, and so does an entry without a procedure. */
const table: Record<string, Need> = {
  'session.me': { needs: 'viewer' },
  'session.signOut': { needs: 'viewer' },
  // Of tokens, the command line's own alone makes one.
  'session.newLink': { needs: 'admin', answers: 'PRECONDITION_FAILED' },
  'intent.get': { needs: 'viewer' },
  'live.watch': { needs: 'viewer' },
  'live.look': { needs: 'viewer', input: () => ({ hostIds: [HOST.id] }) },
  'drift.list': { needs: 'viewer' },
  'isolation.get': { needs: 'viewer' },
  'isolation.proof': { needs: 'viewer' },
  'isolation.prove': { needs: 'operator', input: () => ({}) },
  'isolation.setHours': { needs: 'operator', input: () => ({ hours: 6 }) },
  'isolation.signOff': { needs: 'operator', input: () => ({ by: 'Ada Lovelace' }) },
  'isolation.reports': { needs: 'viewer' },
  'isolation.report': { needs: 'viewer', input: () => ({ id: newId() }), answers: 'PRECONDITION_FAILED' },
  'isolation.reportKey': { needs: 'viewer' },
  'fdb.ages': { needs: 'viewer', input: () => ({ hostId: HOST.id, device: 'msft-br' }) },
  'drift.repair': { needs: 'operator', input: () => ({ keys: [`${HOST.id}/vxlan//msft-vxl-10/mtu`] }) },
  'history.of': { needs: 'viewer', input: () => ({ key: `host:${HOST.id}` }) },
  'history.at': { needs: 'viewer', input: () => ({ at: Date.now() }) },
  'changes.preview': { needs: 'operator', input: (base) => ({ base, operations: [PORT] }) },
  'changes.commit': { needs: 'operator', input: (base) => ({ base, operations: [PORT] }) },
  'rollout.list': { needs: 'viewer' },
  // Nothing is on its way: whoever may not decide is refused before.
  'rollout.keep': { needs: 'operator', input: () => ({ revision: 1 }), answers: 'PRECONDITION_FAILED' },
  'rollout.undo': { needs: 'operator', input: () => ({ revision: 1 }), answers: 'PRECONDITION_FAILED' },
  'rollout.settings': { needs: 'viewer' },
  'rollout.set': { needs: 'admin', input: () => ({ seconds: 60, by: 'person' }) },
  'adopt.find': { needs: 'viewer' },
  'adopt.commit': {
    needs: 'operator',
    // Nothing was found, so what is chosen is refused; whoever may not choose is refused before.
    input: (base) => ({ base, chosen: [{ key: '10@8472', digest: 'gone' }] }),
    answers: 'UNPROCESSABLE_CONTENT',
  },
  'changes.list': { needs: 'viewer', input: () => ({}) },
  'changes.between': { needs: 'viewer', input: (base) => ({ from: 0, to: base }) },
  'changes.backTo': { needs: 'operator', input: () => ({ revision: 0 }) },
  'changes.inverse': { needs: 'operator', input: (base) => ({ revision: base }) },
  'hosts.scan': { needs: 'admin', input: () => ({ address: '198.18.0.1', port: 22 }) },
  'hosts.consent': { needs: 'admin', input: () => ({ hostId: HOST.id }) },
  'hosts.retry': { needs: 'operator', input: () => ({ hostId: HOST.id }) },
  'hosts.reread': { needs: 'operator', input: () => ({ hostId: HOST.id }) },
  'keys.list': { needs: 'admin' },
  'keys.get': { needs: 'admin', input: () => ({ id: 'fabric' }) },
  'keys.renew': { needs: 'admin', input: () => ({ id: 'fabric' }) },
  'keys.tryNext': { needs: 'admin', input: () => ({ id: 'fabric' }) },
  'keys.switchOver': {
    needs: 'admin',
    input: () => ({ id: 'fabric', publicLine: 'ssh-ed25519 AAAA overlane', anyway: false }),
  },
  'keys.discardNext': { needs: 'admin', input: () => ({ id: 'fabric' }) },
  'ping.run': {
    needs: 'operator',
    input: () => ({ endpointId: ENDPOINT.id, target: { address: '10.1.0.5' } }),
  },
  'path.walk': { needs: 'viewer', input: () => ({ from: ENDPOINT.id, to: ENDPOINT.id }) },
  'path.find': { needs: 'operator', input: () => ({ from: ENDPOINT.id, to: ENDPOINT.id }) },
  'ping.sweep': {
    needs: 'operator',
    input: () => ({ endpointId: ENDPOINT.id, target: { address: '10.1.0.5' } }),
  },
  'ping.matrix': { needs: 'operator', input: () => ({ networkId: NETWORK }) },
  'ping.mtu': { needs: 'operator', input: () => ({ networkId: NETWORK }) },
  'schedule.list': { needs: 'viewer' },
  'schedule.set': {
    needs: 'operator',
    input: () => ({ networkId: NETWORK, everyMinutes: null }),
  },
  'results.recent': { needs: 'viewer', input: () => ({ kinds: ['path'] }) },
  'results.last': { needs: 'viewer', input: () => ({ kind: 'path', key: 'a b' }) },
  'capture.run': {
    needs: 'operator',
    input: () => ({
      id: newId(),
      place: { at: 'endpoint', endpointId: ENDPOINT.id, networkId: TENANT.networks[0]?.id },
    }),
  },
  'capture.stop': { needs: 'operator', input: () => ({ id: newId() }) },
  'trace.run': {
    needs: 'operator',
    input: () => ({
      id: newId(),
      ends: { between: 'endpoints', networkId: NETWORK, from: ENDPOINT.id, to: SECOND.id },
    }),
  },
  'heartbeat.answer': { needs: 'operator', input: () => ({ key: newId() }) },
  'trace.stop': { needs: 'operator', input: () => ({ id: newId() }) },
  'capture.list': { needs: 'viewer' },
  'capture.remove': { needs: 'operator', input: () => ({ id: newId() }), answers: 'NOT_FOUND' },
  'capture.setLimits': {
    needs: 'admin',
    input: () => ({ totalBytes: 2e9, userBytes: 1e9, hours: 24 }),
  },
  'activity.list': { needs: 'viewer', input: () => ({}) },
  'layout.get': { needs: 'viewer' },
  'layout.set': { needs: 'operator', input: () => ({ positions: { [HOST.id]: { x: 1, y: 2 } } }) },
  'users.list': { needs: 'admin' },
  'users.create': { needs: 'admin', input: (base) => ({ name: `user${base}`, role: 'viewer' }) },
  'users.newLink': { needs: 'admin', input: () => ({ id: 'nobody' }), answers: 'PRECONDITION_FAILED' },
  'users.setRole': {
    needs: 'admin',
    input: () => ({ id: 'nobody', role: 'viewer' }),
    answers: 'PRECONDITION_FAILED',
  },
  'users.setTenants': {
    needs: 'admin',
    input: () => ({ id: 'nobody', tenants: null }),
    answers: 'PRECONDITION_FAILED',
  },
  'users.setDisabled': {
    needs: 'admin',
    input: () => ({ id: 'nobody', disabled: true }),
    answers: 'PRECONDITION_FAILED',
  },
  'users.endSessions': { needs: 'admin', input: () => ({ id: 'nobody' }), answers: 'PRECONDITION_FAILED' },
  // Of a token, which this test calls with, there is none.
  'account.get': { needs: 'viewer', answers: 'PRECONDITION_FAILED' },
  'account.setPassword': {
    needs: 'viewer',
    input: () => ({ current: null, next: 'a horse of correct staples' }),
    answers: 'PRECONDITION_FAILED',
  },
  'account.endSession': { needs: 'viewer', input: () => ({ id: 'x' }), answers: 'PRECONDITION_FAILED' },
  'account.passkeys': { needs: 'viewer', answers: 'PRECONDITION_FAILED' },
  'account.passkeyOptions': { needs: 'viewer', answers: 'PRECONDITION_FAILED' },
  'account.addPasskey': {
    needs: 'viewer',
    input: () => ({
      name: 'laptop',
      response: {
        id: 'x',
        rawId: 'x',
        type: 'public-key',
        response: { clientDataJSON: 'x', attestationObject: 'x' },
      },
    }),
    answers: 'PRECONDITION_FAILED',
  },
  'account.renamePasskey': {
    needs: 'viewer',
    input: () => ({ id: 'x', name: 'laptop' }),
    answers: 'PRECONDITION_FAILED',
  },
  'account.removePasskey': { needs: 'viewer', input: () => ({ id: 'x' }), answers: 'PRECONDITION_FAILED' },
  'account.endOtherSessions': { needs: 'viewer', answers: 'PRECONDITION_FAILED' },
  'tokens.list': { needs: 'viewer' },
  // What this test calls with is a token, and tokens make no tokens.
  'tokens.create': {
    needs: 'viewer',
    input: (base) => ({ name: `token${base}`, role: 'viewer', days: 1 }),
    answers: 'PRECONDITION_FAILED',
  },
  'tokens.revoke': { needs: 'viewer', input: () => ({ id: 'nothing' }), answers: 'PRECONDITION_FAILED' },
  'views.list': { needs: 'admin' },
  'views.create': { needs: 'admin', input: (base) => ({ name: `view${base}`, days: 1 }) },
  'views.revoke': { needs: 'admin', input: () => ({ id: 'nothing' }), answers: 'PRECONDITION_FAILED' },
  'audit.verdict': { needs: 'admin' },
  'audit.verify': { needs: 'admin' },
  'audit.checkExport': {
    needs: 'admin',
    input: () => ({ rows: 0, lastId: 0, hash: '', digest: '', seal: '' }),
  },
  'users.remove': { needs: 'admin', input: () => ({ id: 'nobody' }), answers: 'PRECONDITION_FAILED' },
};

const opsTable: Record<string, Need> = {
  'session.me': { needs: 'viewer' },
  'live.watch': { needs: 'viewer' },
  'fdb.ages': { needs: 'viewer', input: () => ({ hostId: HOST.id, device: 'msft-br' }) },
  'layout.get': { needs: 'viewer' },
  'history.of': { needs: 'viewer', input: () => ({ key: `host:${HOST.id}` }) },
  'history.at': { needs: 'viewer', input: () => ({ at: Date.now() }) },
  'results.recent': { needs: 'viewer', input: () => ({ kinds: ['path'] }) },
  'results.last': { needs: 'viewer', input: () => ({ kind: 'path', key: 'a b' }) },
  'activity.list': { needs: 'viewer', input: () => ({}) },
};

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct(await temporaryDatabase());
  const tenant = { ...TENANT, endpoints: [ENDPOINT, SECOND] };
  const operations = [
    { op: 'host.add', host: HOST },
    { op: 'tenant.add', tenant },
  ] as const;
  await commit({ base: 0, operations, actor: 'test' });
});
afterAll(() => product.stop());

const NOWHERE = { address: null, via: null, id: null };

function contextOf(role: Role | null): Context {
  // A token has no session that could end while a stream of this test is open; what counts here is the role.
  const principal =
    role &&
    ({
      kind: 'token',
      id: 'stranger',
      name: `the ${role}`,
      role,
      tenants: null,
      from: NOWHERE,
    } satisfies Principal);
  return { principal, strange: null, from: NOWHERE, headers: new Headers(), setCookie: () => {} };
}

/** Calls a procedure and gives the code of its refusal, or null. Of a stream, the first item is taken. */
async function call(router: AnyTRPCRouter, path: string, role: Role | null, need: Need) {
  const caller = router.createCaller(contextOf(role)) as unknown;
  const procedure = path
    .split('.')
    .reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], caller) as (
    input: unknown,
  ) => Promise<unknown>;
  try {
    const { revision } = await loadIntent();
    const answer = await procedure(need.input?.(revision));
    if (answer && typeof answer === 'object' && Symbol.asyncIterator in answer) {
      const stream = (answer as AsyncIterable<unknown>)[Symbol.asyncIterator]();
      expect((await stream.next()).done).toBe(false);
      void stream.return?.();
    }
    return null;
  } catch (error) {
    if (error instanceof TRPCError) return error.code;
    throw error;
  }
}

const routers: { name: string; router: AnyTRPCRouter; table: Record<string, Need> }[] = [
  { name: 'the API', router: appRouter, table },
  { name: 'the wall view', router: opsRouter, table: opsTable },
];

describe.each(routers)('of $name', ({ router, table }: (typeof routers)[number]) => {
  it('every procedure is in the table of roles, and nothing else is', () => {
    expect(Object.keys(table).sort()).toEqual(Object.keys(router._def.procedures).sort());
  });

  for (const [path, need] of Object.entries(table)) {
    it.each([null, ...ROLES])(`${path} lets in whom the table says: %s`, async (role) => {
      const expected =
        role === null
          ? 'UNAUTHORIZED'
          : roleSuffices(role, need.needs)
            ? (need.answers ?? null)
            : 'FORBIDDEN';
      expect(await call(router, path, role, need)).toBe(expected);
    });
  }
});

it('the wall view has no mutation', () => {
  const wall: AnyTRPCRouter = opsRouter;
  const types = Object.values(wall._def.procedures as Record<string, AnyTRPCProcedure>).map(
    (procedure) => procedure._def.type,
  );
  expect(types).not.toContain('mutation');
});

it.each(['host.add', 'host.set', 'host.remove'] as const)(
  'an operator cannot commit %s, and nothing is written',
  async (op) => {
    const { revision } = await loadIntent();
    const operation = op === 'host.remove' ? { op, hostId: HOST.id } : { op, host: { ...HOST, port: 23 } };
    const caller = appRouter.createCaller(contextOf('operator'));
    await expect(
      caller.changes.commit({ base: revision, operations: [PORT, operation] }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await loadIntent()).revision).toBe(revision);
  },
);

it('refused attempts leave an audit row, counted', async () => {
  const caller = appRouter.createCaller(contextOf('viewer'));
  for (let i = 0; i < 3; i++) {
    await expect(caller.layout.set({ positions: {} })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }
  const rows = async () =>
    (await caller.activity.list({ outcomes: ['refused'], actor: 'the viewer', limit: 200 })).filter(
      (row) => row.action === 'layout.set',
    );
  expect(await rows()).toHaveLength(1);
  await expect.poll(async () => (await rows())[0]?.count, { timeout: 5_000 }).toBeGreaterThanOrEqual(3);
});
