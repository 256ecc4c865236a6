import { expect, it } from 'vitest';
import { addressOf, trustedProxies } from './peer';

const proxies = trustedProxies('192.0.2.10, 2001:db8:1::/48');

it.each([
  ['198.51.100.7', undefined, '198.51.100.7'],
  // A stranger’s word counts for nothing.
  ['198.51.100.7', '10.0.0.1', '198.51.100.7'],
  ['::ffff:198.51.100.7', undefined, '198.51.100.7'],
  ['192.0.2.10', '198.51.100.7', '198.51.100.7'],
  ['192.0.2.10', '127.0.0.1, 198.51.100.7', '198.51.100.7'],
  ['192.0.2.10', '198.51.100.7, 2001:db8:1::5', '198.51.100.7'],
  ['::ffff:192.0.2.10', '2001:db8:2::1', '2001:db8:2::1'],
  ['192.0.2.10', 'unknown', '192.0.2.10'],
  ['192.0.2.10', '', '192.0.2.10'],
  [undefined, '198.51.100.7', null],
])('a request from %s that is forwarded for %s is from %s', (peer, forwarded, expected) => {
  expect(addressOf(peer, forwarded, proxies)).toBe(expected);
});

it.each(['proxy.example', '192.0.2.0/33', '10.0.0.1;10.0.0.2'])('%s is no trusted proxy', (text) => {
  expect(() => trustedProxies(text)).toThrow('is no address');
});
