import { expect, it } from 'vitest';
import { parseMtu, parseRouteDevice } from './route';
import { parseSized } from './sized';

const said = (code: number | null, stdout: string, stderr = '') => ({
  code,
  stdout: stdout.split('\n'),
  stderr: stderr === '' ? [] : stderr.split('\n'),
});

// Recorded with iputils 20221126.
it.each([
  [said(0, '1380 bytes from 10.2.0.1: icmp_seq=1 ttl=63 time=0.112 ms'), { kind: 'passed', rttMs: 0.112 }],
  [
    said(1, 'From 10.1.0.254 icmp_seq=1 Frag needed and DF set (mtu = 1400)'),
    { kind: 'path', by: '10.1.0.254', mtu: 1400 },
  ],
  [
    said(1, 'From fd00:1::fe icmp_seq=1 Packet too big: mtu=1400'),
    { kind: 'path', by: 'fd00:1::fe', mtu: 1400 },
  ],
  [
    said(1, 'From 10.1.0.254 icmp_seq=1 Frag needed and DF set (mtu = 0)'),
    { kind: 'path', by: '10.1.0.254', mtu: null },
  ],
  [said(1, 'PING …', 'ping: local error: message too long, mtu=1450'), { kind: 'local', mtu: 1450 }],
  [said(1, 'PING …', 'ping: local error: message too long, mtu: 1400'), { kind: 'local', mtu: 1400 }],
  [said(1, '4 packets transmitted, 0 received, 100% packet loss, time 815ms'), { kind: 'silent' }],
  [
    said(2, '', 'ping: connect: Network is unreachable'),
    { kind: 'failed', sentence: 'connect: Network is unreachable' },
  ],
  [said(null, ''), { kind: 'failed', sentence: 'ping did not end in time' }],
])('what ping says of one size (%#)', (what, answer) => {
  expect(parseSized(what)).toEqual(answer);
});

it('the device of a route, and its MTU', () => {
  expect(parseRouteDevice('[{"dst":"10.2.0.1","gateway":"10.1.0.254","dev":"ar","flags":[]}]')).toBe('ar');
  expect(parseMtu('[{"ifname":"ar","mtu":1450}]')).toBe(1450);
});

it.each([
  '',
  '[]',
  '{}',
  '[null]',
  '[{"dev":"-x","mtu":"1450"}]',
  '[{"dev":"a b","mtu":1.5}]',
  '[{"dev":7,"mtu":-1}]',
])('no device and no MTU are read from %s', (text) => {
  expect([parseRouteDevice(text), parseMtu(text)]).toEqual([null, null]);
});
