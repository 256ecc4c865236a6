import { describe, expect, it } from 'vitest';
import { operate } from '@/server/model/operation';
import { proposeEndpoint } from '@/server/model/propose';
import { statusKey } from '@/server/model/status-key';
import { buildGraph } from './build';
import {
  emptyIntent,
  hostNo,
  inputOf,
  linkNamed,
  liveOf,
  observedOf,
  tenantOf,
  withTenant,
} from './fixtures/fabric';

const two = withTenant(withTenant(emptyIntent(2), 'microsoft', [1, 2]), 'apple', [1, 2]);

describe('the graph of a fabric', () => {
  it('has a lane for each tenant on each host, in the order of intent, and a tunnel for each network', () => {
    const graph = buildGraph(inputOf(two));
    expect(graph.hosts.map((host) => host.lanes.map((lane) => lane.tenant))).toEqual([
      ['microsoft', 'apple'],
      ['microsoft', 'apple'],
    ]);
    expect(graph.tunnels.map((tunnel) => [tunnel.vni, tunnel.a, tunnel.b])).toEqual([
      [10, 'hosthost01', 'hosthost02'],
      [20, 'hosthost01', 'hosthost02'],
    ]);
  });

  it('names addresses with the length of their subnet, and devices as intent does', () => {
    const [row] = buildGraph(inputOf(two)).hosts[0]?.lanes[0]?.rows ?? [];
    expect(row).toMatchObject({
      vni: 10,
      bridge: { name: 'mcrs-br' },
      vxlan: { name: 'mcrs-vxl-10' },
      ends: [{ namespace: 'microsoft', addresses: ['10.1.0.4/24'], veth: { hostEnd: 'mcrs-veth0' } }],
    });
  });

  it('makes a full mesh of a network on many hosts', () => {
    const graph = buildGraph(inputOf(withTenant(emptyIntent(5), 'microsoft', [1, 2, 3, 4, 5])));
    expect(graph.tunnels).toHaveLength(10);
  });
});

describe('what the draft makes of it', () => {
  it('shows an added tenant as new everywhere, with its tunnels, and pending', () => {
    const draft = withTenant(two, 'google', [1, 2]);
    const graph = buildGraph(inputOf(two, draft));
    const lane = graph.hosts[0]?.lanes[2];
    expect(lane).toMatchObject({ tenant: 'google', ghost: 'new', mark: { health: 'pending' } });
    expect(lane?.rows[0]).toMatchObject({ ghost: 'new', bridge: { ghost: 'new' }, ends: [{ ghost: 'new' }] });
    expect(graph.tunnels.map((tunnel) => tunnel.ghost)).toEqual(['none', 'none', 'new']);
    expect(graph.tenants.map((tenant) => tenant.ghost)).toEqual(['none', 'none', 'new']);
  });

  it('keeps what will be removed in its place, marked as removed', () => {
    const microsoft = tenantOf(two, 'microsoft');
    const draft = operate(two, [{ op: 'tenant.remove', tenantId: microsoft.id }]).intent;
    const graph = buildGraph(inputOf(two, draft));
    expect(graph.hosts[1]?.lanes.map((lane) => lane.ghost)).toEqual(['removed', 'none']);
    expect(graph.tunnels.find((tunnel) => tunnel.vni === 10)?.ghost).toBe('removed');
  });

  it('a further endpoint changes the lane, and leaves bridge and VXLAN interface as they are', () => {
    const apple = tenantOf(two, 'apple');
    const endpoint = proposeEndpoint(apple, { hostId: hostNo(1).id, name: 'web' });
    const draft = operate(two, [{ op: 'endpoint.add', tenantId: apple.id, endpoint }]).intent;
    const lane = buildGraph(inputOf(two, draft)).hosts[0]?.lanes[1];
    expect(lane?.ghost).toBe('changed');
    expect(lane?.rows[0]).toMatchObject({
      bridge: { ghost: 'none' },
      vxlan: { ghost: 'none' },
      ends: [{ ghost: 'none' }, { ghost: 'new', name: 'web' }],
    });
  });

  it('another address is a change of that endpoint alone', () => {
    const apple = tenantOf(two, 'apple');
    const [endpoint] = apple.endpoints;
    if (!endpoint) throw new Error('apple has no endpoint');
    const interfaces = endpoint.interfaces.map((wire) => ({ ...wire, addresses: ['10.1.0.99'] }));
    const draft = operate(two, [
      { op: 'endpoint.set', tenantId: apple.id, endpoint: { ...endpoint, interfaces } },
    ]).intent;
    const graph = buildGraph(inputOf(two, draft));
    expect(graph.hosts.map((host) => host.lanes[1]?.ghost)).toEqual(['changed', 'none']);
    expect(graph.hosts[0]?.lanes[1]?.rows[0]?.ends[0]).toMatchObject({
      ghost: 'changed',
      addresses: ['10.1.0.99/24'],
    });
  });

  it('moving a tenant from one host to another draws no tunnel between the two', () => {
    const intent = withTenant(emptyIntent(2), 'microsoft', [1]);
    const microsoft = tenantOf(intent, 'microsoft');
    const [old] = microsoft.endpoints;
    const draft = operate(intent, [
      { op: 'endpoint.remove', tenantId: microsoft.id, endpointId: old?.id ?? '' },
      {
        op: 'endpoint.add',
        tenantId: microsoft.id,
        endpoint: proposeEndpoint(microsoft, { hostId: hostNo(2).id }),
      },
    ]).intent;
    const graph = buildGraph(inputOf(intent, draft));
    expect(graph.hosts.map((host) => host.lanes[0]?.ghost)).toEqual(['removed', 'new']);
    expect(graph.tunnels).toEqual([]);
  });
});

describe('what was read', () => {
  it('silence of the server is unknown, never healthy', () => {
    expect(buildGraph(inputOf(two)).hosts[0]?.lanes[0]?.mark.health).toBe('unknown');
  });

  it('the lane is as its worst network, and the word of the server goes with it', () => {
    const networkId = tenantOf(two, 'apple').networks[0]?.id ?? '';
    const key = statusKey.presence(networkId, hostNo(2).id);
    const sentence = 'aapl-br is down';
    const statuses = { [key]: { key, health: 'failed' as const, sentence, facts: [], tenantId: null } };
    const graph = buildGraph({ ...inputOf(two), statuses });
    expect(graph.hosts[1]?.lanes[1]?.mark).toEqual({ health: 'failed', sentence, stale: false });
  });

  it('MAC and MTU are those that were read', () => {
    const id = hostNo(1).id;
    const links = [linkNamed('mcrs-br', { mtu: 1400, mac: '02:00:00:00:00:01' })];
    const hosts = { [id]: liveOf(id, { observed: observedOf(id, links) }) };
    const row = buildGraph({ ...inputOf(two), hosts }).hosts[0]?.lanes[0]?.rows[0];
    expect(row?.bridge).toMatchObject({ mtu: 1400, mac: '02:00:00:00:00:01' });
  });

  it('what a stale host said is marked as stale, and so is a tunnel to it', () => {
    const graph = buildGraph({ ...inputOf(two), stale: new Set([hostNo(2).id]) });
    expect(graph.hosts.map((host) => host.lanes[0]?.mark.stale)).toEqual([false, true]);
    expect(graph.tunnels[0]?.mark.stale).toBe(true);
  });

  it('an underlay address that the host does not have is told from a host that was never read', () => {
    const id = hostNo(1).id;
    const hosts = { [id]: liveOf(id, { observed: observedOf(id, [linkNamed('eth1')]) }) };
    const graph = buildGraph({ ...inputOf(two), hosts });
    expect(graph.hosts.map((host) => host.underlay)).toMatchObject([
      { address: null, read: true, mtu: 1500 },
      { address: null, read: false, mtu: null },
    ]);
  });
});

it('what the plan refuses is told at the network that it concerns, on that host alone', () => {
  const apple = tenantOf(two, 'apple');
  const [network] = apple.networks;
  const sentence = 'vxlan42 has VNI 20 already';
  const refusal = {
    code: 'foreign-vni' as const,
    object: 'vxlan42',
    sentence,
    tenantId: apple.id,
    networkId: network?.id ?? null,
    endpointId: null,
  };
  const graph = buildGraph({ ...inputOf(two), refusals: { [hostNo(2).id]: [refusal] } });
  expect(graph.hosts.map((host) => host.lanes.map((lane) => lane.rows[0]?.refusal))).toEqual([
    [null, null],
    [null, sentence],
  ]);
});
