import { expect, it } from 'vitest';
import { addressOf, isHeard, trustedProxies } from './peer';

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

it.each([
  ['127.0.0.1', '127.0.0.1', true],
  ['::1', '::1', true],
  ['::ffff:127.0.0.1', '::ffff:127.0.0.1', true],
  ['203.0.113.5', '203.0.113.5', true],
  ['192.0.2.10', '203.0.113.5', true],
  ['::ffff:192.0.2.10', '::ffff:203.0.113.5', true],
  ['2001:db8:1::7', '2001:db8::1', true],
  ['192.0.2.11', '203.0.113.5', false],
  ['2001:db8:2::7', '2001:db8::1', false],
  ['10.0.0.1', '203.0.113.5', false],
  [undefined, undefined, false],
])('a peer at %s that comes to %s is heard: %s', (peer, local, heard) => {
  expect(isHeard(peer, local, proxies)).toBe(heard);
});

it.each(['proxy.example', '192.0.2.0/33', '10.0.0.1;10.0.0.2'])('%s is no trusted proxy', (text) => {
  expect(() => trustedProxies(text)).toThrow('is no address');
});
