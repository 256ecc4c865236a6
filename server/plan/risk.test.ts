import { describe, expect, it } from 'vitest';
import { intent, NODE01, NODE02, SEED, tenant } from '../compile/fixtures/intent';
import type { Intent } from '../model/intent';
import type { Observed } from '../observe/observed';
import { desiredOf, ip, newHost, read, run } from './fixtures/host';
import type { Plan, Step } from './plan';
import { plan } from './plan-host';
import { riskOf } from './risk';

const third = tenant({
  name: 'google',
  prefix: 'ggl',
  networks: [{ vni: 30 }],
  endpoints: [{ host: 'node01' }, { host: 'node02' }],
});
const [microsoft, apple] = SEED.tenants;
if (!microsoft || !apple) throw new Error('the seed has two tenants');
const NODE03 = {
  ...NODE02,
  id: 'hostnode03',
  name: 'node03',
  underlay: { device: 'eth1', address: '10.10.10.30' },
};
const joined: Intent = intent(
  [NODE01, NODE02, NODE03],
  [
    {
      ...microsoft,
      endpoints: [
        ...microsoft.endpoints,
        ...microsoft.endpoints.slice(0, 1).map((one) => ({ ...one, id: 'endthird', hostId: NODE03.id })),
      ],
    },
    apple,
  ],
);

const RISKS: [string, Intent, Intent, 'nothing' | 'adds' | 'touches'][] = [
  ['the same again', SEED, SEED, 'nothing'],
  ['the first tenants of a host', intent([NODE01, NODE02], []), SEED, 'adds'],
  ['one more tenant', SEED, intent([NODE01, NODE02], [...SEED.tenants, third]), 'adds'],
  ['one more host of a tenant: a flood entry', SEED, joined, 'adds'],
  ['a tenant that goes', SEED, intent([NODE01, NODE02], [apple]), 'touches'],
  [
    'another MTU',
    SEED,
    intent(
      [NODE01, NODE02],
      [{ ...microsoft, networks: microsoft.networks.map((one) => ({ ...one, mtu: 1400 })) }, apple],
    ),
    'touches',
  ],
  ['one that goes and one that comes', SEED, intent([NODE01, NODE02], [apple, third]), 'touches'],
];

it.each(RISKS)('%s', async (_what, before, after, is) => {
  const kernel = newHost();
  await run(kernel, plan(desiredOf(before), await read(kernel), { isolate: false }));
  const observed = await read(kernel);
  const ground = { observed, underlay: 'eth1', management: '192.0.2.1' };
  expect(riskOf(plan(desiredOf(after), observed, { isolate: false }), ground)).toEqual({ is });
});

describe('a step on the way of the host itself is refused', () => {
  const set = (name: string, ...settings: string[]): Plan => {
    const step: Step = {
      line: ['link', 'set', 'dev', name, ...settings],
      action: 'change',
      object: { kind: 'bridge', name, namespace: null },
      sentence: `let ${name} answer no ARP`,
      because: 'arp: on vs off',
      flaps: false,
      tenantId: 't',
    };
    return {
      hostId: 'hostnode01',
      revision: 1,
      batches: [{ tool: 'ip', namespace: null, steps: [step], independent: false }],
      refusals: [],
      strays: [],
    };
  };
  let observed: Observed;
  const host = async () => {
    const kernel = newHost();
    ip(kernel, 'link add name br0 type bridge');
    ip(kernel, 'link add name br1 type bridge');
    ip(kernel, 'addr add 192.0.2.1/24 dev br0');
    ip(kernel, 'link set dev eth1 master br1');
    return read(kernel);
  };
  it.each([
    ['eth1', '192.0.2.1', 'eth1 is part of the underlay'],
    ['br1', '192.0.2.1', 'br1 is part of the underlay'],
    ['br0', '192.0.2.1', 'br0 is part of the way by which Overlane reaches the host'],
  ])('%s', async (name, management, sentence) => {
    observed = await host();
    const risk = riskOf(set(name, 'arp', 'off'), { observed, underlay: 'eth1', management });
    expect(risk).toMatchObject({ is: 'refused', device: name });
    expect(risk.is === 'refused' && risk.sentence).toContain(sentence);
  });

  it('but for its owner mark', async () => {
    observed = await host();
    const ground = { observed, underlay: 'eth1', management: '192.0.2.1' };
    expect(riskOf(set('br0', 'group', '7652', 'alias', 'overlane:x:y'), ground)).toEqual({ is: 'touches' });
  });
});
