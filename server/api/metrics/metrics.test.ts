import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryDatabase } from '../../db/temporary';
import type { DriftItem } from '../../drift/drift-item';
import { commit } from '../../intent/commit';
import { loadIntent } from '../../intent/load';
import { proposeEndpoint, proposeHost, proposeTenant } from '../../model/propose';
import { statusKey } from '../../model/status-key';
import type { LinkStats, Observed, ObservedLink } from '../../observe/observed';
import { startTestProduct, type TestProduct } from '../test-product';
import { exposition } from './exposition';
import { parseExposition } from './parse-exposition.testing';

const HOSTS = [1, 2].map((n) => ({
  ...proposeHost({ name: `node0${n}`, address: `198.18.0.${n}` }),
  underlay: { device: 'eth1', address: `10.10.10.${n}0` },
}));
const EMPTY = { revision: 0, vxlan: { port: 8472 }, drift: 'report' as const, hosts: HOSTS, tenants: [] };
const TENANT = proposeTenant(EMPTY, { name: 'microsoft' });

let product: TestProduct;
let token: string;
beforeAll(async () => {
  product = await startTestProduct(await temporaryDatabase());
  token = readFileSync(join(product.folder, 'metrics-token'), 'utf8').trim();
  let tenant = TENANT;
  for (const { id } of HOSTS) {
    tenant = { ...tenant, endpoints: [...tenant.endpoints, proposeEndpoint(tenant, { hostId: id })] };
  }
  await commit({
    base: 0,
    actor: 'test',
    operations: [
      ...HOSTS.map((host) => ({ op: 'host.add' as const, host })),
      { op: 'tenant.add' as const, tenant },
    ],
  });
});
afterAll(() => product.stop());

const ask = (headers: Record<string, string>) => fetch(`${product.url}/api/metrics`, { headers });
const read = async () => parseExposition(await (await ask({ authorization: `Bearer ${token}` })).text());

function observed(hostId: string, stats: Partial<LinkStats>): Observed {
  const zero = {
    rxBytes: 0,
    rxPackets: 0,
    rxErrors: 0,
    rxDropped: 0,
    txBytes: 0,
    txPackets: 0,
    txErrors: 0,
    txDropped: 0,
  };
  const link = { name: TENANT.networks[0]?.vxlan, stats: { ...zero, ...stats } } as ObservedLink;
  return { hostId, links: [link], namespaces: [] } as unknown as Observed;
}

const live = (hostId: string, state: 'ready' | 'unreachable', seen: Observed | null) => ({
  hostId,
  state,
  since: 0,
  reason: null,
  nextTryAt: null,
  shownKey: null,
  capabilities: null,
  findings: [],
  observed: seen,
  shape: 1,
  heardAt: 7_500,
  activeRevision: state === 'ready' ? 1 : null,
  run: null,
});

it('is refused without a session or a token, and the token of figures opens nothing else', async () => {
  const nobody = await ask({});
  expect(nobody.status).toBe(401);
  expect(nobody.headers.get('www-authenticate')).toContain('Bearer');
  expect((await ask({ authorization: 'Bearer wrong-wrong-wrong-wrong-wrong' })).status).toBe(401);
  expect((await ask({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);

  const elsewhere = await fetch(`${product.url}/api/trpc/intent.get`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(elsewhere.status).toBe(401);
});

it.each(['viewer', 'admin'] as const)('is given to the session of a person who is %s', async (role) => {
  expect((await ask({ cookie: await product.signIn(role) })).status).toBe(200);
});

it('is given to the token of the command line', async () => {
  const cli = readFileSync(join(product.folder, 'token'), 'utf8').trim();
  const answer = await ask({ authorization: `Bearer ${cli}` });
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

it('tells what the last proof by packets came to, and when, so that an old one is seen to be old', async () => {
  const before = await read();
  expect(before.value('overlane_isolation_proof_timestamp_seconds')).toBeUndefined();
  product.controller.proven = {
    last: {
      ...{ id: 3, startedAt: 1_000, endedAt: 2_500, by: null, verdict: 'touching', computed: 'apart' },
      ...{ contactsInAll: 1, pairs: { apart: 5, touching: 1, unproven: 0 }, firstContact: null },
    },
    running: null,
    everyHours: 6,
    nextAt: null,
  };
  const { value } = await read();
  expect(value('overlane_isolation_proof_result', { verdict: 'touching' })).toBe(1);
  expect(value('overlane_isolation_proof_result', { verdict: 'apart' })).toBe(0);
  expect(value('overlane_isolation_proof_timestamp_seconds')).toBe(2.5);
  expect(value('overlane_isolation_proof_pairs', { verdict: 'apart' })).toBe(5);
  expect(value('overlane_isolation_proof_interval_seconds')).toBe(6 * 3600);
});

it('counts hosts, things, drift, runs and the traffic of each network on each host', async () => {
  const [a, b] = HOSTS;
  const [network] = TENANT.networks;
  if (!a || !b || !network) throw new Error('two hosts and a network are proposed');
  const item = { hostId: a.id, object: { kind: 'vxlan', name: network.vxlan, namespace: null } } as DriftItem;
  const status = (key: string, health: 'healthy' | 'failed') => ({
    key,
    health,
    sentence: '',
    facts: [],
    tenantId: null,
  });
  product.controller.snapshot = {
    now: 10_000,
    hosts: [
      live(a.id, 'ready', observed(a.id, { rxBytes: 12_345_678_901, txPackets: 7 })),
      live(b.id, 'unreachable', observed(b.id, { rxBytes: 99 })),
    ],
    statuses: [
      status(statusKey.host(a.id), 'healthy'),
      status(statusKey.host(b.id), 'failed'),
      status(statusKey.tunnel(network.id, a.id, b.id), 'failed'),
    ],
    drift: [item, { ...item, attribute: 'mtu' }],
  };

  const metrics = await read();

  const value = (name: string, labels: Record<string, string> = {}) => metrics.value(name, labels);
  expect(value('overlane_revision')).toBe((await loadIntent()).revision);
  expect(value('overlane_hosts', { state: 'ready' })).toBe(1);
  expect(value('overlane_hosts', { state: 'unreachable' })).toBe(1);
  expect(value('overlane_hosts', { state: 'refused' })).toBe(0);
  expect(value('overlane_host_up', { host: 'node02' })).toBe(0);
  expect(value('overlane_host_observation_age_seconds', { host: 'node01' })).toBe(2.5);
  expect(value('overlane_things', { kind: 'tunnel', health: 'failed' })).toBe(1);
  expect(value('overlane_things', { kind: 'endpoint', health: 'failed' })).toBe(0);
  expect(value('overlane_drift_items', { host: 'node01', kind: 'vxlan' })).toBe(2);
  expect(value('overlane_drift_items', { host: 'node02', kind: 'vxlan' })).toBe(0);
  expect(value('overlane_runs_total', { outcome: 'done' })).toBe(5);
  const labels = {
    host: 'node01',
    tenant: 'microsoft',
    network: network.name,
    vni: String(network.vni),
    device: network.vxlan,
  };
  expect(value('overlane_network_receive_bytes_total', labels)).toBe(12_345_678_901);
  expect(value('overlane_network_transmit_packets_total', labels)).toBe(7);
  // What a host counted that is not connected any more stands for a silence.
  expect(value('overlane_network_receive_bytes_total', { ...labels, host: 'node02' })).toBeUndefined();
  expect(metrics.histogram('overlane_apply_duration_seconds')).toEqual({
    buckets: [
      ['0.1', 1],
      ['1', 3],
      ['+Inf', 6],
    ],
    sum: 7.5,
    count: 6,
  });
});

it('counts the streams that are open', async () => {
  product.controller.snapshot = {};
  const gone = new AbortController();
  const stream = await fetch(`${product.url}/api/trpc/live.watch`, {
    headers: { cookie: await product.signIn('viewer') },
    signal: gone.signal,
  });
  expect(stream.status).toBe(200);
  await expect.poll(async () => (await read()).value('overlane_streams', { kind: 'live' })).toBe(1);
  gone.abort();
  await expect.poll(async () => (await read()).value('overlane_streams', { kind: 'live' })).toBe(0);
});

it('escapes what would end a label or a line', () => {
  const value = 'a "b" \\ c\nd';
  const text = exposition([
    {
      name: 'x_total',
      help: 'back\\slash\nand line',
      type: 'counter',
      samples: [{ labels: { value }, value: 1 }],
    },
  ]);
  const parsed = parseExposition(text);
  expect(parsed.value('x_total', { value })).toBe(1);
  expect(parsed.help('x_total')).toBe('back\\slash\nand line');
});
