import { describe, expect, it } from 'vitest';
import { CAPTURE_BOUNDS, EVERYTHING } from '../model/capture';
import type { CaptureRequest } from './capture-event';
import { CaptureRefused, captureArgv } from './capture-request';

const LIMITS = { packets: 100, bytes: 1_000_000, seconds: 60, snapLength: 2048 };
const TUNNEL = { vni: 10, port: 8472, family: 4 } as const;

function request(
  filter: Partial<CaptureRequest['filter']> = {},
  changes: Partial<CaptureRequest> = {},
): CaptureRequest {
  return {
    namespace: null,
    device: 'msft-br',
    tunnel: null,
    filter: { ...EVERYTHING, ...filter },
    limits: LIMITS,
    ...changes,
  };
}

const expression = (...words: Parameters<typeof request>) => captureArgv(request(...words)).at(-1);

it('is tcpdump with options of ours, and one word for the filter', () => {
  expect(captureArgv(request())).toEqual(
    'tcpdump -Z root -n -U --immediate-mode -B 8192 -s 2048 -c 100 -i msft-br -w -'.split(' '),
  );
  const inside = request(
    { protocol: 'icmp', direction: 'in' },
    { namespace: 'microsoft', device: 'msft-veth1' },
  );
  expect(captureArgv(inside)).toEqual(
    'ip netns exec microsoft tcpdump -Z root -n -U --immediate-mode -B 8192 -s 2048 -c 100 -i msft-veth1 -w - -Q in -- icmp'.split(
      ' ',
    ),
  );
});

describe('the expression', () => {
  it.each([
    [{ protocol: 'tcp', address: '10.1.0.5', port: 80 }, 'tcp and host 10.1.0.5 and port 80'],
    [{ protocol: 'arp', address: '10.1.0.5' }, 'arp and host 10.1.0.5'],
    [{ address: '2001:DB8::5' }, 'ip6 host 2001:db8::5'],
    [{ port: 53 }, '(tcp port 53 or udp port 53)'],
  ] as const)('of %j is %s', (filter, text) => {
    expect(expression(filter)).toBe(text);
  });

  it('of an underlay begins with the VNI, counted from the header of the VTEPs’ family', () => {
    expect(expression({}, { tunnel: TUNNEL })).toBe(
      'udp dst port 8472 and udp[8] & 8 = 8 and udp[12:4] & 0xffffff00 = 2560',
    );
    expect(expression({}, { tunnel: { ...TUNNEL, family: 6, vni: 16_777_215 } })).toBe(
      'ip6[6] = 17 and ip6[42:2] = 8472 and ip6[48] & 8 = 8 and ip6[52:4] & 0xffffff00 = 4294967040',
    );
  });
});

describe('refused is', () => {
  it.each(['packets', 'bytes', 'seconds', 'snapLength'] as const)('%s out of bounds', (key) => {
    const { least, most } = CAPTURE_BOUNDS[key];
    for (const value of [least - 1, most + 1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => captureArgv(request({}, { limits: { ...LIMITS, [key]: value } }))).toThrow(CaptureRefused);
    }
  });

  it.each([
    ...['-z/bin/sh', '-w/etc/passwd', '-r/etc/shadow', '-F/etc/shadow', '-Z', '-G1', '-ieth0'],
    ...['10.1.0.5 or port 22', '10.1.0.5)', '10.1.0.5\n', '10.1.0.0/24', '010.1.0.5', '0xa010005', '10.1.5'],
    ...['example.net', 'fe80::1%eth0', '', '\u2028', '1'.repeat(100_000), '10.1.0.5; reboot', '$(reboot)'],
  ])('the address %j', (address) => {
    expect(() => captureArgv(request({ address }))).toThrow(CaptureRefused);
    expect(() => captureArgv(request({ address }, { tunnel: TUNNEL }))).toThrow(CaptureRefused);
  });

  it.each([0, 65_536, -1, 1.5, Number.NaN])('the port %d', (port) => {
    expect(() => captureArgv(request({ port }))).toThrow(CaptureRefused);
  });

  it.each([
    { protocol: 'icmp or port 22' },
    { protocol: '-w' },
    { direction: 'in -w /etc/passwd' },
    { direction: 'inout' },
    { address: {} },
    { port: '22 or 1' },
    { port: ['22'] },
  ])('what is no word of ours: %j', (filter) => {
    expect(() => captureArgv(request(filter as Partial<CaptureRequest['filter']>))).toThrow();
  });

  it.each([
    [{ protocol: 'icmp', address: '2001:db8::5' }, 'ICMP has IPv4 addresses'],
    [{ protocol: 'icmp6', address: '10.1.0.5' }, 'ICMPv6 has IPv6 addresses'],
    [{ protocol: 'arp', port: 80 }, 'ARP has no ports'],
  ] as const)('what no packet can be: %j', (filter, sentence) => {
    expect(() => captureArgv(request(filter))).toThrow(sentence);
  });

  it.each([
    'any',
    'ANY',
    'nflog:5',
    'usbmon0',
    'bluetooth0',
    '-i',
    '',
    '..',
    'lo',
    'a b',
    'a\nb',
    'a'.repeat(16),
  ])('the device %j', (device) => {
    expect(() => captureArgv(request({}, { device }))).toThrow(CaptureRefused);
  });

  it.each(['', '..', '-n', 'a b', 'a/b'])('the namespace %j', (namespace) => {
    expect(() => captureArgv(request({}, { namespace }))).toThrow(CaptureRefused);
  });
});
