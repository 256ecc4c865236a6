import { describe, expect, it } from 'vitest';
import type { Intent, Network } from '../model/intent';
import { parseOwnerMark } from '../model/owner';
import { compile } from './compile';
import { host, intent, MICROSOFT, NODE01, NODE02, NODE03, SEED, tenant } from './fixtures/intent';

const FABRIC = 'testfabric';

function on(fabric: Intent, hostId = 'hostnode01', underlayMtu: Record<string, number | undefined> = {}) {
  const found = compile({ intent: fabric, fabric: FABRIC, underlayMtu }).find((one) => one.hostId === hostId);
  if (!found) throw new Error(`no ${hostId}`);
  return found;
}

function adopted(found: Network['found'][string]): Intent {
  const networks = MICROSOFT.networks.map((network) => ({ ...network, found: { hostnode01: found } }));
  return intent([NODE01, NODE02], [{ ...MICROSOFT, networks }]);
}

it('gives each host of the seed its devices by name', () => {
  const [node01, node02] = compile({ intent: SEED, fabric: FABRIC, underlayMtu: {} });
  expect(node01).toMatchObject({
    hostId: 'hostnode01',
    fabric: FABRIC,
    revision: 1,
    underlay: { device: 'eth1', address: '10.10.10.10' },
    bridges: [{ name: 'aapl-br' }, { name: 'msft-br', mtu: 1450 }],
    vxlans: [
      { name: 'aapl-vxl-20', vni: 20, flood: ['10.10.10.20'] },
      { name: 'msft-vxl-10', vni: 10, port: 8472, local: '10.10.10.10', device: 'eth1', bridge: 'msft-br' },
    ],
    veths: [
      { hostEnd: { name: 'aapl-veth0', bridge: 'aapl-br' } },
      { namespace: 'microsoft', namespaceEnd: { name: 'msft-veth1', addresses: ['10.1.0.4/24'] } },
    ],
    namespaces: [{ name: 'apple' }, { name: 'microsoft' }],
  });
  expect(node02?.vxlans.map(({ flood }) => flood)).toEqual([['10.10.10.10'], ['10.10.10.10']]);
});

it('gives the same for the same intent, and the MACs and marks of no two devices are the same', () => {
  const [first, second] = [1, 2].map(() => compile({ intent: SEED, fabric: FABRIC, underlayMtu: {} }));
  expect(first).toEqual(second);
  const devices = (first ?? []).flatMap((one) => [
    ...one.bridges.map(({ mac }) => mac),
    ...one.vxlans.map(({ mac }) => mac),
    ...one.veths.flatMap(({ hostEnd, namespaceEnd }) => [hostEnd.mac, namespaceEnd.mac]),
  ]);
  expect(new Set(devices).size).toBe(devices.length);
  const [node01] = first ?? [];
  const marks = [
    ...(node01?.bridges ?? []),
    ...(node01?.vxlans ?? []),
    ...(node01?.veths ?? []),
    ...(node01?.namespaces ?? []),
  ].map(({ owner }) => owner);
  expect(new Set(marks).size).toBe(marks.length);
  expect(marks.map(parseOwnerMark)).not.toContain(null);
});

it('marks fit where ids are as long as they may be', () => {
  const long = 'x'.repeat(32);
  const [network] = MICROSOFT.networks;
  const [endpoint] = MICROSOFT.endpoints;
  const [wire] = endpoint?.interfaces ?? [];
  if (!network || !endpoint || !wire) throw new Error('the seed has one of each');
  const fabric = intent(
    [NODE01],
    [
      {
        ...MICROSOFT,
        networks: [{ ...network, id: long }],
        endpoints: [{ ...endpoint, id: long, interfaces: [{ ...wire, networkId: long }] }],
      },
    ],
  );
  expect(parseOwnerMark(on(fabric).veths[0]?.owner)).not.toBeNull();
});

describe('MTU', () => {
  const rows: { name: string; fabric: Intent; underlay: Record<string, number | undefined>; mtu: number }[] =
    [
      { name: 'an underlay that was not read counts as Ethernet', fabric: SEED, underlay: {}, mtu: 1450 },
      {
        name: 'the narrowest underlay of its hosts decides for all of them',
        fabric: SEED,
        underlay: { hostnode01: 9000, hostnode02: 1400 },
        mtu: 1350,
      },
      {
        name: 'jumbo frames on all of them are used',
        fabric: SEED,
        underlay: { hostnode01: 9000, hostnode02: 9000 },
        mtu: 8950,
      },
      {
        name: 'VXLAN over IPv6 takes 70 bytes',
        fabric: intent([host('node01', '2001:db8::10'), host('node02', '2001:db8::20')], [MICROSOFT]),
        underlay: {},
        mtu: 1430,
      },
      {
        name: 'a host without the network does not count',
        fabric: { ...SEED, hosts: [...SEED.hosts, NODE03] },
        underlay: { hostnode03: 1300 },
        mtu: 1450,
      },
      {
        name: 'what was asked for is taken',
        fabric: intent(
          [NODE01, NODE02],
          [{ ...MICROSOFT, networks: MICROSOFT.networks.map((network) => ({ ...network, mtu: 1400 })) }],
        ),
        underlay: { hostnode01: 9000 },
        mtu: 1400,
      },
    ];
  it.each(rows)('$name', ({ fabric, underlay, mtu }) => {
    const { bridges, vxlans, veths } = on(fabric, 'hostnode01', underlay);
    const found = [
      ...bridges,
      ...vxlans,
      ...veths.flatMap(({ hostEnd, namespaceEnd }) => [hostEnd, namespaceEnd]),
    ];
    expect(new Set(found.map((device) => device.mtu))).toEqual(new Set([mtu]));
  });
});

describe('as found', () => {
  it('names, no `local`, MTU and MACs of an adopted network are its own', () => {
    const { bridges, vxlans, veths } = on(
      adopted({ bridge: 'br0', vxlan: 'vx0', local: false, mtu: null, mac: false }),
    );
    expect(bridges).toMatchObject([{ name: 'br0', mac: null, mtu: null }]);
    expect(vxlans).toMatchObject([{ name: 'vx0', bridge: 'br0', local: null, mac: null, mtu: null }]);
    expect(veths).toMatchObject([{ hostEnd: { bridge: 'br0' } }]);
  });

  it('holds on that host only', () => {
    expect(on(adopted({ bridge: 'br0', mtu: 1300 }), 'hostnode02').bridges).toMatchObject([
      { name: 'msft-br', mtu: 1450 },
    ]);
  });

  it('an adopted pair keeps its MACs and its MTU', () => {
    const endpoints = MICROSOFT.endpoints.map((endpoint) => ({
      ...endpoint,
      interfaces: endpoint.interfaces.map((wire) => ({ ...wire, mac: null, foundMtu: true })),
    }));
    const { veths } = on(intent([NODE01], [{ ...MICROSOFT, endpoints }]));
    expect(veths).toMatchObject([
      { hostEnd: { mac: null, mtu: null }, namespaceEnd: { mac: null, mtu: null } },
    ]);
  });
});

it('a host without an underlay has no VXLAN interface and is in no flood list', () => {
  const fabric = intent([host('node01', null), NODE02], [MICROSOFT]);
  expect(on(fabric)).toMatchObject({ underlay: null, vxlans: [], bridges: [{ name: 'msft-br' }] });
  expect(on(fabric, 'hostnode02').vxlans).toMatchObject([{ flood: [] }]);
});

it('flood lists are sorted as numbers and hold the network’s other hosts', () => {
  const hosts = ['10.10.10.100', '10.10.10.20', '10.10.10.9'].map((vtep, i) => host(`h${i}`, vtep));
  const everywhere = tenant({
    name: 'microsoft',
    prefix: 'msft',
    networks: [{ vni: 10 }],
    endpoints: hosts.map(({ name }) => ({ host: name })),
  });
  const desired = on(intent([...hosts, NODE01], [everywhere]), 'hosth1');
  expect(desired.vxlans[0]?.flood).toEqual(['10.10.10.9', '10.10.10.100']);
  expect(on(intent([...hosts, NODE01], [everywhere])).bridges).toEqual([]);
});

it('an endpoint in two networks has a pair for each, with the length of the subnet that holds the address', () => {
  const google = tenant({
    name: 'google',
    prefix: 'ggl',
    networks: [
      { vni: 30, subnets: ['10.1.0.0/16', '2001:db8::/56'] },
      { vni: 31, subnets: ['192.0.2.0/28'] },
    ],
    endpoints: [{ host: 'node01' }],
  });
  expect(on(intent([NODE01], [google])).veths.map(({ namespaceEnd }) => namespaceEnd)).toMatchObject([
    { name: 'ggl-veth1', addresses: ['10.1.0.4/16', '2001:db8::4/56'] },
    { name: 'ggl-veth3', addresses: ['192.0.2.4/28'] },
  ]);
});
