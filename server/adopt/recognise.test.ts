import { describe, expect, it } from 'vitest';
import { host, intent, NODE01, NODE02, SEED } from '../compile/fixtures/intent';
import { checkIntent } from '../model/check';
import { operate } from '../model/operation';
import { isMark } from '../plan/mark';
import type { Step } from '../plan/plan';
import { Built, proposalText, type Typed } from './fixtures/built';
import { FLOOD_TYPED, floodTyped, SEED_TYPED, seedTyped, TWO_NETWORKS_TYPED } from './fixtures/hands';
import { adoptOperations } from './operations';

const seedPlus = (more: Typed): Typed =>
  Object.fromEntries(
    Object.entries(SEED_TYPED).map(([name, lines]) => [name, [...lines, ...(more[name] ?? [])]]),
  );

const HANDS: [string, Typed][] = [
  ['the-seed', SEED_TYPED],
  ['flood-lists-on-three-hosts', FLOOD_TYPED],
  ['two-networks', TWO_NETWORKS_TYPED],
];

describe.each(HANDS)('%s', (name, typed) => {
  it('is understood', async () => {
    const built = new Built(typed);
    const proposal = await built.proposal();
    await expect(proposalText(proposal, built.base)).toMatchFileSnapshot(`./fixtures/${name}.txt`);
    expect(await built.proposal()).toEqual(proposal);
  });

  it('is adopted with marks only, settles, and is given back as it was', async () => {
    const built = new Built(typed);
    const before = await built.observed();
    const proposal = await built.proposal();
    const { operations, faults } = adoptOperations(built.base, proposal, proposal.tenants);
    expect(faults).toEqual([]);
    const { intent: adopted, inverse } = operate(built.base, operations);
    expect(checkIntent(adopted)).toEqual([]);
    const lines = await built.apply(adopted);
    for (const line of Object.values(lines).flat()) {
      expect(isMark({ line: line.split(' ') } as Step), line).toBe(true);
    }
    expect(Object.values(lines).every(({ length }) => length > 0)).toBe(true);
    expect(await built.apply(adopted)).toEqual(
      Object.fromEntries(Object.keys(typed).map((one) => [one, []])),
    );
    expect((await built.proposal(adopted)).tenants).toEqual([]);
    await built.apply(operate(adopted, inverse).intent);
    expect(await built.observed()).toEqual(before);
  });
});

describe('what is in the way of adopting is named with object and host', () => {
  const rows: { name: string; typed: Typed; says: RegExp; of?: string }[] = [
    {
      name: 'a host without its flood entry',
      typed: { ...FLOOD_TYPED, node02: floodTyped(2, [1]) },
      says: /^vx1000 on node02 does not flood to node03 \(10\.10\.10\.30\), which has VNI 1000 too: add the entry/,
    },
    {
      name: 'a VTEP that is no host of the fabric',
      typed: {
        node01: [
          ...seedTyped('microsoft', 'msft', 10, { host: 'node01', to: 'node02' }),
          'bridge fdb append 00:00:00:00:00:00 dev msft-vxl-10 dst 10.10.10.77',
        ],
        node02: seedTyped('microsoft', 'msft', 10, { host: 'node02', to: 'node01' }),
      },
      says: /^msft-vxl-10 on node01 floods to 10\.10\.10\.77, which is no host of this fabric: add that host first/,
    },
    {
      name: 'an end that nobody built',
      typed: { node01: seedTyped('microsoft', 'msft', 10, { host: 'node01', to: 'node02' }), node02: [] },
      says: /^msft-vxl-10 on node01 floods to node02 \(10\.10\.10\.20\), where nothing in a bridge has VNI 10/,
    },
    {
      name: 'the other end on another port',
      typed: {
        node01: seedTyped('microsoft', 'msft', 10, { host: 'node01', to: 'node02' }),
        node02: seedTyped('microsoft', 'msft', 10, { host: 'node02', to: 'node01', port: 4789 }),
      },
      says: /floods to node01 on UDP port 4789, where VNI 10 has port 8472: both ends of a tunnel must have the same port/,
    },
    {
      name: 'a multicast group',
      typed: {
        node01: [
          ...seedTyped('microsoft', 'msft', 10, { host: 'node01', to: 'node02' }).map((line) =>
            line.replace('remote 10.10.10.20', 'remote 239.1.1.1'),
          ),
        ],
        node02: [],
      },
      says: /^msft-vxl-10 on node01 floods to the multicast group 239\.1\.1\.1/,
    },
    {
      name: 'an FDB entry that somebody wrote',
      typed: seedPlus({ node01: ['bridge fdb append 02:00:00:00:00:09 dev msft-vxl-10 dst 10.10.10.20'] }),
      says: /^msft-vxl-10 on node01 has an entry for 02:00:00:00:00:09 that somebody wrote/,
      of: 'microsoft',
    },
    {
      name: 'an underlay that is another device',
      typed: {
        node01: seedTyped('microsoft', 'msft', 10, { host: 'node01', to: 'node02' }).map((line) =>
          line.replace('dev eth1', 'dev lo'),
        ),
        node02: seedTyped('microsoft', 'msft', 10, { host: 'node02', to: 'node01' }),
      },
      says: /^msft-vxl-10 on node01 goes over lo, and the underlay of that host is eth1/,
    },
    {
      name: 'an interface that is down',
      typed: seedPlus({ node02: ['ip -n apple link set dev aapl-veth1 down'] }),
      says: /^aapl-veth1 in apple on node02 is down: bring it up first \(ip -n apple link set dev aapl-veth1 up\)/,
      of: 'apple',
    },
    {
      name: 'an alias of somebody',
      typed: seedPlus({ node01: ['ip link set dev msft-br alias uplink'] }),
      says: /^msft-br on node01 has the alias "uplink", where the owner mark goes/,
      of: 'microsoft',
    },
    {
      name: 'an interface without an address',
      typed: seedPlus({ node01: ['ip -n microsoft addr del 10.1.0.4/24 dev msft-veth1'] }),
      says: /^msft-veth1 in microsoft on node01 has no address/,
      of: 'microsoft',
    },
    {
      name: 'a prefix length that leaves no room',
      typed: seedPlus({ node01: ['ip -n microsoft addr add 10.9.0.4/32 dev msft-veth1'] }),
      says: /^10\.9\.0\.4\/32 on msft-veth1 in microsoft on node01 makes no subnet/,
      of: 'microsoft',
    },
    {
      name: 'subnets that overlap',
      typed: seedPlus({ node01: ['ip -n microsoft addr add 10.1.7.4/16 dev msft-veth1'] }),
      says: /^10\.1\.0\.0\/16 and 10\.1\.0\.0\/24 overlap|^10\.1\.0\.0\/24 and 10\.1\.0\.0\/16 overlap/,
      of: 'microsoft',
    },
    {
      name: 'the same address twice',
      typed: {
        node01: seedTyped('microsoft', 'msft', 10, { host: 'node01', to: 'node02' }),
        node02: seedTyped('microsoft', 'msft', 10, { host: 'node02', to: 'node01', address: '10.1.0.4/24' }),
      },
      says: /^10\.1\.0\.4 is held by microsoft@node01 already/,
    },
    {
      name: 'a second VXLAN interface in the bridge',
      typed: seedPlus({
        node01: [
          'ip link add name more type vxlan id 30 remote 10.10.10.20 dev eth1',
          'ip link set dev more master msft-br up',
        ],
      }),
      says: /^msft-br on node01 holds more too, a second VXLAN interface/,
      of: 'microsoft',
    },
    {
      name: 'a namespace twice in one network',
      typed: seedPlus({
        node01: [
          'ip link add name msft-veth2 type veth peer name msft-veth3 netns microsoft',
          'ip link set dev msft-veth2 master msft-br up',
          'ip -n microsoft addr add 10.1.0.9/24 dev msft-veth3',
          'ip -n microsoft link set dev msft-veth3 up',
        ],
      }),
      says: /^microsoft on node01 is in the network with VNI 10 twice \(msft-veth3 is its second interface\)/,
      of: 'microsoft',
    },
    {
      name: 'a name that the model does not take',
      typed: {
        node01: seedTyped('default', 'dflt', 10, { host: 'node01', to: 'node02' }),
        node02: seedTyped('default', 'dflt', 10, { host: 'node02', to: 'node01' }),
      },
      says: /^a namespace on node01 has a name that Overlane does not take: "default"/,
    },
  ];

  it.each(rows)('$name', async ({ typed, says, of }) => {
    const built = new Built(typed);
    const proposal = await built.proposal();
    const found = proposal.tenants.find(({ tenant }) => of === undefined || tenant.name === of);
    expect(found?.obstacles.map(({ sentence }) => sentence)).toContainEqual(expect.stringMatching(says));
    const { operations, faults } = adoptOperations(built.base, proposal, found ? [found] : []);
    expect(operations).toEqual([]);
    expect(faults).toHaveLength(1);
    // The others are not held up by it.
    const free = proposal.tenants.filter(({ obstacles }) => obstacles.length === 0);
    expect(adoptOperations(built.base, proposal, free).faults).toEqual([]);
  });

  it('a physical port', async () => {
    const built = new Built(SEED_TYPED);
    const kernel = built.kernels.get('node01');
    if (!kernel) throw new Error('node01 was built');
    kernel.addOther(kernel.root, { name: 'eth2', mac: null, mtu: 1500, group: 0 });
    built.type('node01', ['ip link set dev eth2 master msft-br']);
    const [, microsoft] = (await built.proposal()).tenants;
    expect(microsoft?.obstacles[0]?.sentence).toMatch(
      /^eth2 is a port of msft-br on node01: the network goes on there/,
    );
  });

  it('a host that has no underlay yet', async () => {
    const built = new Built(SEED_TYPED, intent([NODE01, host('node02', null)], []));
    const [apple] = (await built.proposal()).tenants;
    expect(apple?.obstacles.map(({ sentence }) => sentence)).toContainEqual(
      expect.stringMatching(/^node02 has no underlay yet/),
    );
  });

  it('a host that could not be read', async () => {
    const built = new Built({ node01: SEED_TYPED.node01 ?? [] }, intent([NODE01, NODE02], []));
    const proposal = await built.proposal();
    expect(proposal.unread).toMatchObject([{ hostId: 'hostnode02' }]);
    expect(proposal.tenants[0]?.obstacles[0]?.sentence).toMatch(
      /floods to node02 \(10\.10\.10\.20\), which could not be read/,
    );
  });

  it('a VNI that intent has already', async () => {
    const google = { ...SEED, tenants: SEED.tenants.map((one) => ({ ...one, endpoints: [] })) };
    const built = new Built(SEED_TYPED, google);
    const proposal = await built.proposal();
    expect(proposal.tenants.map(({ tenant }) => tenant.name)).toEqual(['apple2', 'microsoft2']);
    expect(proposal.tenants[0]?.obstacles[0]?.sentence).toMatch(/^VNI 20 is that of apple\/default already/);
  });
});

describe('what is no tenant is left over with its reason', () => {
  const rows: [string, string[], string, RegExp][] = [
    [
      'a bridge without VXLAN',
      ['ip link add name docker0 type bridge'],
      'docker0',
      /^docker0 on node01 is Docker's/,
    ],
    [
      'namespaces joined on one host only',
      [
        'ip netns add lone',
        'ip link add name lone-br type bridge',
        'ip link add name lone0 type veth peer name lone1 netns lone',
        'ip link set dev lone0 master lone-br up',
      ],
      'lone-br',
      /^lone-br on node01 has no VXLAN interface: lone is joined on this host only/,
    ],
    [
      'a namespace with nothing',
      ['ip netns add empty'],
      'empty',
      /^empty on node01 holds nothing that leads out of it/,
    ],
    [
      'a VXLAN interface in no bridge',
      ['ip link add name flannel.1 type vxlan id 1 dev eth1 dstport 8472'],
      'flannel.1',
      /^flannel\.1 on node01 is in no bridge/,
    ],
    [
      'a bridge and a tunnel without a namespace',
      [
        'ip link add name vm-br type bridge',
        'ip link add name vm-vx type vxlan id 77 remote 10.10.10.20 dev eth1 dstport 8472',
        'ip link set dev vm-vx master vm-br up',
      ],
      'vm-vx',
      /^vm-vx on node01 is in vm-br, behind which there is no namespace with a name/,
    ],
  ];
  it.each(rows)('%s', async (_what, typed, name, says) => {
    const built = new Built({ node01: typed });
    const { tenants, leftovers } = await built.proposal();
    expect(tenants).toEqual([]);
    expect(leftovers.find((one) => one.name === name)?.sentence).toMatch(says);
  });

  it('what Overlane made, and what another installation did', async () => {
    const built = new Built({ node01: [], node02: [] }, SEED);
    await built.apply(SEED);
    expect(await built.proposal(SEED)).toEqual({ tenants: [], leftovers: [], unread: [] });
    const stranger = await import('./recognise').then(async ({ recognise }) =>
      recognise({ intent: intent([NODE01], []), fabric: 'another', observed: await built.observed() }),
    );
    expect(stranger.tenants).toEqual([]);
    expect(stranger.leftovers.map(({ sentence }) => sentence)).toContainEqual(
      'msft-vxl-10 on node01 belongs to another installation of Overlane (testfabric)',
    );
  });
});

describe('choosing', () => {
  it('refuses what changed on a host since it was seen, and what is gone', async () => {
    const built = new Built(SEED_TYPED);
    const seen = await built.proposal();
    built.type('node01', ['ip -n microsoft addr add 10.1.0.99/24 dev msft-veth1', 'ip link del dev aapl-br']);
    const now = await built.proposal();
    const { operations, faults } = adoptOperations(built.base, now, seen.tenants);
    expect(operations).toEqual([]);
    expect(faults.map(({ sentence }) => sentence)).toEqual(
      expect.arrayContaining([expect.stringContaining('changed on the hosts since you looked')]),
    );
    expect(faults).toHaveLength(2);
  });

  it('an empty fabric takes the port of what is adopted, and one with networks keeps its own', async () => {
    const built = new Built(FLOOD_TYPED);
    const proposal = await built.proposal();
    expect(adoptOperations(built.base, proposal, proposal.tenants).operations.map(({ op }) => op)).toEqual([
      'fabric.set',
      'tenant.add',
    ]);
    const busy = { ...built.base, tenants: SEED.tenants };
    const { operations } = adoptOperations(busy, await built.proposal(busy), proposal.tenants);
    expect(operations.map(({ op }) => op)).toEqual([]);
    const again = await built.proposal(busy);
    expect(adoptOperations(busy, again, again.tenants).operations.map(({ op }) => op)).toEqual([
      'tenant.add',
    ]);
  });

  it('a tenant may get another name, and its namespaces keep theirs', async () => {
    const built = new Built(SEED_TYPED);
    const proposal = await built.proposal();
    const chosen = proposal.tenants.map((one) => ({ ...one, name: `${one.tenant.name}-old` }));
    const { operations } = adoptOperations(built.base, proposal, chosen);
    const { intent: adopted } = operate(built.base, operations);
    expect(adopted.tenants.map(({ name }) => name)).toEqual(['apple-old', 'microsoft-old']);
    expect(
      Object.values(await built.apply(adopted))
        .flat()
        .every((line) => line.startsWith('link set')),
    ).toBe(true);
  });
});
