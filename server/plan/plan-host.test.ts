import { describe, expect, it } from 'vitest';
import { APPLE, host, intent, MICROSOFT, NODE01, NODE02, SEED, tenant } from '../compile/fixtures/intent';
import type { Intent } from '../model/intent';
import { bridgeLine } from '../ssh/memory/iproute2';
import type { MemoryKernel } from '../ssh/memory/kernel';
import { desiredOf, ip, newHost, read, run } from './fixtures/host';
import type { Batch, Plan, Refusal } from './plan';
import { plan } from './plan-host';
import { renderCommands } from './script';

/** Builds `before`, lets `since` happen, and plans for `after`. */
async function planned(
  before: Intent,
  since: (kernel: MemoryKernel) => void,
  after: Intent = before,
  options: { isolate?: boolean; underlayMtu?: Record<string, number> } = {},
): Promise<Plan> {
  const kernel = newHost();
  await run(kernel, plan(desiredOf(before), await read(kernel), { isolate: false }));
  since(kernel);
  const desired = desiredOf(after, 'hostnode01', options.underlayMtu);
  return plan(desired, await read(kernel), { isolate: options.isolate ?? false });
}

const nothing = () => {};
const ONE = intent([NODE01, NODE02], [MICROSOFT]);
const NONE = intent([NODE01, NODE02], []);
const bridge = (kernel: MemoryKernel, line: string) => bridgeLine(kernel, kernel.root, line.split(' '));

describe('each difference is mended by its own line', () => {
  const rows: { name: string; since: (kernel: MemoryKernel) => void; steps: [string, string | null][] }[] = [
    { name: 'nothing differs', since: nothing, steps: [] },
    {
      name: 'a bridge is down',
      since: (kernel) => ip(kernel, 'link set dev msft-br down'),
      steps: [['ip link set dev msft-br up', 'state: down vs up']],
    },
    {
      name: 'a bridge answers ARP',
      since: (kernel) => ip(kernel, 'link set dev msft-br arp on'),
      steps: [['ip link set dev msft-br arp off', 'arp: on vs off']],
    },
    {
      name: 'a device has lost its mark',
      since: (kernel) => ip(kernel, 'link set dev msft-vxl-10 alias '),
      steps: [
        [
          'ip link set dev msft-vxl-10 alias overlane:testfabric:net0010.vxl',
          'alias: none vs overlane:testfabric:net0010.vxl',
        ],
      ],
    },
    {
      name: 'a run was cut between gathering and deleting',
      since: (kernel) => ip(kernel, 'link set dev msft-veth0 group 7653'),
      steps: [['ip link set dev msft-veth0 group 7652', 'group: 7653 vs 7652']],
    },
    {
      name: 'the MTU of a host end is another',
      since: (kernel) => ip(kernel, 'link set dev msft-veth0 mtu 1500'),
      steps: [['ip link set dev msft-veth0 mtu 1450', 'mtu: 1500 vs 1450']],
    },
    {
      name: 'the MAC of a namespace end is another',
      since: (kernel) => ip(kernel, 'link set dev msft-veth1 address 02:77:77:77:77:77', 'microsoft'),
      steps: [
        [
          'ip -n microsoft link set dev msft-veth1 address 02:74:d7:f5:f3:69',
          'mac: 02:77:77:77:77:77 vs 02:74:d7:f5:f3:69',
        ],
      ],
    },
    {
      name: 'a port is in no bridge',
      since: (kernel) => ip(kernel, 'link set dev msft-veth0 nomaster'),
      steps: [['ip link set dev msft-veth0 master msft-br', 'master: none vs msft-br']],
    },
    {
      name: 'a device that is up has a link-local address, which `addrgenmode none` leaves there',
      since: (kernel) => {
        ip(kernel, 'link set dev msft-br addrgenmode eui64');
        ip(kernel, 'link set dev msft-br down');
        ip(kernel, 'link set dev msft-br up');
      },
      steps: [
        ['ip link set dev msft-br addrgenmode none', 'addrgenmode: eui64 vs none'],
        ['ip addr del fe80::c0:f2ff:fee6:a4c6/64 dev msft-br', 'address: fe80::c0:f2ff:fee6:a4c6/64 vs none'],
      ],
    },
    {
      name: 'the MTU of a device fell so low that the kernel took its IPv6 settings away',
      since: (kernel) => ip(kernel, 'link set dev msft-veth0 mtu 1000'),
      // The bridge's MTU followed that of its port.
      steps: ['msft-br', 'msft-veth0'].flatMap((name): [string, string][] => [
        [`ip link set dev ${name} down`, 'mtu: 1000 vs 1450'],
        [`ip link set dev ${name} mtu 1450`, 'mtu: 1000 vs 1450'],
        [`ip link set dev ${name} addrgenmode none`, 'addrgenmode: unset vs none'],
        [`ip link set dev ${name} up`, 'mtu: 1000 vs 1450'],
      ]),
    },
    {
      name: 'the VXLAN interface sends from another address',
      since: (kernel) => ip(kernel, 'link set dev msft-vxl-10 type vxlan local 10.10.10.77'),
      steps: [
        ['ip link set dev msft-vxl-10 type vxlan local 10.10.10.10', 'local: 10.10.10.77 vs 10.10.10.10'],
      ],
    },
    {
      name: 'an address is missing',
      since: (kernel) => ip(kernel, 'addr del 10.1.0.4/24 dev msft-veth1', 'microsoft'),
      steps: [['ip -n microsoft addr add 10.1.0.4/24 dev msft-veth1', 'address: none vs 10.1.0.4/24']],
    },
    {
      name: 'another address of the subnet is there, and takes ours along if it is the primary',
      since: (kernel) => ip(kernel, 'addr add 10.1.0.66/24 dev msft-veth1', 'microsoft'),
      steps: [
        ['ip -n microsoft addr del 10.1.0.66/24 dev msft-veth1', 'address: 10.1.0.66/24 vs none'],
        [
          'ip -n microsoft addr replace 10.1.0.4/24 dev msft-veth1',
          'another address of its subnet goes and may take it along',
        ],
      ],
    },
    {
      name: 'the endpoint answers no ARP and forwards',
      since: (kernel) => {
        ip(kernel, 'link set dev msft-veth1 arp off', 'microsoft');
        kernel.namespace('microsoft').forwarding = { ipv4: true, ipv6: false };
      },
      steps: [
        ['ip netns exec microsoft sysctl -q -w net.ipv4.ip_forward=0', 'forwarding: on vs off'],
        ['ip -n microsoft link set dev msft-veth1 arp on', 'arp: off vs on'],
      ],
    },
    {
      name: 'a flood entry is missing, another one is too much',
      since: (kernel) => {
        bridge(kernel, 'fdb del 00:00:00:00:00:00 dev msft-vxl-10 dst 10.10.10.20');
        bridge(kernel, 'fdb append 00:00:00:00:00:00 dev msft-vxl-10 dst 10.66.6.6 vni 99');
      },
      steps: [
        [
          'bridge fdb append 00:00:00:00:00:00 dev msft-vxl-10 dst 10.10.10.20',
          'flood entry: none vs 10.10.10.20',
        ],
        [
          'bridge fdb del 00:00:00:00:00:00 dev msft-vxl-10 dst 10.66.6.6 vni 99',
          'flood entry: 10.66.6.6 vni 99 vs none',
        ],
      ],
    },
  ];

  it.each(rows)('$name', async ({ since, steps }) => {
    const made = await planned(ONE, since);
    const found = made.batches.flatMap((batch) =>
      batch.steps.map((step) => [
        renderCommands({ ...made, batches: [{ ...batch, steps: [step] }] })[0],
        step.because,
      ]),
    );
    expect(found).toEqual(steps);
    expect(made.refusals).toEqual([]);
  });
});

describe('order and batches', () => {
  const places = (made: Plan) => made.batches.map(({ tool, namespace }) => [tool, namespace]);

  it('a fabric is built by one process for the host, one for each namespace, and one for the FDB', async () => {
    expect(places(await planned(NONE, nothing, SEED))).toEqual([
      ['ip', null],
      ['ip', 'apple'],
      ['ip', 'microsoft'],
      ['bridge', null],
    ]);
  });

  it('what is no longer desired goes after what is new was built', async () => {
    const made = await planned(intent([NODE01, NODE02], [APPLE]), nothing, ONE);
    expect(places(made)).toEqual([
      ['ip', null],
      ['ip', 'microsoft'],
      ['bridge', null],
      ['ip', null],
    ]);
    expect(made.batches.at(-1)?.steps.every(({ action }) => action === 'delete')).toBe(true);
  });

  it('forwarding is off in a new namespace before its interface comes up, where the host forwards', async () => {
    const kernel = newHost();
    kernel.root.forwarding = { ipv4: true, ipv6: true };
    const made = plan(desiredOf(ONE), await read(kernel), { isolate: false });
    expect(places(made)).toEqual([
      ['ip', null],
      ['sysctl', 'microsoft'],
      ['ip', 'microsoft'],
      ['bridge', null],
    ]);
    await run(kernel, made);
    expect(kernel.namespace('microsoft').forwarding).toEqual({ ipv4: false, ipv6: false });
  });

  it('after a failed run each tenant has a chain of its own, of which only the first batch is independent', async () => {
    const made = await planned(intent([NODE01, NODE02], [APPLE]), nothing, ONE, { isolate: true });
    const chain = ({ tool, namespace, independent, steps }: Batch) => [
      independent,
      tool,
      namespace,
      steps[0]?.object.name,
    ];
    expect(made.batches.map(chain)).toEqual([
      [true, 'ip', null, 'microsoft'],
      [false, 'ip', 'microsoft', 'microsoft'],
      [false, 'bridge', null, 'msft-vxl-10'],
      [true, 'ip', null, 'aapl-veth0'],
      [true, 'ip', null, 'aapl-vxl-20'],
    ]);
  });

  it('one tenant that fails does not stop another', async () => {
    const kernel = newHost();
    const made = plan(desiredOf(SEED), await read(kernel), { isolate: true });
    // Somebody takes a name between the read and the run.
    ip(kernel, 'link add name aapl-br type bridge');
    const { batches } = await run(kernel, made);
    expect(batches.map(({ kind }) => kind)).toEqual(['failed', 'not-run', 'not-run', 'done', 'done', 'done']);
    expect(kernel.root.links.get('aapl-br')?.alias).toBeNull();
  });

  it('a larger removal gathers its devices in a group of their own, unless somebody else is in it', async () => {
    const third = tenant({
      name: 'ibm',
      prefix: 'ibm',
      networks: [{ vni: 50 }],
      endpoints: [{ host: 'node01' }],
    });
    const three = intent([NODE01, NODE02], [APPLE, MICROSOFT, third]);
    expect(renderCommands(await planned(three, nothing, NONE))).toContain('ip link del group 7653');
    const stranger = (kernel: MemoryKernel) => ip(kernel, 'link add name tap7 group 7653 type bridge');
    const careful = renderCommands(await planned(three, stranger, NONE));
    expect(careful.filter((line) => line.includes('group'))).toEqual([]);
    expect(careful).toContain('ip link del dev msft-br');
  });
});

describe('a flap is announced', () => {
  const flapping = (made: Plan) => {
    const steps = made.batches.flatMap((batch) => batch.steps);
    return steps.filter(({ flaps }) => flaps).map(({ line, because }) => [line.join(' '), because]);
  };

  it('by the deletion of a VXLAN interface whose VNI changes', async () => {
    const changed = tenant({
      name: 'microsoft',
      prefix: 'msft',
      networks: [{ vni: 11 }],
      endpoints: [{ host: 'node01' }, { host: 'node02' }],
    });
    const [network] = changed.networks;
    const [old] = MICROSOFT.networks;
    const after = intent(
      [NODE01, NODE02],
      [
        {
          ...changed,
          networks: network && old ? [{ ...network, id: old.id, bridge: old.bridge, vxlan: old.vxlan }] : [],
          endpoints: MICROSOFT.endpoints,
        },
      ],
    );
    expect(flapping(await planned(ONE, nothing, after))).toEqual([
      ['link del dev msft-vxl-10', 'vni: 10 vs 11'],
    ]);
  });

  it('by that of one whose port changes, and of none whose MTU does', async () => {
    expect(flapping(await planned(ONE, nothing, { ...ONE, vxlan: { port: 4789 } }))).toEqual([
      ['link del dev msft-vxl-10', 'port: 8472 vs 4789'],
    ]);
    const narrower = await planned(ONE, nothing, ONE, { underlayMtu: { hostnode02: 1400 } });
    expect(flapping(narrower)).toEqual([]);
    expect(renderCommands(narrower)).toContain('ip -n microsoft link set dev msft-veth1 mtu 1350');
  });
});

describe('what stands in the way is refused and named', () => {
  const rows: {
    name: string;
    found: (kernel: MemoryKernel) => void;
    fabric?: Intent;
    refusals: Pick<Refusal, 'code' | 'object'>[];
    /** What is built all the same. */
    built: string[];
  }[] = [
    {
      name: 'a foreign bridge of our name stops its network only',
      found: (kernel) => ip(kernel, 'link add name msft-br type bridge'),
      refusals: [{ code: 'foreign-name', object: 'msft-br' }],
      built: ['aapl-br', 'aapl-veth0', 'aapl-vxl-20'],
    },
    {
      name: 'a foreign host end stops its endpoint, not the network',
      found: (kernel) => ip(kernel, 'link add name msft-veth0 type veth peer name other'),
      refusals: [{ code: 'foreign-name', object: 'msft-veth0' }],
      built: ['aapl-br', 'aapl-veth0', 'aapl-vxl-20', 'msft-br', 'msft-vxl-10'],
    },
    {
      name: 'a foreign VXLAN interface with our VNI and port',
      found: (kernel) =>
        ip(kernel, 'link add name flannel.1 type vxlan id 10 remote 10.10.10.9 dev eth1 dstport 8472'),
      refusals: [{ code: 'foreign-vni', object: 'flannel.1' }],
      built: ['aapl-br', 'aapl-veth0', 'aapl-vxl-20'],
    },
    {
      name: 'a foreign VXLAN interface with our VNI that was moved into a namespace',
      found: (kernel) => {
        ip(kernel, 'link add name vx type vxlan id 10 remote 10.10.10.9 dev eth1 dstport 8472');
        ip(kernel, 'netns add box');
        ip(kernel, 'link set dev vx netns box');
      },
      refusals: [{ code: 'foreign-vni', object: 'box/vx' }],
      built: ['aapl-br', 'aapl-veth0', 'aapl-vxl-20'],
    },
    {
      name: 'another port leaves our VNI free',
      found: (kernel) =>
        ip(kernel, 'link add name other type vxlan id 10 remote 10.10.10.9 dev eth1 dstport 4789'),
      refusals: [],
      built: ['aapl-br', 'aapl-veth0', 'aapl-vxl-20', 'msft-br', 'msft-veth0', 'msft-vxl-10'],
    },
    {
      name: 'an underlay device that is not there',
      found: nothing,
      fabric: intent([host('node01', '10.10.10.10', 'eth7'), NODE02], [MICROSOFT]),
      refusals: [{ code: 'underlay-device-missing', object: 'eth7' }],
      built: [],
    },
    {
      name: 'an underlay address that the device does not have',
      found: (kernel) => ip(kernel, 'addr del 10.10.10.10/16 dev eth1'),
      fabric: ONE,
      refusals: [{ code: 'underlay-address-missing', object: 'eth1' }],
      built: [],
    },
    {
      name: 'an MTU that IPv6 cannot live with',
      found: (kernel) => ip(kernel, 'link set dev eth1 mtu 1300'),
      fabric: intent(
        [NODE01, NODE02],
        [
          tenant({
            name: 'google',
            prefix: 'ggl',
            networks: [{ vni: 30, subnets: ['2001:db8::/64'] }],
            endpoints: [{ host: 'node01' }],
          }),
        ],
      ),
      refusals: [{ code: 'mtu-too-small', object: 'ggl-vxl-30' }],
      built: [],
    },
    {
      name: 'an MTU that the underlay does not carry',
      found: nothing,
      fabric: intent(
        [NODE01, NODE02],
        [
          tenant({
            name: 'google',
            prefix: 'ggl',
            networks: [{ vni: 30, mtu: 1500 }],
            endpoints: [{ host: 'node01' }],
          }),
        ],
      ),
      refusals: [{ code: 'mtu-too-small', object: 'eth1' }],
      built: [],
    },
  ];

  it.each(rows)('$name', async ({ found, fabric = SEED, refusals, built }) => {
    const kernel = newHost();
    found(kernel);
    const observed = await read(kernel);
    const underlayMtu = { hostnode01: observed.links.find(({ name }) => name === 'eth1')?.mtu };
    const before = new Set(kernel.root.links.keys());
    const made = plan(desiredOf(fabric, 'hostnode01', underlayMtu), observed, { isolate: false });
    expect(made.refusals.map(({ code, object }) => ({ code, object }))).toEqual(refusals);
    await run(kernel, made);
    expect([...kernel.root.links.keys()].filter((name) => !before.has(name)).sort()).toEqual(built);
  });

  it('a refused network keeps what it has', async () => {
    const made = await planned(ONE, (kernel) => {
      ip(kernel, 'link set dev msft-br down');
      ip(kernel, 'addr del 10.10.10.10/16 dev eth1');
    });
    expect(made.batches).toEqual([]);
    expect(made.refusals).toHaveLength(1);
  });

  it('a namespace that cannot be entered stops its endpoint', async () => {
    const kernel = newHost();
    const observed = await read(kernel);
    const stale = {
      name: 'microsoft',
      nsid: null,
      unreadable: 'Invalid argument',
      readAt: observed.readAt,
      links: [],
      routes: [],
      neighbours: [],
      forwarding: { ipv4: false, ipv6: false },
    };
    const made = plan(desiredOf(ONE), { ...observed, namespaces: [stale] }, { isolate: false });
    expect(made.refusals).toMatchObject([
      { code: 'namespace-unreadable', object: 'microsoft', endpointId: 'endmicrosoftnode01' },
    ]);
    expect(renderCommands(made).filter((line) => line.includes('microsoft'))).toEqual([]);
  });

  it('a device in external mode takes the whole port', async () => {
    const kernel = newHost();
    ip(kernel, 'link add name cilium type vxlan id 0 dstport 8472');
    ip(kernel, 'link set dev cilium up');
    const observed = await read(kernel);
    const links = observed.links.map((link) =>
      link.vxlan ? { ...link, vxlan: { ...link.vxlan, external: true as const } } : link,
    );
    const made = plan(desiredOf(ONE), { ...observed, links }, { isolate: false });
    expect(made.refusals).toMatchObject([{ code: 'foreign-vni', object: 'cilium', networkId: 'net0010' }]);
  });
});

describe('a host whose kernel has no IPv6', () => {
  it('is asked for no addrgenmode', async () => {
    const kernel = newHost();
    const observed = await read(kernel);
    const links = observed.links.map((link) => ({ ...link, addrgenmode: null }));
    const made = plan(desiredOf(ONE), { ...observed, links }, { isolate: false });
    expect(renderCommands(made).filter((line) => line.includes('addrgenmode'))).toEqual([]);
  });
});

it('devices that the kernel puts into every namespace are nobody’s', async () => {
  const kernel = newHost();
  kernel.addNamespace('microsoft');
  const fallback = { name: 'sit0', mac: null, mtu: null, group: 0 };
  kernel.addOther(kernel.namespace('microsoft'), fallback, 'sit');
  const made = plan(desiredOf(ONE), await read(kernel), { isolate: false });
  expect(made.refusals).toEqual([]);
  await run(kernel, made);
  const gone = plan(desiredOf(NONE), await read(kernel), { isolate: false });
  expect(gone.refusals).toEqual([]);
  expect(renderCommands(gone)).toContain('ip netns del microsoft');
});
