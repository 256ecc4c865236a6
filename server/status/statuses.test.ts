import { describe, expect, it } from 'vitest';
import { host, intent, MICROSOFT, NODE01, NODE02, SEED, tenant } from '../compile/fixtures/intent';
import type { Carriage } from '../live/carriage';
import { statusKey } from '../model/status-key';
import { ip } from '../plan/fixtures/host';
import { bridgeLine } from '../ssh/memory/iproute2';
import type { MemoryKernel } from '../ssh/memory/kernel';
import { Fabric, READ_AT } from './fixtures/fabric';
import type { Health, Status } from './status';

const N1 = 'hostnode01';
const N2 = 'hostnode02';
const KEYS = {
  host: statusKey.host(N1),
  otherHost: statusKey.host(N2),
  bridge: statusKey.link(N1, null, 'msft-br'),
  vxlan: statusKey.link(N1, null, 'msft-vxl-10'),
  hostEnd: statusKey.link(N1, null, 'msft-veth0'),
  inside: statusKey.link(N1, 'microsoft', 'msft-veth1'),
  presence: statusKey.presence('net0010', N1),
  endpoint: statusKey.endpoint('endmicrosoftnode01'),
  tunnel: statusKey.tunnel('net0010', N1, N2),
  tenant: statusKey.tenant('tntmicrosoft'),
  otherTenant: statusKey.tenant('tntapple'),
};
type Name = keyof typeof KEYS;

function health(judged: ReadonlyMap<string, Status>): Record<Name, Health | undefined> {
  const names = Object.keys(KEYS) as Name[];
  return Object.fromEntries(names.map((name) => [name, judged.get(KEYS[name])?.health])) as Record<
    Name,
    Health | undefined
  >;
}

function all(value: Health): Record<Name, Health> {
  return Object.fromEntries(Object.keys(KEYS).map((name) => [name, value])) as Record<Name, Health>;
}

const bridge = (kernel: MemoryKernel, line: string) => bridgeLine(kernel, kernel.root, line.split(' '));

describe('what differs from intent', () => {
  const rows: {
    name: string;
    deed: (kernel: MemoryKernel) => void;
    unhealthy: Partial<Record<Name, Health>>;
    at: Name;
    sentence: string;
    facts: Status['facts'];
  }[] = [
    {
      name: 'a bridge that is down fails its network, its host and its tenant',
      deed: (kernel) => ip(kernel, 'link set dev msft-br down'),
      unhealthy: { bridge: 'failed', presence: 'failed', host: 'failed', tenant: 'failed' },
      at: 'tenant',
      sentence: 'msft-br on node01: state is down, should be up',
      facts: [{ what: 'state', expected: 'up', found: 'down' }],
    },
    {
      name: 'a wrong MTU degrades, on both sides of the tunnel',
      deed: (kernel) => ip(kernel, 'link set dev msft-vxl-10 mtu 1400'),
      unhealthy: {
        bridge: 'degraded',
        vxlan: 'degraded',
        presence: 'degraded',
        host: 'degraded',
        tunnel: 'degraded',
        tenant: 'degraded',
      },
      at: 'tunnel',
      sentence: 'the tunnel of microsoft between node01 and node02: MTU is 1400 on node01 and 1450 on node02',
      facts: [{ what: 'MTU', expected: '1400', found: '1450' }],
    },
    {
      name: 'a flood entry that is missing opens the tunnel one way only',
      deed: (kernel) => bridge(kernel, 'fdb del 00:00:00:00:00:00 dev msft-vxl-10 dst 10.10.10.20'),
      unhealthy: {
        vxlan: 'failed',
        presence: 'failed',
        host: 'failed',
        tunnel: 'degraded',
        tenant: 'failed',
      },
      at: 'tunnel',
      sentence:
        'the tunnel of microsoft between node01 and node02: node01 does not flood to node02 (10.10.10.20)',
      facts: [{ what: 'flood entry of msft-vxl-10 on node01', expected: '10.10.10.20', found: 'missing' }],
    },
    {
      name: 'an endpoint without its address fails',
      deed: (kernel) => ip(kernel, 'addr del 10.1.0.4/24 dev msft-veth1', 'microsoft'),
      unhealthy: { inside: 'failed', endpoint: 'failed', host: 'failed', tenant: 'failed' },
      at: 'endpoint',
      sentence: 'msft-veth1 on node01: the address 10.1.0.4/24 is missing',
      facts: [{ what: 'the address 10.1.0.4/24', expected: 'there', found: 'missing' }],
    },
    {
      name: 'a host end that was deleted takes the endpoint along',
      deed: (kernel) => ip(kernel, 'link del dev msft-veth0'),
      unhealthy: {
        hostEnd: 'failed',
        inside: 'failed',
        endpoint: 'failed',
        host: 'failed',
        tenant: 'failed',
      },
      at: 'endpoint',
      sentence: 'msft-veth0 on node01: the veth pair is missing (and 1 more)',
      facts: [{ what: 'the veth pair', expected: 'there', found: 'missing' }],
    },
    {
      name: 'a namespace end that is down leaves its host end without carrier',
      deed: (kernel) => ip(kernel, 'link set dev msft-veth1 down', 'microsoft'),
      unhealthy: {
        hostEnd: 'failed',
        inside: 'failed',
        endpoint: 'failed',
        host: 'failed',
        tenant: 'failed',
      },
      at: 'inside',
      sentence: 'msft-veth1 on node01: state is down, should be up',
      facts: [{ what: 'state', expected: 'up', found: 'down' }],
    },
    {
      name: 'a VXLAN interface out of its bridge fails the tunnel',
      deed: (kernel) => ip(kernel, 'link set dev msft-vxl-10 nomaster'),
      unhealthy: { vxlan: 'failed', presence: 'failed', host: 'failed', tunnel: 'failed', tenant: 'failed' },
      at: 'tunnel',
      sentence: 'msft-vxl-10 on node01: bridge is none, should be msft-br',
      facts: [{ what: 'bridge', expected: 'msft-br', found: 'none' }],
    },
    {
      name: 'an address on the bridge, by which a tenant reaches its host, degrades',
      deed: (kernel) => ip(kernel, 'addr add 10.1.0.1/24 dev msft-br'),
      unhealthy: { bridge: 'degraded', presence: 'degraded', host: 'degraded', tenant: 'degraded' },
      at: 'bridge',
      sentence: 'msft-br on node01: address 10.1.0.1/24 should not be there',
      facts: [{ what: 'address', expected: 'none', found: '10.1.0.1/24' }],
    },
  ];

  it.each(rows)('$name', async ({ deed, unhealthy, at, sentence, facts }) => {
    const fabric = await Fabric.built();
    deed(fabric.kernel());
    const judged = await fabric.judged();
    expect(health(judged)).toEqual({ ...all('healthy'), ...unhealthy });
    expect(judged.get(KEYS[at])).toMatchObject({ sentence, facts });
  });
});

it('all is healthy where every host was read at this revision', async () => {
  const judged = await (await Fabric.built()).judged();
  expect(health(judged)).toEqual(all('healthy'));
  expect(judged.get(KEYS.tunnel)?.sentence).toBe(
    'the tunnel of microsoft between node01 and node02 is open both ways (VNI 10)',
  );
});

it('an underlay device that is down fails every VXLAN interface on it', async () => {
  const fabric = await Fabric.built();
  ip(fabric.kernel(), 'link set dev eth1 down');
  const judged = await fabric.judged();
  expect(judged.get(KEYS.vxlan)).toMatchObject({
    health: 'failed',
    sentence: 'msft-vxl-10 on node01: state of eth1 is down, should be up',
  });
  expect(judged.get(statusKey.link(N1, null, 'aapl-vxl-20'))?.health).toBe('failed');
});

describe('what cannot be seen', () => {
  it('a host that was not read for 15 seconds leaves all on it unknown, and the rest as it is', async () => {
    const fabric = await Fabric.built();
    const stale = await fabric.judged({ now: READ_AT + 15_001 });
    expect(health(stale)).toEqual(all('unknown'));
    expect((await fabric.judged({ now: READ_AT + 15_000 })).get(KEYS.host)?.health).toBe('healthy');
  });

  it('a host that cannot be reached fails; what is on it is unknown', async () => {
    const fabric = await Fabric.built();
    const judged = await fabric.judged({
      now: READ_AT + 90_000,
      readings: { [N2]: { state: 'unreachable', reason: { sentence: 'no route to host' } } },
    });
    expect(judged.get(KEYS.otherHost)).toMatchObject({
      health: 'failed',
      sentence: 'node02 cannot be reached: no route to host',
    });
    expect(judged.get(statusKey.link(N2, null, 'msft-br'))).toMatchObject({
      health: 'unknown',
      sentence:
        'what msft-br on node02 is like is not known: node02 cannot be reached; last heard of a minute ago',
    });
  });

  it('a tunnel with one unknown end is unknown, and the other end is not', async () => {
    const judged = await (await Fabric.built()).judged({
      readings: { [N2]: { state: 'connecting' } },
    });
    expect(health(judged)).toEqual({
      ...all('healthy'),
      otherHost: 'unknown',
      tunnel: 'unknown',
      tenant: 'unknown',
      otherTenant: 'unknown',
    });
  });

  it('a host without a trusted key is pending, one that was never read unknown', async () => {
    const judged = await (await Fabric.built()).judged({
      readings: {
        [N1]: { state: 'unpinned', observed: null, activeRevision: null },
        [N2]: { state: 'connecting', observed: null, activeRevision: null },
      },
    });
    expect(judged.get(KEYS.host)?.health).toBe('pending');
    expect(judged.get(KEYS.otherHost)?.health).toBe('unknown');
    expect(judged.get(KEYS.bridge)?.sentence).toBe(
      'what msft-br on node01 is like is not known: node01 waits for its host key to be trusted and was never read',
    );
  });
});

describe('what is on its way', () => {
  const GOOGLE = tenant({
    name: 'google',
    prefix: 'ggl',
    networks: [{ vni: 30 }],
    endpoints: [{ host: 'node01' }],
  });
  const next = { ...SEED, revision: 2, tenants: [...SEED.tenants, GOOGLE] };
  const google = (judged: ReadonlyMap<string, Status>) => judged.get(statusKey.tenant('tntgoogle'));
  const errors: string[] = [];

  it('is pending before its run, and nothing is healthy that was not compared with the new revision', async () => {
    const judged = await (await Fabric.built()).judged({ intent: next });
    expect(google(judged)).toMatchObject({
      health: 'pending',
      sentence: 'ggl-br on node01: the bridge is missing; it waits for revision 2 to be applied (and 4 more)',
    });
    expect(health(judged)).toEqual(all('pending'));
  });

  it('is pending while it is applied; what is as intent says is healthy meanwhile', async () => {
    const run = { revision: 2, stage: 'pushing' as const, errors };
    const judged = await (await Fabric.built()).judged({
      intent: next,
      readings: { [N1]: { run, activeRevision: null }, [N2]: { activeRevision: 2 } },
    });
    expect(google(judged)?.health).toBe('pending');
    expect(google(judged)?.sentence).toContain('revision 2 is being applied');
    expect(health(judged)).toEqual({ ...all('healthy'), host: 'pending' });
  });

  it('has failed where its run failed, with the reason', async () => {
    const run = { revision: 2, stage: 'failed' as const, errors: ['No space left on device'] };
    const judged = await (await Fabric.built()).judged({
      intent: next,
      readings: { [N1]: { run, activeRevision: null }, [N2]: { activeRevision: 2 } },
    });
    expect(google(judged)).toMatchObject({
      health: 'failed',
      sentence:
        'ggl-br on node01: the bridge is missing; the last run failed: No space left on device (and 4 more)',
    });
    expect(judged.get(KEYS.tenant)?.health).toBe('healthy');
  });

  it('is unknown where nobody saw the end of its run', async () => {
    const run = { revision: 2, stage: 'unknown' as const, errors };
    const judged = await (await Fabric.built()).judged({
      intent: next,
      readings: { [N1]: { run, activeRevision: null }, [N2]: { activeRevision: 2 } },
    });
    expect(google(judged)?.health).toBe('unknown');
  });

  it('a tenant without endpoints is pending and says so', async () => {
    const empty = tenant({ name: 'google', prefix: 'ggl', networks: [{ vni: 30 }], endpoints: [] });
    const judged = await (await Fabric.built()).judged({ intent: { ...SEED, tenants: [empty] } });
    expect(google(judged)).toMatchObject({ health: 'pending', sentence: 'google is on no host yet' });
    expect(judged.get(KEYS.host)?.sentence).toBe('node01 is connected and has nothing of ours yet');
  });
});

describe('what is refused', () => {
  it('a network that a foreign device stops has failed with the refusal, and the other tenant goes on', async () => {
    const fabric = await Fabric.built();
    ip(fabric.kernel(), 'link del dev msft-vxl-10');
    ip(fabric.kernel(), 'link add name flannel.1 type vxlan id 10 remote 10.10.10.99 dev eth1 dstport 8472');
    const judged = await fabric.judged();
    expect(judged.get(KEYS.vxlan)).toMatchObject({
      health: 'failed',
      facts: [{ what: 'in the way', expected: null, found: 'flannel.1' }],
    });
    expect(judged.get(KEYS.tenant)?.sentence).toContain('flannel.1, which Overlane did not make');
    expect(judged.get(KEYS.otherTenant)?.health).toBe('healthy');
  });

  it('a host without an underlay says so for each network', async () => {
    const bare = intent([host('node01', null), NODE02], [MICROSOFT]);
    const judged = await (await Fabric.built(intent([NODE01, NODE02], []))).judged({
      intent: bare,
      readings: { [N1]: { activeRevision: 1 } },
    });
    expect(judged.get(KEYS.presence)).toMatchObject({ health: 'failed' });
    expect(judged.get(KEYS.endpoint)?.sentence).toContain('has no underlay yet');
  });

  it('a namespace that is to go but holds what others made degrades its host', async () => {
    const fabric = await Fabric.built();
    ip(fabric.kernel(), 'link add name tap7 type veth peer name eth0 netns microsoft');
    const judged = await fabric.judged({ intent: { ...SEED, tenants: SEED.tenants.slice(1) } });
    expect(judged.get(KEYS.host)).toMatchObject({
      health: 'degraded',
      facts: [{ what: 'in the way', expected: null, found: 'microsoft/eth0' }],
    });
  });
});

describe('what the underlay carries', () => {
  const way = (from: string, to: string, changes: Partial<Carriage> = {}): Carriage => ({
    from,
    to,
    source: from === N1 ? '10.10.10.10' : '10.10.10.20',
    target: to === N1 ? '10.10.10.10' : '10.10.10.20',
    ...{ sent: 3, received: 3, minMs: 0.3, avgMs: 0.4, maxMs: 0.5, error: null, at: READ_AT },
    ...changes,
  });
  const silent = { received: 0, minMs: null, avgMs: null, maxMs: null };
  const rows: { name: string; carriages: Carriage[]; health: Health; sentence: string }[] = [
    {
      name: 'both ways are carried',
      carriages: [way(N1, N2), way(N2, N1)],
      health: 'healthy',
      sentence: 'is open both ways (VNI 10)',
    },
    {
      name: 'nothing is answered either way',
      carriages: [way(N1, N2, silent), way(N2, N1, silent)],
      health: 'failed',
      sentence:
        'the underlay does not carry from node01 (10.10.10.10) to node02 (10.10.10.20): none of 3 packets was answered',
    },
    {
      name: 'one way is not answered',
      carriages: [way(N1, N2), way(N2, N1, silent)],
      health: 'degraded',
      sentence:
        'the underlay does not carry from node02 (10.10.10.20) to node01 (10.10.10.10): none of 3 packets was answered',
    },
    {
      name: 'some packets are lost',
      carriages: [way(N1, N2, { received: 2 }), way(N2, N1)],
      health: 'degraded',
      sentence:
        'the underlay loses packets from node01 (10.10.10.10) to node02 (10.10.10.20): 2 of 3 were answered',
    },
    {
      name: 'a host that is asked alone cannot send',
      carriages: [way(N1, N2, { ...silent, sent: 0, error: 'connect: Network is unreachable' })],
      health: 'failed',
      sentence:
        'the underlay does not carry from node01 (10.10.10.10) to node02 (10.10.10.20): connect: Network is unreachable',
    },
  ];

  it.each(rows)('$name', async ({ carriages, health, sentence }) => {
    const judged = await (await Fabric.built()).judged({ carriages });
    const words = `the tunnel of microsoft between node01 and node02${health === 'healthy' ? ' ' : ': '}${sentence}`;
    expect(judged.get(KEYS.tunnel)).toMatchObject({ health, sentence: words });
    expect(judged.get(KEYS.tenant)?.health).toBe(health);
  });

  it('is told with both ends', async () => {
    const judged = await (await Fabric.built()).judged({ carriages: [way(N1, N2), way(N2, N1)] });
    expect(judged.get(KEYS.tunnel)?.facts).toEqual([
      { what: 'VNI on node01', expected: '10', found: '10' },
      { what: 'UDP port on node01', expected: '8472', found: '8472' },
      { what: 'MTU on node01', expected: '1450', found: '1450' },
      { what: 'flood entry 10.10.10.20 on node01', expected: 'there', found: 'there' },
      { what: 'VNI on node02', expected: '10', found: '10' },
      { what: 'UDP port on node02', expected: '8472', found: '8472' },
      { what: 'MTU on node02', expected: '1450', found: '1450' },
      { what: 'flood entry 10.10.10.10 on node02', expected: 'there', found: 'there' },
      { what: 'underlay node01 → node02', expected: '0 % lost', found: '0 % lost, RTT under 1 ms' },
      { what: 'underlay node02 → node01', expected: '0 % lost', found: '0 % lost, RTT under 1 ms' },
    ]);
  });
});
