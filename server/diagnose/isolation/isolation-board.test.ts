import { describe, expect, it } from 'vitest';
import { host, intent, MICROSOFT, NODE01, NODE02, NODE03, SEED, tenant } from '../../compile/fixtures/intent';
import type { Intent } from '../../model/intent';
import type { Observed } from '../../observe/observed';
import { ADOPTED, TYPED } from '../../plan/fixtures/by-hand';
import { desiredOf, FABRIC, ip, newHost, read, run } from '../../plan/fixtures/host';
import { plan } from '../../plan/plan-host';
import { bridgeLine } from '../../ssh/memory/iproute2';
import type { MemoryKernel } from '../../ssh/memory/kernel';
import { Fabric } from '../../status/fixtures/fabric';
import type { Isolation } from './isolation';
import { IsolationBoard } from './isolation-board';

async function judged(
  fabric: Fabric,
  change: { intent?: Intent; observed?: (observed: Observed) => Observed; why?: Record<string, string> } = {},
): Promise<Isolation> {
  const hosts = [];
  for (const [hostId, kernel] of fabric.kernels) {
    const observed = await read(kernel, hostId);
    hosts.push({
      hostId,
      observed: change.observed ? change.observed(observed) : observed,
      heardAt: observed.readAt,
      why: change.why?.[hostId] ?? null,
    });
  }
  const now = change.intent ?? fabric.intent;
  const desired = new Map(Fabric.desired(now).map((one) => [one.hostId, one]));
  return new IsolationBoard().judge({ fabric: FABRIC, intent: now, desired, hosts, now: 1_001_000 });
}

const MSFT = 'tntmicrosoft';
const AAPL = 'tntapple';

type Case = {
  name: string;
  intent?: Intent;
  /** What is done to node01's kernel (and others). */
  fault(node01: MemoryKernel, fabric: Fabric): void;
  tenants: string[];
  withHost?: boolean;
  culprit: string;
  says: RegExp;
  remedy: RegExp;
};

const up = (kernel: MemoryKernel, name: string, namespace?: string) =>
  ip(kernel, `link set dev ${name} up`, namespace);

function veth(kernel: MemoryKernel, a: string, b: string, inA?: string, inB?: string) {
  ip(kernel, `link add name ${a} type veth peer name ${b}${inB ? ` netns ${inB}` : ''}`, inA);
}

/** Two on node01, one of which is alone on node02: so a wrong VNI meets no device of that VNI on its own host. */
const APART = intent(
  [NODE01, NODE02, NODE03],
  [
    tenant({
      name: 'microsoft',
      prefix: 'msft',
      networks: [{ vni: 10 }],
      endpoints: [{ host: 'node01' }, { host: 'node03' }],
    }),
    tenant({
      name: 'apple',
      prefix: 'aapl',
      networks: [{ vni: 20 }],
      endpoints: [{ host: 'node01' }, { host: 'node02' }],
    }),
  ],
);

const CASES: Case[] = [
  {
    name: 'a veth pair between two bridges',
    fault(kernel) {
      veth(kernel, 'leak0', 'leak1');
      ip(kernel, 'link set dev leak0 master msft-br');
      ip(kernel, 'link set dev leak1 master aapl-br');
    },
    tenants: [AAPL, MSFT],
    culprit: 'leak',
    says: /apple and microsoft touch on node01: the veth pair leak\d – leak\d, which is nobody's, joins/,
    remedy: /ip link del dev leak/,
  },
  {
    name: 'a foreign bridge between two bridges',
    fault(kernel) {
      ip(kernel, 'link add name mid type bridge');
      for (const [n, bridge] of [
        [0, 'msft-br'],
        [1, 'aapl-br'],
      ] as const) {
        veth(kernel, `mid${n}a`, `mid${n}b`);
        ip(kernel, `link set dev mid${n}a master ${bridge}`);
        ip(kernel, `link set dev mid${n}b master mid`);
      }
    },
    tenants: [AAPL, MSFT],
    culprit: 'mid',
    says: /the bridge mid, which is nobody's, is joined to/,
    remedy: /ip link del dev mid\d/,
  },
  {
    name: "a port in another tenant's bridge",
    fault: (kernel) => ip(kernel, 'link set dev aapl-veth0 master msft-br'),
    tenants: [AAPL, MSFT],
    culprit: 'aapl-veth0',
    says: /aapl-veth0 of apple is a port of msft-br \(it should be in aapl-br\)/,
    remedy: /ip link set dev aapl-veth0 master aapl-br/,
  },
  {
    name: "a VXLAN interface in another tenant's bridge",
    fault: (kernel) => ip(kernel, 'link set dev aapl-vxl-20 master msft-br'),
    tenants: [AAPL, MSFT],
    culprit: 'aapl-vxl-20',
    says: /aapl-vxl-20 of apple is a port of msft-br/,
    remedy: /master aapl-br/,
  },
  {
    name: "the end of a pair in another tenant's namespace",
    fault: (kernel) => ip(kernel, 'link set dev msft-veth1 netns apple', 'microsoft'),
    tenants: [AAPL, MSFT],
    culprit: 'msft-veth1',
    says: /msft-veth1 of microsoft is in the namespace apple \(it should be in microsoft\)/,
    remedy: /ip -n apple link set dev msft-veth1 netns microsoft/,
  },
  {
    name: 'a veth pair between two namespaces',
    fault: (kernel) => veth(kernel, 'leak0', 'leak1', 'microsoft', 'apple'),
    tenants: [AAPL, MSFT],
    culprit: 'leak',
    says: /the veth pair leak\d in \w+ – leak\d in \w+, which is nobody's, joins the namespace/,
    remedy: /ip -n (microsoft|apple) link del dev leak/,
  },
  {
    name: 'a foreign namespace with a leg in both bridges',
    fault(kernel) {
      ip(kernel, 'netns add router');
      for (const prefix of ['msft', 'aapl']) {
        veth(kernel, `r-${prefix}`, `${prefix}`, undefined, 'router');
        ip(kernel, `link set dev r-${prefix} master ${prefix}-br`);
      }
    },
    tenants: [AAPL, MSFT],
    culprit: 'router',
    says: /the namespace router, which is nobody's, is joined to/,
    remedy: /ip .*link del dev/,
  },
  {
    name: "a macvlan of a tenant's port in another's namespace",
    fault(kernel) {
      const lower = kernel.link(kernel.root, 'msft-veth0');
      const upper = kernel.addOther(
        kernel.namespace('apple'),
        { name: 'mv0', mac: '02:00:00:00:09:01', mtu: 1450, group: 0 },
        'macvlan',
      );
      upper.lower = lower;
    },
    tenants: [AAPL, MSFT],
    culprit: 'mv0',
    says: /the macvlan device mv0 in apple, which is nobody's, joins/,
    remedy: /ip -n apple link del dev mv0/,
  },
  {
    name: "a VLAN of a tenant's bridge in another's bridge",
    fault(kernel) {
      const upper = kernel.addOther(
        kernel.root,
        { name: 'msft-br.5', mac: '02:00:00:00:09:02', mtu: 1450, group: 0 },
        'vlan',
      );
      upper.lower = kernel.link(kernel.root, 'msft-br');
      ip(kernel, 'link set dev msft-br.5 master aapl-br');
    },
    tenants: [AAPL, MSFT],
    culprit: 'msft-br.5',
    says: /the vlan device msft-br.5, which is nobody's, joins/,
    remedy: /ip link del dev msft-br.5/,
  },
  {
    name: 'a wrong VNI',
    intent: APART,
    fault(_, fabric) {
      const kernel = fabric.kernel('hostnode02');
      ip(kernel, 'link del dev aapl-vxl-20');
      ip(
        kernel,
        'link add name aapl-vxl-20 type vxlan id 10 local 10.10.10.20 remote 10.10.10.10 dev eth1 dstport 8472',
      );
      ip(kernel, 'link set dev aapl-vxl-20 master aapl-br');
      up(kernel, 'aapl-vxl-20');
    },
    tenants: [AAPL, MSFT],
    culprit: 'aapl-vxl-20',
    says: /apple and microsoft touch: aapl-vxl-20 on node02 has VNI 10 \(it should have VNI 20\) and sends to msft-vxl-10 on node01/,
    remedy: /ip link del dev aapl-vxl-20/,
  },
  {
    name: 'a flood entry with the VNI of another tenant',
    fault: (kernel) =>
      bridgeLine(
        kernel,
        kernel.root,
        'fdb append 00:00:00:00:00:00 dev aapl-vxl-20 dst 10.10.10.20 vni 10'.split(' '),
      ),
    tenants: [AAPL, MSFT],
    culprit: 'aapl-vxl-20',
    says: /aapl-vxl-20 on node01 .* sends to msft-vxl-10 on node02/,
    remedy: /./,
  },
  {
    name: 'a foreign tunnel between the bridges of two hosts',
    fault(kernel, fabric) {
      const far = fabric.kernel('hostnode02');
      ip(
        kernel,
        'link add name gap type vxlan id 99 local 10.10.10.10 remote 10.10.10.20 dev eth1 dstport 8472',
      );
      ip(
        far,
        'link add name gap type vxlan id 99 local 10.10.10.20 remote 10.10.10.10 dev eth1 dstport 8472',
      );
      ip(kernel, 'link set dev gap master msft-br');
      ip(far, 'link set dev gap master aapl-br');
    },
    tenants: [AAPL, MSFT],
    culprit: 'gap',
    says: /gap on node0\d, which is nobody's, has VNI 99/,
    remedy: /ip link del dev gap/,
  },
  {
    name: 'an address of the host on a bridge',
    fault: (kernel) => ip(kernel, 'addr add 10.1.0.1/24 dev msft-br'),
    tenants: [MSFT],
    withHost: true,
    culprit: 'msft-br',
    says: /microsoft touches the host node01: msft-br has the host's address 10.1.0.1\/24/,
    remedy: /ip address del 10.1.0.1\/24 dev msft-br/,
  },
  {
    name: 'ARP on a bridge',
    fault: (kernel) => ip(kernel, 'link set dev msft-br arp on'),
    tenants: [MSFT],
    withHost: true,
    culprit: 'msft-br',
    says: /msft-br is up and answers ARP/,
    remedy: /ip link set dev msft-br arp off/,
  },
  {
    name: 'hardware in a bridge',
    fault(kernel) {
      kernel.addOther(kernel.root, { name: 'eth7', mac: '02:00:00:00:07:07', mtu: 1500, group: 0 });
      ip(kernel, 'link set dev eth7 master msft-br');
    },
    tenants: [MSFT],
    withHost: true,
    culprit: 'eth7',
    says: /eth7, the host's own network, is a port of msft-br/,
    remedy: /ip link set dev eth7 nomaster/,
  },
  {
    name: 'hardware in a namespace',
    fault(kernel) {
      kernel.addOther(kernel.namespace('apple'), {
        name: 'eth7',
        mac: '02:00:00:00:07:07',
        mtu: 1500,
        group: 0,
      });
    },
    tenants: [AAPL],
    withHost: true,
    culprit: 'eth7',
    says: /apple touches the host node01: eth7, the host's own network, is in the namespace apple/,
    remedy: /ip -n apple link set dev eth7 netns 1/,
  },
  {
    name: 'a veth pair from a namespace into the host',
    fault(kernel) {
      veth(kernel, 'out0', 'out1', undefined, 'microsoft');
      up(kernel, 'out0');
    },
    tenants: [MSFT],
    withHost: true,
    culprit: 'out',
    says: /microsoft touches the host node01: the veth pair out/,
    remedy: /link del dev out/,
  },
  {
    name: "a macvlan of the host's hardware in a namespace",
    fault(kernel) {
      const upper = kernel.addOther(
        kernel.namespace('apple'),
        { name: 'mv1', mac: '02:00:00:00:09:03', mtu: 1500, group: 0 },
        'macvlan',
      );
      upper.lower = kernel.link(kernel.root, 'eth1');
    },
    tenants: [AAPL],
    withHost: true,
    culprit: 'mv1',
    says: /apple touches the host node01: the macvlan device mv1 in apple/,
    remedy: /ip -n apple link del dev mv1/,
  },
];

describe('tenants that touch', () => {
  it.each(CASES)(
    '$name',
    async ({ intent: given, fault, tenants, withHost = false, culprit, says, remedy }) => {
      const fabric = await Fabric.built(given ?? SEED);
      expect(await judged(fabric)).toMatchObject({ verdict: 'apart', shared: [], doubts: [], notes: [] });
      fault(fabric.kernel(), fabric);
      const { verdict, shared } = await judged(fabric);
      expect(verdict).toBe('touching');
      expect(shared.map(({ sentence }) => sentence)).toHaveLength(1);
      const [one] = shared;
      expect(one).toMatchObject({ tenantIds: tenants, withHost });
      expect(one?.object.name).toContain(culprit);
      expect(one?.sentence).toMatch(says);
      expect(one?.remedy.command).toMatch(remedy);
      expect(one?.evidence.length).toBeGreaterThan(0);
    },
  );

  it('names three tenants that meet in one foreign bridge once, with all three', async () => {
    const fabric = await Fabric.built(
      intent(
        [NODE01, NODE02],
        [
          ...SEED.tenants,
          tenant({
            name: 'google',
            prefix: 'goog',
            networks: [{ vni: 30 }],
            endpoints: [{ host: 'node01' }],
          }),
        ],
      ),
    );
    const kernel = fabric.kernel();
    ip(kernel, 'link add name mid type bridge');
    for (const prefix of ['msft', 'aapl', 'goog']) {
      veth(kernel, `m-${prefix}a`, `m-${prefix}b`);
      ip(kernel, `link set dev m-${prefix}a master ${prefix}-br`);
      ip(kernel, `link set dev m-${prefix}b master mid`);
    }
    const { shared } = await judged(fabric);
    expect(shared).toHaveLength(1);
    expect(shared[0]?.tenantIds).toEqual([AAPL, 'tntgoogle', MSFT]);
  });

  it('tells two things that join the same tenants apart', async () => {
    const fabric = await Fabric.built();
    const kernel = fabric.kernel();
    for (const n of [0, 1]) {
      veth(kernel, `leak${n}a`, `leak${n}b`);
      ip(kernel, `link set dev leak${n}a master msft-br`);
      ip(kernel, `link set dev leak${n}b master aapl-br`);
    }
    expect((await judged(fabric)).shared).toHaveLength(2);
  });

  it('says that the host forwards between two bridges that it has addresses on', async () => {
    const fabric = await Fabric.built();
    const kernel = fabric.kernel();
    kernel.setForwarding(kernel.root, 'ipv4', true);
    ip(kernel, 'addr add 10.1.0.1/24 dev msft-br');
    ip(kernel, 'addr add 10.2.0.1/24 dev aapl-br');
    const { shared } = await judged(fabric);
    expect(shared.filter(({ withHost }) => withHost)).toHaveLength(2);
    expect(shared.filter(({ withHost }) => !withHost)).toMatchObject([
      { tenantIds: [AAPL, MSFT], object: { kind: 'host' }, layer: 3 },
    ]);
  });
});

describe('what is no alarm', () => {
  it('two networks of one tenant in one segment: a note', async () => {
    const two = intent(
      [NODE01, NODE02],
      [
        tenant({
          name: 'microsoft',
          prefix: 'msft',
          networks: [{ vni: 10 }, { vni: 11 }],
          endpoints: [{ host: 'node01' }],
        }),
      ],
    );
    const fabric = await Fabric.built(two);
    ip(fabric.kernel(), 'link set dev msft-vxl-11 master msft-br');
    expect(await judged(fabric)).toMatchObject({ verdict: 'apart', shared: [], notes: [{ tenantId: MSFT }] });
  });

  it('tenants that were adopted, with the ARP and the link-local addresses that people gave their bridges', async () => {
    const kernel = newHost();
    for (const typed of TYPED) {
      const [, ...words] = typed.split(' ');
      if (words[0] === '-n') ip(kernel, words.slice(2).join(' '), words[1]);
      else ip(kernel, words.join(' '));
    }
    const observe = async () => [
      { hostId: 'hostnode01', observed: await read(kernel), heardAt: 1, why: null },
    ];
    const own = desiredOf(ADOPTED);
    const desired = new Map([['hostnode01', own]]);
    const board = new IsolationBoard();
    const judge = async () =>
      board.judge({ fabric: FABRIC, intent: ADOPTED, desired, hosts: await observe(), now: 1 });
    await run(kernel, plan(own, await read(kernel), { isolate: false }));
    expect((await read(kernel)).links.find(({ name }) => name === 'msft-br')).toMatchObject({ noArp: false });
    expect(await judge()).toMatchObject({ verdict: 'apart', shared: [], checked: { endpoints: 2 } });
    ip(kernel, 'link set dev aapl-veth0 master msft-br');
    expect((await judge()).shared).toMatchObject([
      { tenantIds: [AAPL, MSFT], object: { name: 'aapl-veth0' } },
    ]);
  });

  it('the tunnel devices that are in every namespace where their modules are loaded', async () => {
    const fabric = await Fabric.built();
    const kernel = fabric.kernel();
    for (const [name, kind] of [
      ['sit0', 'sit'],
      ['tunl0', 'ipip'],
      ['gre0', 'gre'],
    ] as const) {
      for (const space of [kernel.root, kernel.namespace('microsoft'), kernel.namespace('apple')]) {
        kernel.addOther(space, { name, mac: '02:00:00:00:0a:01', mtu: 1480, group: 0 }, kind);
      }
    }
    expect(await judged(fabric)).toMatchObject({ verdict: 'apart', shared: [], doubts: [] });
  });

  it('things of others that touch no tenant', async () => {
    const fabric = await Fabric.built();
    const kernel = fabric.kernel();
    kernel.setForwarding(kernel.root, 'ipv4', true);
    ip(kernel, 'netns add theirs');
    ip(kernel, 'link add name docker0 type bridge');
    ip(kernel, 'addr add 172.17.0.1/16 dev docker0');
    up(kernel, 'docker0');
    veth(kernel, 'dock0', 'eth0', undefined, 'theirs');
    ip(kernel, 'link set dev dock0 master docker0');
    ip(kernel, 'link add name their-vxl type vxlan id 99 remote 10.10.10.20 dev eth1 dstport 8472');
    up(kernel, 'their-vxl');
    expect(await judged(fabric)).toMatchObject({ verdict: 'apart', shared: [], doubts: [] });
  });

  it("a VXLAN interface of nobody with a tenant's VNI, to which nobody sends", async () => {
    const fabric = await Fabric.built(APART);
    const kernel = fabric.kernel('hostnode02');
    ip(kernel, 'link add name odd type vxlan id 10 remote 10.99.0.1 dev eth1 dstport 8472');
    expect(await judged(fabric)).toMatchObject({ verdict: 'apart', shared: [] });
  });

  it('100 tenants on the same addresses on three hosts', async () => {
    const hosts = [NODE01, NODE02, NODE03];
    const tenants = Array.from({ length: 100 }, (_, i) =>
      tenant({
        name: `tenant${i}`,
        prefix: `t${i}`,
        networks: [{ vni: 100 + i }],
        endpoints: hosts.map(({ name }) => ({ host: name })),
      }),
    );
    const fabric = await Fabric.built(intent(hosts, tenants));
    const answer = await judged(fabric);
    expect(answer).toMatchObject({ verdict: 'apart', shared: [], doubts: [] });
    expect(answer.checked).toMatchObject({ tenants: 100, endpoints: 300, vteps: 300 });
  });
});

describe('what cannot be told', () => {
  it('is said of a host that was not heard of, and what touched on it still does', async () => {
    const fabric = await Fabric.built();
    const why = { hostnode02: 'node02 cannot be reached' };
    expect(await judged(fabric, { why })).toMatchObject({
      verdict: 'unproven',
      doubts: [{ hostId: 'hostnode02', sentence: 'node02 cannot be reached' }],
    });
    ip(fabric.kernel('hostnode02'), 'link set dev aapl-veth0 master msft-br');
    expect(await judged(fabric, { why })).toMatchObject({ verdict: 'touching' });
  });

  it('is said of a port behind which a program is', async () => {
    const fabric = await Fabric.built();
    const kernel = fabric.kernel();
    kernel.addOther(kernel.root, { name: 'tap0', mac: '02:00:00:00:09:09', mtu: 1500, group: 0 }, 'tun');
    ip(kernel, 'link set dev tap0 master msft-br');
    up(kernel, 'tap0');
    const { verdict, doubts } = await judged(fabric);
    expect(verdict).toBe('unproven');
    expect(doubts).toMatchObject([
      { hostId: 'hostnode01', sentence: expect.stringMatching(/microsoft on node01: where tap0 leads/) },
    ]);
  });

  it('is said of a port whose other end is in a namespace without a name', async () => {
    const fabric = await Fabric.built();
    const kernel = fabric.kernel();
    ip(kernel, 'netns add gone');
    veth(kernel, 'out0', 'out1', undefined, 'gone');
    ip(kernel, 'link set dev out0 master msft-br');
    const { verdict } = await judged(fabric, {
      observed: (one) => ({ ...one, namespaces: one.namespaces.filter(({ name }) => name !== 'gone') }),
    });
    expect(verdict).toBe('unproven');
  });

  it('is said of tenants on one foreign bridge that tells VLANs apart: neither apart nor an alarm', async () => {
    const fabric = await Fabric.built();
    const kernel = fabric.kernel();
    ip(kernel, 'link add name shared type bridge');
    for (const [name, end, bridge] of [
      ['up0', 'up1', 'msft-br'],
      ['up2', 'up3', 'aapl-br'],
    ] as const) {
      veth(kernel, name, end);
      ip(kernel, `link set dev ${name} master ${bridge}`);
      ip(kernel, `link set dev ${end} master shared`);
      up(kernel, name);
      up(kernel, end);
    }
    expect((await judged(fabric)).verdict).toBe('touching');
    const aware = (observed: Observed): Observed => ({
      ...observed,
      links: observed.links.map((link) => (link.name === 'shared' ? { ...link, vlanAware: true } : link)),
    });
    const { verdict, shared, doubts } = await judged(fabric, { observed: aware });
    expect({ verdict, shared }).toEqual({ verdict: 'unproven', shared: [] });
    expect(doubts.map(({ sentence }) => sentence).join('\n')).toMatch(
      /microsoft on node01: where up1 leads is not known: it is a port of shared, which tells VLANs apart/,
    );
  });

  it('is said of devices of tenants in two VRFs of a host that forwards: they do not meet in its stack', async () => {
    const fabric = await Fabric.built();
    const kernel = fabric.kernel();
    for (const name of ['vrf-a', 'vrf-b']) {
      kernel.addOther(kernel.root, { name, mac: '02:00:00:00:09:0a', mtu: 65_575, group: 0 }, 'vrf');
    }
    for (const [name, end, bridge, address] of [
      ['gw0', 'gw1', 'msft-br', '192.0.2.1/24'],
      ['gw2', 'gw3', 'aapl-br', '198.51.100.1/24'],
    ] as const) {
      veth(kernel, name, end);
      ip(kernel, `link set dev ${name} master ${bridge}`);
      ip(kernel, `addr add ${address} dev ${end}`);
      up(kernel, name);
      up(kernel, end);
    }
    const changed =
      (masters: Record<string, string>) =>
      (observed: Observed): Observed => ({
        ...observed,
        forwarding: { ipv4: true, ipv6: true },
        links: observed.links.map((link) => ({ ...link, master: masters[link.name] ?? link.master })),
      });
    const tenantsOf = async (masters: Record<string, string>) => {
      const { shared, doubts } = await judged(fabric, { observed: changed(masters) });
      return { met: shared.some(({ tenantIds }) => tenantIds.length > 1), doubts: doubts.length };
    };
    expect(await tenantsOf({})).toEqual({ met: true, doubts: 0 });
    expect(await tenantsOf({ gw1: 'vrf-a', gw3: 'vrf-a' })).toEqual({ met: true, doubts: 2 });
    expect(await tenantsOf({ gw1: 'vrf-a', gw3: 'vrf-b' })).toEqual({ met: false, doubts: 2 });
  });

  it('is said of a host that was never read', () => {
    const answer = new IsolationBoard().judge({
      fabric: FABRIC,
      intent: intent([host('node01', '10.10.10.10')], [MICROSOFT]),
      desired: new Map(),
      hosts: [{ hostId: 'hostnode01', observed: null, heardAt: null, why: 'node01 was never read' }],
      now: 1,
    });
    expect(answer).toMatchObject({ verdict: 'unproven', checked: { hosts: [{ heardAt: null }] } });
  });
});

describe('a board that is asked again', () => {
  it('says since when, looks only at what changed, and forgets what was put right', async () => {
    const fabric = await Fabric.built();
    const board = new IsolationBoard();
    const desired = new Map(Fabric.desired(SEED).map((one) => [one.hostId, one]));
    const other = await read(fabric.kernel('hostnode02'), 'hostnode02');
    const at = async (now: number) => {
      const observed = await read(fabric.kernel());
      const hosts = [
        { hostId: 'hostnode01', observed, heardAt: now, why: null },
        { hostId: 'hostnode02', observed: other, heardAt: now, why: null },
      ];
      return board.judge({ fabric: FABRIC, intent: SEED, desired, hosts, now });
    };
    expect((await at(1)).verdict).toBe('apart');
    ip(fabric.kernel(), 'link set dev aapl-veth0 master msft-br');
    expect((await at(2)).shared).toMatchObject([{ since: 2 }]);
    expect((await at(3)).shared).toMatchObject([{ since: 2 }]);
    ip(fabric.kernel(), 'link set dev aapl-veth0 master aapl-br');
    expect((await at(4)).verdict).toBe('apart');
    ip(fabric.kernel(), 'link set dev aapl-veth0 master msft-br');
    expect((await at(5)).shared).toMatchObject([{ since: 5 }]);
  });
});
