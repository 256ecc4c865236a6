import { afterAll, beforeAll, expect, it } from 'vitest';
import { intent, NODE01, NODE02, SEED, tenant } from '../compile/fixtures/intent';
import type { Intent } from '../model/intent';
import { LINK_GROUP } from '../model/owner';
import { observe } from '../observe/observe';
import { push } from '../push/push';
import { desiredOf } from './fixtures/host';
import { Scratch } from './fixtures/scratch';
import { plan } from './plan-host';
import { renderCommands } from './script';

let host: Scratch;

beforeAll(async () => {
  host = await Scratch.start();
  await host.command('ip', 'link', 'add', 'name', 'eth1', 'type', 'veth', 'peer', 'name', 'wire1');
  for (const end of ['eth1', 'wire1']) {
    // An address of the kernel's own would be tentative for as long as it happens to take.
    await host.command('ip', 'link', 'set', 'dev', end, 'addrgenmode', 'none');
    await host.command('ip', 'link', 'set', 'dev', end, 'up');
  }
  await host.command('ip', 'addr', 'add', '10.10.10.10/16', 'dev', 'eth1');
});
afterAll(() => host.stop());

async function planned(fabric: Intent, isolate = false) {
  return plan(desiredOf(fabric), await observe(host, 'hostnode01'), { isolate });
}

/** Runs the plan; the host must be as desired afterwards. */
async function apply(fabric: Intent, isolate = false): Promise<string[]> {
  const first = await planned(fabric, isolate);
  const reached = await push(host, first, { sections: [], timeoutMs: 10_000 });
  expect(reached.batches.filter(({ kind }) => kind !== 'done')).toEqual([]);
  expect(renderCommands(await planned(fabric))).toEqual([]);
  return renderCommands(first);
}

const DUAL = tenant({
  name: 'google',
  prefix: 'ggl',
  networks: [{ vni: 30, subnets: ['10.1.0.0/24', '2001:db8:1::/64'] }, { vni: 16_777_215 }],
  endpoints: [{ host: 'node01' }, { host: 'node01', name: 'web', vnis: [30] }, { host: 'node02' }],
});
const RICH = intent([NODE01, NODE02], [...SEED.tenants, DUAL]);

it('builds on the real kernel what the next plan finds as desired, and takes it away', async () => {
  const before = await host.command('ip', '-d', 'addr');
  await apply(RICH);
  await apply(SEED);
  await apply({ ...SEED, tenants: [] });
  expect(await host.command('ip', '-d', 'addr')).toBe(before);
  expect(await host.command('ip', 'netns', 'list')).toBe('');
});

it('builds and removes tenant by tenant', async () => {
  await apply(RICH, true);
  await apply({ ...RICH, tenants: [] }, true);
});

it('deletes more than a handful of devices at once', async () => {
  const third = tenant({
    name: 'ibm',
    prefix: 'ibm',
    networks: [{ vni: 50 }],
    endpoints: [{ host: 'node01' }],
  });
  await apply(intent([NODE01, NODE02], [DUAL, third]));
  expect(await apply({ ...SEED, tenants: [] })).toContain('ip link del group 7653');
});

const DRIFTS: [string, string[]][] = [
  ['a bridge that is down', ['ip link set dev msft-br down']],
  ['MTUs', ['ip link set dev msft-br mtu 1300', 'ip link set dev msft-vxl-10 mtu 1300']],
  [
    'an MTU too small for IPv6',
    ['ip link set dev ggl-vxl-30 mtu 1000', 'ip -n google link set dev ggl-veth1 mtu 1000'],
  ],
  [
    'MACs',
    [
      'ip link set dev msft-veth0 address 02:77:77:77:77:77',
      'ip link set dev msft-br address 02:77:77:77:77:78',
    ],
  ],
  ['a lost mark', ['ip link set dev msft-vxl-10 alias ']],
  ['a lost group at the inner end', ['ip -n microsoft link set dev msft-veth1 group 0']],
  ['what a cut run left doomed', ['ip link set dev msft-br group 7653']],
  [
    'a link-local address by which a tenant reaches its host',
    [
      'ip link set dev msft-br addrgenmode eui64',
      'ip link set dev msft-br down',
      'ip link set dev msft-br up',
      'ip addr add 10.1.0.1/24 dev msft-br',
    ],
  ],
  ['ARP', ['ip link set dev msft-br arp on', 'ip -n microsoft link set dev msft-veth1 arp off']],
  [
    'a port out of its bridge, another in a wrong one',
    ['ip link set dev msft-vxl-10 nomaster', 'ip link set dev msft-veth0 master aapl-br'],
  ],
  [
    'deleted devices',
    ['ip link del dev msft-veth0', 'ip link del dev aapl-br', 'ip link del dev ggl-vxl-30'],
  ],
  ['renamed devices', ['ip link set dev msft-vxl-10 down', 'ip link set dev msft-vxl-10 name odd']],
  ['a host end moved into its namespace', ['ip link set dev msft-veth0 netns microsoft']],
  ['an inner end moved out of its namespace', ['ip -n microsoft link set dev msft-veth1 netns 1']],
  ['a VXLAN interface moved into a namespace', ['ip link set dev msft-vxl-10 netns google']],
  ['an inner end that went down and lost its IPv6 addresses', ['ip -n google link set dev ggl-veth1 down']],
  [
    'addresses less and more',
    [
      'ip -n microsoft addr del 10.1.0.4/24 dev msft-veth1',
      'ip -n apple addr del 10.1.0.4/24 dev aapl-veth1',
      'ip -n apple addr add 10.1.0.66/24 dev aapl-veth1',
      'ip -n apple addr add 10.1.0.4/24 dev aapl-veth1',
    ],
  ],
  [
    'flood entries less and more',
    [
      'bridge fdb del 00:00:00:00:00:00 dev msft-vxl-10 dst 10.10.10.20',
      'bridge fdb append 00:00:00:00:00:00 dev aapl-vxl-20 dst 10.66.6.6',
      'bridge fdb append 00:00:00:00:00:00 dev aapl-vxl-20 dst 10.10.10.20 vni 99 port 4790',
      'bridge fdb add 02:00:00:00:00:99 dev aapl-vxl-20 dst 10.66.6.6',
    ],
  ],
  ['another VTEP address', ['ip link set dev msft-vxl-10 type vxlan local 10.10.10.77']],
  [
    'a VXLAN interface made anew with remote',
    [
      'ip link del dev msft-vxl-10',
      'ip link add name msft-vxl-10 group 7652 type vxlan id 10 remote 10.66.6.6 dev eth1 dstport 8472',
      'ip link set dev msft-vxl-10 alias overlane:testfabric:net0010.vxl up',
    ],
  ],
  [
    'a VXLAN interface with another VNI',
    [
      'ip link del dev msft-vxl-10',
      'ip link add name msft-vxl-10 group 7652 type vxlan id 99 local 10.10.10.10 dev eth1 dstport 8472',
      'ip link set dev msft-vxl-10 alias overlane:testfabric:net0010.vxl up',
    ],
  ],
  ['a namespace that is gone', ['ip netns del microsoft']],
  [
    'a namespace of another endpoint of ours',
    ['ip -n microsoft link set dev lo alias overlane:testfabric:endstranger.ns'],
  ],
  [
    'a lost mark and lo down',
    ['ip -n microsoft link set dev lo alias ', 'ip -n microsoft link set dev lo down'],
  ],
  ['forwarding', ['ip netns exec google sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1']],
  [
    'a device begun and not marked',
    ['ip link del dev msft-br', 'ip link add name msft-br group 7652 type bridge forward_delay 0'],
  ],
];

it.each(DRIFTS)('repairs %s in one run', async (_name, commands) => {
  await apply(RICH);
  for (const command of commands) await host.command(...command.split(' '));
  expect(await apply(RICH)).not.toEqual([]);
});

it('makes no kernel event where nothing differs, and one where something does', async () => {
  await apply(RICH);
  const events: string[] = [];
  const monitor = host.spawn(['ip', 'monitor', 'link', 'address', 'route', 'nsid']);
  monitor.stdout?.on('data', (chunk: Buffer) => events.push(chunk.toString()));
  // What the kernel still has to tell of the first apply ends with this.
  const marked = async (name: string) => {
    await host.command('ip', 'link', 'add', 'name', name, 'type', 'bridge');
    await expect.poll(() => events.join('')).toContain(name);
  };
  await marked('before');
  events.length = 0;
  expect(await apply(RICH)).toEqual([]);
  await marked('after');
  expect(
    events
      .join('')
      .split('\n')
      .filter((line) => /^\S/.test(line) && !line.includes('after')),
  ).toEqual([]);
  monitor.kill();
});

it('lets an endpoint reach itself by IPv6 at once, and neither its host nor its bridge', async () => {
  await apply(RICH);
  await host.command('ip', 'netns', 'exec', 'google', 'ping', '-c1', '-W1', '2001:db8:1::4');
  const { links } = await observe(host, 'hostnode01');
  const ours = links.filter(({ group }) => group === LINK_GROUP);
  expect(ours).toHaveLength(13);
  expect(ours.flatMap(({ addresses }) => addresses)).toEqual([]);
});
