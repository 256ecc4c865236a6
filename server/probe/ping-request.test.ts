import { describe, expect, it } from 'vitest';
import type { PingRequest } from './ping-event';
import { badPing, PingRefused, pingArgv, pingLimitMs } from './ping-request';

const request = (changes: Partial<PingRequest> = {}): PingRequest => ({
  hostId: 'host01',
  namespace: 'microsoft',
  target: '10.1.0.5',
  count: 3,
  intervalMs: 1000,
  size: 56,
  dontFragment: false,
  ...changes,
});

it('is ping inside the namespace, each value a word of its own', () => {
  expect(pingArgv(request({ intervalMs: 200 }))).toEqual(
    'ip netns exec microsoft ping -n -O -c 3 -i 0.2 -s 56 -W 2 -- 10.1.0.5'.split(' '),
  );
  expect(pingArgv(request({ target: '2001:DB8::5', size: 1422, dontFragment: true }))).toEqual(
    'ip netns exec microsoft ping -n -O -c 3 -i 1 -s 1422 -M do -W 2 -- 2001:db8::5'.split(' '),
  );
});

it('has time for all its packets and some more', () => {
  expect(pingLimitMs(request({ count: 10, intervalMs: 200 }))).toBe(19_000);
});

describe('refused is', () => {
  it.each([
    { count: 0 },
    { count: 1001 },
    { count: 1.5 },
    { count: Number.NaN },
    { intervalMs: 199 },
    { intervalMs: 10_001 },
    { size: -1 },
    { size: 65_508 },
  ])('a number out of bounds: %j', (changes) => {
    expect(badPing(request(changes))).toMatch(/^A ping has \d+ to \d+/);
    expect(() => pingArgv(request(changes))).toThrow(PingRefused);
  });

  it.each([
    ['broadcast', '255.255.255.255'],
    ['multicast', '224.0.0.1'],
    ['IPv6 multicast', 'ff02::1'],
    ['loopback', '127.0.0.1'],
    ['IPv6 loopback', '::1'],
    ['unspecified', '0.0.0.0'],
    ['IPv6 link-local', 'fe80::1'],
    ['a zone', 'fe80::1%eth0'],
    ['octal', '010.1.0.5'],
    ['decimal', '167837701'],
    ['hexadecimal', '0xa010005'],
    ['short', '10.1.5'],
    ['mapped', '::ffff:10.1.0.5'],
    ['a name', 'example.net'],
    ['an option', '-f'],
    ['two words', '10.1.0.5 -f'],
    ['a newline', '10.1.0.5\n'],
    ['nothing', ''],
    ['100 kB', '1'.repeat(100_000)],
  ])('a target that is %s', (_, target) => {
    expect(badPing(request({ target }))).not.toBe(null);
  });

  it.each(['', '..', '-n', 'a b', 'a\nb', 'a/b', 'a'.repeat(65)])('a namespace named %j', (namespace) => {
    expect(() => pingArgv(request({ namespace }))).toThrow(PingRefused);
  });
});
