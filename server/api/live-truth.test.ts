import { createTRPCClient, httpLink } from '@trpc/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../auth/role';
import { temporaryDatabase } from '../db/temporary';
import type { DriftItem } from '../drift/drift-item';
import { commit } from '../intent/commit';
import { loadIntent } from '../intent/load';
import { record } from '../intent/record';
import { Journal } from '../journal/journal';
import type { Intent } from '../model/intent';
import { proposeEndpoint, proposeHost, proposeTenant } from '../model/propose';
import { statusKey } from '../model/status-key';
import { startTestProduct, type TestProduct } from './test-product';
import type { AppRouter, OpsRouter, RouterInputs } from './types';

const LOGIN = 'canary-login';
const HOST = {
  ...proposeHost({ name: 'node01', address: '198.18.0.1', user: LOGIN }),
  underlay: { device: 'eth1', address: '10.10.10.10' },
};
const EMPTY: Intent = { revision: 0, vxlan: { port: 8472 }, drift: 'report', hosts: [HOST], tenants: [] };
const PROPOSED = proposeTenant(EMPTY, { name: 'microsoft', prefix: 'msft' });
const TENANT = { ...PROPOSED, endpoints: [proposeEndpoint(PROPOSED, { hostId: HOST.id })] };
const KEY = statusKey.host(HOST.id);

let product: TestProduct;
let cookies: Record<Role, string>;
beforeAll(async () => {
  product = await startTestProduct(await temporaryDatabase());
  cookies = {
    viewer: await product.signIn('viewer'),
    operator: await product.signIn('operator'),
    admin: await product.signIn('admin'),
  };
  await commit({
    base: 0,
    actor: 'ada',
    operations: [
      { op: 'host.add', host: HOST },
      { op: 'tenant.add', tenant: TENANT },
    ],
  });
});
afterAll(() => product.stop());
beforeEach(() => {
  product.controller.asked.length = 0;
  product.controller.drifted = [];
  product.controller.unrepaired = [];
});

const headersOf = (role: Role) => ({ cookie: cookies[role], origin: product.url });
const api = (role: Role) =>
  createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${product.url}/api/trpc`, headers: headersOf(role) })],
  });
const ops = (role: Role) =>
  createTRPCClient<OpsRouter>({
    links: [httpLink({ url: `${product.url}/api/ops`, headers: headersOf(role) })],
  });

function drift(name: string, more: Partial<DriftItem> = {}): DriftItem {
  return {
    key: `${HOST.id}/vxlan//${name}/mtu`,
    hostId: HOST.id,
    tenantId: TENANT.id,
    networkId: null,
    endpointId: null,
    object: { kind: 'vxlan', name, namespace: null },
    attribute: 'mtu',
    expected: '1450',
    found: '1400',
    sentence: `${name} has an MTU of 1400`,
    weight: 'degraded',
    since: 1,
    accept: { whyNot: 'no word' },
    ...more,
  };
}

describe('drift', () => {
  it('is listed for a viewer without what would tell how a host is reached', async () => {
    const accept = { operations: [{ op: 'host.set' as const, host: HOST }] };
    product.controller.drifted = [drift('a', { accept }), drift('b')];
    const [a, b] = await api('viewer').drift.list.query();
    expect(JSON.stringify(a)).not.toContain(LOGIN);
    expect(b).toEqual(drift('b'));
    expect((await api('operator').drift.list.query())[0]?.accept).toEqual(accept);
  });

  it('is repaired as asked, with a row for each that tells how it went', async () => {
    const [a, b] = [drift('a'), drift('b')];
    product.controller.drifted = [a, b];
    product.controller.unrepaired = [{ key: b.key, sentence: 'the host is away' }];
    const outcome = await api('operator').drift.repair.mutate({ keys: [a.key, b.key, 'gone/before'] });
    expect(outcome).toEqual({
      repaired: [a.key, 'gone/before'],
      failed: [{ key: b.key, sentence: 'the host is away' }],
    });
    const rows = await api('viewer').activity.list.query({ kinds: ['drift'] });
    expect(rows.map(({ outcome, subject, sentence }) => [outcome, subject, sentence])).toEqual([
      ['failed', 'b on node01', 'could not repair b on node01 (mtu): the host is away'],
      ['done', 'a on node01', 'repaired a on node01: mtu is 1450 again (was 1400)'],
      ['done', '2 differences', 'asked to repair mtu of a on node01, mtu of b on node01'],
    ]);
    for (const row of rows) {
      expect(row.actor).toMatch(/^a-operator/);
      expect(row).toMatchObject({ tenantIds: [TENANT.id], hostIds: [HOST.id] });
    }
  });

  it.each([[[]], [Array.from({ length: 501 }, (_, n) => String(n))], [['x'.repeat(301)]]])(
    'asks nothing of a host for keys that are none (%#)',
    async (keys) => {
      await expect(api('operator').drift.repair.mutate({ keys })).rejects.toThrow();
      expect(product.controller.asked).toEqual([]);
    },
  );

  it('is not repaired for a viewer, and the attempt is written down', async () => {
    await expect(api('viewer').drift.repair.mutate({ keys: ['a'] })).rejects.toThrow(
      'needs the role operator',
    );
    expect(product.controller.asked).toEqual([]);
    const [row] = await api('admin').activity.list.query({ kinds: ['drift'], outcomes: ['refused'] });
    expect(row?.actor).toMatch(/^a-viewer/);
  });
});

it('whoever looks at hosts has their counters come fast, up to 500 hosts', async () => {
  await api('viewer').live.look.mutate({ hostIds: [HOST.id] });
  expect(product.controller.asked).toEqual([`look ${HOST.id}`]);
  const many = Array.from({ length: 501 }, (_, n) => `host${String(n).padStart(8, '0')}`);
  await expect(api('viewer').live.look.mutate({ hostIds: many })).rejects.toThrow();
});

describe('activity', () => {
  const since = Date.now() - 1_000;
  beforeAll(async () => {
    const ping = { actor: 'grace', action: 'ping', subject: 'microsoft@node01', outcome: 'done' } as const;
    await record(
      { ...ping, sentence: 'pinged 10.1.0.5', tenantIds: [TENANT.id], hostIds: [HOST.id] },
      {
        ...ping,
        sentence: `signed in as ${LOGIN}@node01`,
        outcome: 'failed',
        action: 'host.state',
        actor: 'controller',
      },
      { ...ping, sentence: 'something else', action: 'something.new' },
    );
  });

  type Filter = RouterInputs['activity']['list'];
  const found = async (filter: Filter, role: Role = 'admin') =>
    (await api(role).activity.list.query({ ...filter, from: since })).map(({ sentence }) => sentence);

  it.each<[string, Filter, string[]]>([
    ['kind', { kinds: ['ping'] }, ['pinged 10.1.0.5']],
    ['a kind that has no name', { kinds: ['other'], outcomes: ['done'] }, ['something else']],
    ['actor', { actor: 'grace' }, ['something else', 'pinged 10.1.0.5']],
    ['outcome', { outcomes: ['failed'], kinds: ['host'] }, [`signed in as ${LOGIN}@node01`]],
    ['tenant', { tenantId: TENANT.id, kinds: ['ping', 'host'] }, ['pinged 10.1.0.5']],
    [
      'host',
      { hostId: HOST.id, kinds: ['ping', 'change'] },
      ['pinged 10.1.0.5', 'add host node01; add tenant microsoft'],
    ],
    ['text, of any part', { text: 'PINGED' }, ['pinged 10.1.0.5']],
    ['time', { to: since }, []],
  ])('is found by %s', async (_, filter, sentences) => {
    expect(await found(filter)).toEqual(sentences);
  });

  it('is given in pages', async () => {
    const filter: Filter = { kinds: ['ping', 'other'], outcomes: ['done'] };
    const first = await api('admin').activity.list.query({ ...filter, limit: 2 });
    const next = await api('admin').activity.list.query({
      limit: 2,
      ...filter,
      before: first[1]?.id,
    });
    expect(first.map(({ sentence }) => sentence)).toEqual(['something else', 'pinged 10.1.0.5']);
    expect(next).toEqual([]);
  });

  it('a viewer neither reads login names in it nor finds rows by them', async () => {
    expect(await found({ kinds: ['host'] }, 'viewer')).toEqual(['signed in as node01']);
    expect(await found({ text: LOGIN }, 'viewer')).toEqual([]);
    expect(await found({ text: 'canary' }, 'viewer')).toEqual([]);
    expect(await found({ text: 'signed in as node01' }, 'admin')).toEqual([]);
    expect(await found({ text: LOGIN }, 'admin')).toHaveLength(1);
  });

  it('on the wall is what a viewer sees, whoever looks', async () => {
    const rows = await ops('admin').activity.list.query({ kinds: ['host'], from: since });
    expect(rows.map(({ sentence }) => sentence)).toEqual(['signed in as node01']);
  });

  it.each<[string, object]>([
    ['an unknown kind', { kinds: ['everything'] }],
    ['an object for a text', { text: { contains: 'a' } }],
    ['an object for an actor', { actor: { not: '' } }],
    ['a word of the database', { where: { id: 1 } }],
    ['an id that is none', { hostId: '" OR 1=1' }],
  ])('refuses %s', async (_, filter) => {
    await expect(api('admin').activity.list.query(filter as Filter)).rejects.toThrow();
  });
});

describe('history', () => {
  const begin = Date.now() - 60_000;
  beforeAll(async () => {
    let now = begin;
    const journal = await Journal.open(await loadIntent(), { graceMs: 0, now: () => now });
    const tell = (health: 'healthy' | 'failed', sentence: string) =>
      journal.statuses([{ key: KEY, health, sentence, facts: [], tenantId: null }], [], now);
    tell('healthy', 'all is well');
    now += 10_000;
    tell('failed', `${LOGIN}@node01 was refused`);
    await journal.close();
  });

  it('says how one thing changed, and what everything was at a moment', async () => {
    const of = await api('admin').history.of.query({ key: KEY });
    expect(of.changes.map(({ health, sentence }) => [health, sentence])).toEqual([
      ['failed', `${LOGIN}@node01 was refused`],
      ['healthy', 'all is well'],
    ]);
    const at = await api('admin').history.at.query({ at: begin + 5_000 });
    expect(at).toMatchObject({
      watched: true,
      statuses: [{ key: KEY, health: 'healthy', sentence: 'all is well', since: begin }],
    });
  });

  it('tells a viewer, and the wall, no login names', async () => {
    for (const client of [api('viewer'), ops('admin')]) {
      const of = await client.history.of.query({ key: KEY });
      expect(of.changes[0]?.sentence).toBe('node01 was refused');
      const at = await client.history.at.query({ at: begin + 20_000 });
      expect(at.statuses[0]?.sentence).toBe('node01 was refused');
    }
  });

  it('says how far back it goes when it is asked for more', async () => {
    const long = { at: begin - 48 * 3_600_000 };
    await expect(api('viewer').history.at.query(long)).rejects.toThrow('goes back to');
    await expect(api('viewer').history.at.query({ at: Date.now() + 3_600_000 })).rejects.toThrow(
      'not come yet',
    );
    await expect(api('viewer').history.of.query({ key: "x' OR 1=1" })).rejects.toThrow();
  });
});
