import { describe, expect, it } from 'vitest';
import { checkIntent } from './check';
import {
  hostAddressSchema,
  hostNameSchema,
  type Intent,
  prefixSchema,
  tenantNameSchema,
  userSchema,
} from './intent';
import { proposeEndpoint, proposeHost, proposeNetwork, proposeTenant } from './propose';

function seed(): Intent {
  const hosts = ['10.10.10.10', '10.10.10.20'].map((address, n) => ({
    ...proposeHost({ name: `node0${n + 1}`, address: `198.18.0.${n + 1}` }),
    underlay: { device: 'eth1', address },
  }));
  const intent: Intent = { revision: 3, vxlan: { port: 8472 }, drift: 'report', hosts, tenants: [] };
  for (const [name, prefix] of [
    ['microsoft', 'msft'],
    ['apple', 'aapl'],
  ] as const) {
    const tenant = proposeTenant(intent, { name, prefix });
    for (const host of hosts) tenant.endpoints.push(proposeEndpoint(tenant, { hostId: host.id }));
    intent.tenants.push(tenant);
  }
  return intent;
}

function parts(intent: Intent) {
  const [one, two] = intent.hosts;
  const [microsoft, apple] = intent.tenants;
  const network = microsoft?.networks[0];
  const endpoint = microsoft?.endpoints[0];
  const wire = endpoint?.interfaces[0];
  const other = microsoft?.endpoints[1]?.interfaces[0];
  if (!one || !two || !microsoft || !apple || !network || !endpoint || !wire || !other)
    throw new Error('no seed');
  return { one, two, microsoft, apple, network, endpoint, wire, other };
}

describe('intent as a whole', () => {
  it("has no fault in the seed's fabric: tenants may hold the same addresses", () => {
    expect(checkIntent(seed())).toEqual([]);
  });

  it.each<[string, (p: ReturnType<typeof parts>) => void, string]>([
    [
      'a host behind nobody',
      (p) => {
        p.one.jump = 'nobody';
      },
      'node01 is reached through a host that is not there',
    ],
    [
      'hosts behind each other',
      (p) => {
        p.one.jump = p.two.id;
        p.two.jump = p.one.id;
      },
      'node01 through node02 through node01: nobody of these can be reached',
    ],
    [
      'a VNI twice',
      (p) => {
        p.network.vni = 20;
      },
      'VNI 20 is that of microsoft/default already',
    ],
    [
      'a prefix twice',
      (p) => {
        p.apple.prefix = 'msft';
      },
      'the prefix msft is that of microsoft',
    ],
    [
      'a tenant name twice',
      (p) => {
        p.apple.name = 'microsoft';
      },
      'two tenants called microsoft',
    ],
    [
      'an address twice',
      (p) => {
        p.other.addresses = ['10.1.0.4'];
      },
      '10.1.0.4 is held by microsoft@node01 already',
    ],
    [
      'an address outside',
      (p) => {
        p.wire.addresses = ['10.2.0.4'];
      },
      '10.2.0.4 is not in 10.1.0.0/24',
    ],
    [
      'the broadcast address',
      (p) => {
        p.wire.addresses = ['10.1.0.255'];
      },
      'broadcast address of 10.1.0.0/24',
    ],
    [
      'a MAC twice',
      (p) => {
        p.other.mac = p.wire.mac;
      },
      'is that of microsoft@node01 in network default already',
    ],
    [
      'a device name twice on a host',
      (p) => {
        p.network.bridge = 'aapl-br';
      },
      'device name aapl-br on node01',
    ],
    [
      "the underlay's name",
      (p) => {
        p.network.bridge = 'eth1';
      },
      'device name eth1 on node01 is used by the underlay',
    ],
    [
      'a namespace twice on a host',
      (p) => {
        p.endpoint.namespace = 'apple';
      },
      'namespace apple on node01',
    ],
    [
      'an endpoint nowhere',
      (p) => {
        p.endpoint.hostId = 'gone00';
      },
      'on a host that is not there',
    ],
    [
      'a network that is not there',
      (p) => {
        p.wire.networkId = 'gone00';
      },
      'a network that microsoft does not have',
    ],
    [
      'two hosts at one address',
      (p) => {
        p.two.address = p.one.address;
      },
      'one host, one entry',
    ],
    [
      'two hosts with one VTEP',
      (p) => {
        p.two.underlay = p.one.underlay;
      },
      'each host needs its own',
    ],
    [
      'VTEPs of two families',
      (p) => {
        p.two.underlay = { device: 'eth1', address: '2001:db8::20' };
      },
      'VTEPs of one family',
    ],
    [
      'overlapping subnets',
      (p) => {
        p.network.subnets.push('10.1.0.0/16');
      },
      'overlap',
    ],
    [
      'too small an MTU for IPv6',
      (p) => {
        p.network.mtu = 1200;
        p.network.subnets.push('2001:db8:1::/64');
      },
      '1280 bytes that IPv6 needs',
    ],
    [
      'an endpoint in a network twice',
      (p) => {
        p.endpoint.interfaces.push({
          ...p.wire,
          addresses: ['10.1.0.9'],
          mac: null,
          hostEnd: 'x0',
          namespaceEnd: 'x1',
        });
      },
      'in network default twice',
    ],
    [
      'a multicast VTEP',
      (p) => {
        p.one.underlay = { device: 'eth1', address: '224.0.0.5' };
      },
      'multicast',
    ],
    [
      'a network name twice',
      (p) => {
        p.microsoft.networks.push(proposeNetwork(seed(), p.microsoft, { name: 'default', vni: 77 }));
      },
      'two networks called default',
    ],
  ])('names the fault: %s', (_name, spoil, sentence) => {
    const intent = seed();
    spoil(parts(intent));
    expect(
      checkIntent(intent)
        .map((fault) => fault.sentence)
        .join('\n'),
    ).toContain(sentence);
  });
});

const HOSTILE = [
  '',
  ' ',
  '-x',
  '--help',
  'a b',
  'a\nb',
  'a\u0000b',
  'a\u2028b',
  "a'b",
  'a"b',
  'a;b',
  '$(id)',
  '`id`',
  'a|b',
  'a/b',
  '..',
  '.',
  'all/',
  '%d',
  'a%d',
  'ä',
  'x'.repeat(300),
  'a\\b',
  '__proto__',
];

describe('every text field refuses what could be an option, a line or a command', () => {
  for (const [field, schema] of Object.entries({
    tenant: tenantNameSchema,
    prefix: prefixSchema,
    host: hostNameSchema,
    address: hostAddressSchema,
    user: userSchema,
  })) {
    it.each(HOSTILE)(`${field}: %j`, (value) => {
      if (field === 'user' && value === '__proto__')
        return expect(schema.safeParse(value).success).toBe(true);
      expect(schema.safeParse(value).success).toBe(false);
    });
  }
  it.each(['all', 'default', 'lo'])('a tenant is not called %s, a name that the kernel keeps', (name) => {
    expect(tenantNameSchema.safeParse(name).success).toBe(false);
  });
  it.each(['0x7f000001', '2130706433', '010.0.0.1', '10.1', '1.2.3.4.5'])('%s is no host address', (text) => {
    expect(hostAddressSchema.safeParse(text).success).toBe(false);
  });
});
