import { expect, it } from 'vitest';
import { intent, NODE01, tenant } from '../compile/fixtures/intent';
import { fenceOf } from './fence';
import { withoutOthers, withoutOthersDeep } from './words';

const FABRIC = intent(
  [NODE01],
  [
    tenant({
      ...{ name: 'microsoft', prefix: 'msft', networks: [{ vni: 10 }] },
      endpoints: [{ host: 'node01' }],
    }),
    tenant({
      ...{ name: 'google', prefix: 'goog', networks: [{ vni: 20, subnets: ['10.9.0.0/24'] }] },
      endpoints: [{ host: 'node01' }, { host: 'node01', name: 'web' }],
    }),
  ],
);
const FENCE = fenceOf(FABRIC, ['tntmicrosoft']);

it.each([
  ['frames of google reach microsoft', 'frames of another tenant reach microsoft'],
  ["google's bridge is goog-br.", "another tenant's bridge is …."],
  ['google/web@node01 answers 10.1.0.2', 'another tenant answers 10.1.0.2'],
  ['hostnode01/veth//goog-veth0/mtu', '…'],
  ['VNI 20 is in the way of VNI 10, for 20 s', 'VNI … is in the way of VNI 10, for 20 s'],
  ['overlane:abc:endgooglenode01.net0020', '…'],
  ['msft-br on node01 is down', 'msft-br on node01 is down'],
  ['googles and goog-brx are other words', 'googles and goog-brx are other words'],
])('%s', (text, clean) => {
  expect(withoutOthers(text, FENCE)).toBe(clean);
});

it('leaves an address that both have, and frames as they passed', () => {
  const both = intent(
    [NODE01],
    ['microsoft', 'google'].map((name, i) =>
      tenant({
        ...{ name, prefix: name.slice(0, 4), networks: [{ vni: 10 + i }] },
        endpoints: [{ host: 'node01', addresses: ['10.1.0.4'] }],
      }),
    ),
  );
  const fence = fenceOf(both, ['tntmicrosoft']);
  expect(withoutOthers('10.1.0.4 of google', fence)).toBe('10.1.0.4 of another tenant');
  expect(withoutOthersDeep({ bytes: ['google'], google: 1, told: ['google'] }, fence)).toEqual({
    bytes: ['google'],
    told: ['another tenant'],
  });
});

it('who has every tenant of intent is told the same object', () => {
  const told = { any: 'google' };
  expect(withoutOthersDeep(told, fenceOf(FABRIC, ['tntmicrosoft', 'tntgoogle']))).toBe(told);
});
