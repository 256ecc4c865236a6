import { describe, expect, it } from 'vitest';
import { checkIntent } from '@/server/model/check';
import { operate } from '@/server/model/operation';
import { emptyIntent, hostNo, tenantOf, withTenant } from '../graph/fixtures/fabric';
import { SUGGESTIONS } from '../palette/suggestions';
import { addressKey, beginEndpoint, fillAddresses, judgeEndpoint, proposedName } from './endpoint-add';
import { beginEndpointSet, judgeEndpointSet } from './endpoint-set';
import { beginNetwork, judgeNetwork } from './network-add';
import { beginNetworkSet, judgeNetworkSet } from './network-set';
import { beginTenant, fillTenant, judgeTenant } from './tenant-add';
import { judgeTenantSet } from './tenant-set';
import { isRight } from './verdict';

const empty = emptyIntent(2);
const hosts = [hostNo(1).id, hostNo(2).id];

describe('adding a tenant', () => {
  it('the seed: microsoft and apple on two hosts come out as its script has them', () => {
    let intent = empty;
    for (const wish of SUGGESTIONS) {
      const verdict = judgeTenant(intent, beginTenant(wish, hosts));
      expect(verdict.errors).toEqual({});
      intent = operate(intent, verdict.operations).intent;
    }
    expect(checkIntent(intent)).toEqual([]);
    const seen = intent.tenants.map(({ name, networks: [network], endpoints }) => [
      name,
      network?.vni,
      network?.bridge,
      network?.vxlan,
      ...endpoints.map((e) => `${e.namespace} ${e.interfaces[0]?.hostEnd} ${e.interfaces[0]?.addresses}`),
    ]);
    expect(seen).toEqual([
      [
        'microsoft',
        10,
        'msft-br',
        'msft-vxl-10',
        'microsoft msft-veth0 10.1.0.4',
        'microsoft msft-veth0 10.1.0.5',
      ],
      ['apple', 20, 'aapl-br', 'aapl-vxl-20', 'apple aapl-veth0 10.1.0.4', 'apple aapl-veth0 10.1.0.5'],
    ]);
  });

  it('proposes all but the name, and follows what was typed', () => {
    const form = { ...beginTenant(undefined, hosts), name: 'google', subnets: '192.168.7.0/24' };
    expect(fillTenant(empty, form)).toMatchObject({
      prefix: 'ggl',
      vni: '10',
      addresses: { [hosts[0] ?? '']: '192.168.7.4', [hosts[1] ?? '']: '192.168.7.5' },
    });
  });

  it('does not propose an address that was typed for another host', () => {
    const form = { ...beginTenant(SUGGESTIONS[0], hosts), addresses: { [hosts[1] ?? '']: '10.1.0.4' } };
    expect(fillTenant(empty, form).addresses).toEqual({
      [hosts[0] ?? '']: '10.1.0.5',
      [hosts[1] ?? '']: '10.1.0.4',
    });
  });

  const bad: [string, Partial<ReturnType<typeof beginTenant>>, string][] = [
    ['no name', { name: '' }, 'name'],
    ['a name in capitals', { name: 'Google' }, 'name'],
    ['a name that is taken', { name: 'microsoft' }, 'name'],
    ['a prefix that is taken', { prefix: 'mcrs' }, 'prefix'],
    ['a prefix of six letters', { prefix: 'google' }, 'prefix'],
    ['a VNI that is taken', { vni: '10' }, 'vni'],
    ['a VNI of 25 bits', { vni: '16777216' }, 'vni'],
    ['a VNI that is no number', { vni: '1e3' }, 'vni'],
    ['a subnet with host bits', { subnets: '10.1.0.1/24' }, 'subnets'],
    ['subnets that overlap', { subnets: '10.0.0.0/8, 10.1.0.0/24' }, 'subnets'],
    ['an address outside of the subnet', { addresses: { hosthost01: '10.2.0.4' } }, 'address:hosthost01'],
    [
      'an address twice',
      { addresses: { hosthost01: '10.1.0.9', hosthost02: '10.1.0.9' } },
      'address:hosthost02',
    ],
    ['an octal address', { addresses: { hosthost01: '010.1.0.4' } }, 'address:hosthost01'],
    ['no address', { addresses: { hosthost01: '' } }, 'address:hosthost01'],
    ['the broadcast address', { addresses: { hosthost02: '10.1.0.255' } }, 'address:hosthost02'],
  ];
  it.each(bad)('%s: a sentence at that field', (_what, change, field) => {
    const intent = withTenant(empty, 'microsoft', [1]);
    const form = { ...beginTenant(undefined, hosts), name: 'google', ...change };
    const { errors } = judgeTenant(intent, form);
    expect(Object.keys(errors)).toEqual([field]);
    expect(Object.values(errors)[0]).toMatch(/^["A-Z0-9].*[.…"]$/);
  });
});

const intent = withTenant(withTenant(empty, 'microsoft', [1, 2]), 'apple', [1]);
const apple = tenantOf(intent, 'apple');

describe('adding an endpoint', () => {
  it('a second one on a host gets a name, a first one none', () => {
    expect(proposedName(intent, beginEndpoint(intent, apple.id, [hosts[0] ?? '']))).toBe('ep2');
    expect(proposedName(intent, beginEndpoint(intent, apple.id, [hosts[1] ?? '']))).toBeNull();
  });

  it('on two hosts at once it gets two addresses, and no fault', () => {
    const form = beginEndpoint(intent, apple.id, hosts);
    const networkId = apple.networks[0]?.id ?? '';
    expect(Object.values(fillAddresses(intent, form))).toEqual(['10.1.0.5', '10.1.0.6']);
    const verdict = judgeEndpoint(intent, form);
    expect(isRight(verdict)).toBe(true);
    const clash = { ...form, addresses: { [addressKey(hosts[1] ?? '', networkId)]: '10.1.0.4' } };
    expect(Object.keys(judgeEndpoint(intent, clash).errors)).toEqual([`address:${hosts[1]}/${networkId}`]);
  });

  it('asks for a tenant and for a host', () => {
    expect(judgeEndpoint(intent, beginEndpoint(intent, null, hosts)).errors).toHaveProperty('tenant');
    expect(judgeEndpoint(intent, beginEndpoint(intent, apple.id, [])).errors).toHaveProperty('hosts');
  });
});

describe('adding a network', () => {
  it('the endpoint that is there joins it, and where there is none one is made', () => {
    const verdict = judgeNetwork(intent, beginNetwork(intent, apple.id, hosts));
    expect(verdict.errors).toEqual({});
    expect(verdict.operations.map((operation) => operation.op)).toEqual([
      'network.add',
      'endpoint.set',
      'endpoint.add',
    ]);
    const after = tenantOf(operate(intent, verdict.operations).intent, 'apple');
    expect(after.endpoints.map((endpoint) => endpoint.interfaces.length)).toEqual([2, 1]);
    expect(after.networks[1]).toMatchObject({ vni: 30, subnets: ['10.2.0.0/24'], bridge: 'appl-br-30' });
  });
});

describe('changing', () => {
  it('a VNI renames the VXLAN interface that says the old one, and nothing else', () => {
    const [network] = apple.networks;
    if (!network) throw new Error('apple has no network');
    const verdict = judgeNetworkSet(intent, apple, network, { ...beginNetworkSet(network), vni: '77' });
    const [operation] = verdict.operations;
    expect(operation).toMatchObject({ network: { vni: 77, vxlan: 'appl-vxl-77', bridge: network.bridge } });
  });

  it('nothing is no change', () => {
    const [network] = apple.networks;
    const [endpoint] = apple.endpoints;
    if (!network || !endpoint) throw new Error('apple is not whole');
    const same = [
      judgeNetworkSet(intent, apple, network, beginNetworkSet(network)),
      judgeTenantSet(intent, apple, { name: apple.name, prefix: apple.prefix, color: apple.color }),
      judgeEndpointSet(intent, apple, endpoint, beginEndpointSet(endpoint)),
    ];
    for (const verdict of same) expect(verdict).toMatchObject({ errors: {}, operations: [] });
  });

  it('an endpoint takes addresses of both families, in canonical form', () => {
    const [endpoint] = apple.endpoints;
    const networkId = apple.networks[0]?.id ?? '';
    if (!endpoint) throw new Error('apple has no endpoint');
    const form = { [networkId]: { addresses: '10.1.0.8', mac: '02:AA:00:00:00:01' } };
    expect(judgeEndpointSet(intent, apple, endpoint, form).operations[0]).toMatchObject({
      endpoint: { interfaces: [{ addresses: ['10.1.0.8'], mac: '02:aa:00:00:00:01' }] },
    });
    const multicast = { [networkId]: { addresses: '10.1.0.8', mac: '01:00:5e:00:00:01' } };
    expect(Object.keys(judgeEndpointSet(intent, apple, endpoint, multicast).errors)).toEqual([
      `mac:${networkId}`,
    ]);
  });
});
