import { expect, it } from 'vitest';
import type { DriftItem, Shared } from '@/server/api/types';
import { repairable } from './repairable';

const item = (key: string): DriftItem => {
  const [hostId = '', kind, , name = '', attribute = ''] = key.split('/');
  return { key, hostId, object: { kind, name, namespace: null }, attribute } as DriftItem;
};
const DRIFT = [
  item('node02/veth//aapl-veth0/master'),
  item('node02/veth//aapl-veth0/mtu'),
  item('node02/vxlan//aapl-vxl-20/in the way'),
  item('node02/address//msft-br/address 10.1.0.1'),
  item('node01/veth//aapl-veth0/master'),
];
const shared = (name: string) =>
  ({ hostId: 'node02', object: { kind: 'veth', name, namespace: null } }) as Shared;

it.each([
  ['a port in another bridge', 'aapl-veth0', ['node02/veth//aapl-veth0/master']],
  ['an address of the host on a bridge', 'msft-br', ['node02/address//msft-br/address 10.1.0.1']],
  ['what stands in the way of ours, which only a person can take away', 'aapl-vxl-20', []],
  ['what is not ours', 'leak0', []],
])('the repair of %s', (_what, name, keys) => {
  expect(repairable(shared(name), DRIFT)).toEqual(keys);
});
