import { describe, expect, it } from 'vitest';
import { isLasting, type KernelEvent, parseEvent } from './monitor';

const entry = (nsid: number | null, device: string, address: string | null, mac: string | null) => ({
  nsid,
  what: 'entry' as const,
  device,
  address,
  mac,
});

/** Lines of `ip monitor link address route nsid neigh netconf all-nsid`, from iproute2 5.9, 6.1 and 6.15. */
describe('a line of ip monitor', () => {
  it.each<[string, KernelEvent]>([
    [
      '[nsid current]6: msft-br: <BROADCAST,MULTICAST,NOARP> mtu 1450 qdisc noqueue state DOWN group 7652 ',
      { nsid: null, what: 'link', index: 6, label: 'msft-br' },
    ],
    [
      '[nsid current]Deleted 4: v0@wire1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 master br state UP ',
      { nsid: null, what: 'link', index: 4, label: 'v0@wire1' },
    ],
    [
      '[nsid current]7: x@y<z: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN group default ',
      { nsid: null, what: 'link', index: 7, label: 'x@y<z' },
    ],
    [
      '[nsid 0]2: msft-veth1@if8: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc noqueue state UP group 7652 ',
      { nsid: 0, what: 'link', index: 2, label: 'msft-veth1@if8' },
    ],
    ['[nsid 0]2: mgmt1    inet 10.5.5.5/24 scope global msft-veth1', { nsid: 0, what: 'address', index: 2 }],
    [
      '[nsid current]Deleted 2: mgmt1    inet6 2001:db8::4/64 scope global nodad ',
      { nsid: null, what: 'address', index: 2 },
    ],
    ['[nsid current]nsid 1 ', { nsid: null, what: 'namespace', id: 1 }],
    ['[nsid current]nsid 0 (iproute2 netns name: A)', { nsid: null, what: 'namespace', id: 0 }],
    ['[nsid current]Deleted nsid 12 ', { nsid: null, what: 'namespace', id: 12 }],
    ['[nsid 3]inet all forwarding on ', { nsid: 3, what: 'forwarding' }],
    ['[nsid current]inet6 all forwarding off ', { nsid: null, what: 'forwarding' }],
    ['[nsid current]10.77.0.0/16 via 10.10.10.1 dev eth1 ', { nsid: null, what: 'route' }],
    ['[nsid current]10.78.0.0/16 ', { nsid: null, what: 'route' }],
    ['[nsid current]Deleted default via 10.10.10.1 dev eth1 ', { nsid: null, what: 'route' }],
    ['[nsid current]unreachable 10.79.0.0/16 ', { nsid: null, what: 'route' }],
    ['[nsid current]10.80.0.0/16 via 10.10.10.1 dev eth1 table 100 ', { nsid: null, what: 'route' }],
    ['[nsid 0]fe80::/64 dev wire1 proto kernel metric 256 pref medium', { nsid: 0, what: 'route' }],
    [
      '[nsid current]2001:db8:9::/64  encap seg6 mode encap segs 1 [ 2001:db8::5 ] dev eth1 metric 1024 ',
      { nsid: null, what: 'route' },
    ],
    [
      '[nsid current]10.10.10.60 dev msft-vxl-10 lladdr 00:00:00:00:00:00 NOARP PERMANENT',
      {
        ...entry(null, 'msft-vxl-10', '10.10.10.60', '00:00:00:00:00:00'),
        state: ['NOARP', 'PERMANENT'],
        gone: false,
      },
    ],
    [
      '[nsid current]Deleted dev msft-veth0 lladdr 02:00:00:00:02:04 REACHABLE ',
      { ...entry(null, 'msft-veth0', null, '02:00:00:00:02:04'), state: ['REACHABLE'], gone: true },
    ],
    [
      '[nsid current]10.10.10.20 dev eth1  FAILED',
      { ...entry(null, 'eth1', '10.10.10.20', null), state: ['FAILED'], gone: false },
    ],
    [
      '[nsid 0]fe80::1 dev msft-veth1 lladdr 02:00:00:00:07:08 router STALE ',
      { ...entry(0, 'msft-veth1', 'fe80::1', '02:00:00:00:07:08'), state: ['STALE'], gone: false },
    ],
    [
      '[nsid current]10.10.10.20 dev STALE lladdr 02:00:00:00:07:08 REACHABLE ',
      { ...entry(null, 'STALE', '10.10.10.20', '02:00:00:00:07:08'), state: ['REACHABLE'], gone: false },
    ],
  ])('tells what was touched: %s', (line, event) => {
    expect(parseEvent(line)).toEqual(event);
  });

  it.each([
    '',
    '    link/ether 02:00:00:00:01:01 brd ff:ff:ff:ff:ff:ff link-netnsid 0',
    '       valid_lft forever preferred_lft forever',
    '\tnexthop via 10.10.10.1 dev eth1 weight 1 ',
    '[nsid 0]local 10.5.5.5 dev mgmt1 table local proto kernel scope host src 10.5.5.5 ',
    '[nsid current]Deleted multicast ff00::/8 dev v0 table local proto kernel metric 256 pref medium',
    '[nsid current]anycast fe80:: dev eth1 table local proto kernel metric 0 pref medium',
    '[nsid current]inet eth1 forwarding off rp_filter off mc_forwarding off proxy_neigh off ',
    '[nsid current]Deleted inet6 v0 ',
    '[nsid current]10.1.0.77 dev br proxy ',
  ])('tells of nothing that a read would show: %s', (line) => {
    expect(parseEvent(line)).toBeNull();
  });

  it.each([
    'Unknown message: type=0x00000068(104) flags=0x00000000(0)',
    '6: msft-br: <BROADCAST> mtu 1450',
    '[nsid current]id 7 via 10.1.0.1 dev eth1 scope link',
    '[nsid cur',
    '[nsid current]6: msft-b',
    '[nsid current]a line of an alias',
  ])('is not understood: %s', (line) => {
    expect(parseEvent(line)?.what).toBe('unknown');
  });
});

describe('an entry', () => {
  it.each([
    ['[nsid current]Deleted 10.10.10.20 dev msft-vxl-10 lladdr 00:00:00:00:00:00 REACHABLE PERMANENT ', true],
    ['[nsid current]dev msft-veth0 lladdr 02:00:00:00:07:07 NOARP ', true],
    ['[nsid 0]10.1.0.5 dev msft-veth1 lladdr 02:00:00:00:07:07 PERMANENT ', true],
    ['[nsid current]dev msft-veth0 lladdr 02:00:00:00:07:08 REACHABLE', false],
    ['[nsid current]10.10.10.20 dev msft-vxl-10 lladdr 02:00:00:00:07:09 REACHABLE ', false],
    ['[nsid current]dev msft-vxl-10 lladdr 02:00:00:00:07:09 STALE ', false],
    ['[nsid current]10.10.10.20 dev eth1 FAILED ', false],
    ['[nsid 0]Deleted ff02::16 dev mgmt1 lladdr 33:33:00:00:00:16 NOARP ', false],
    ['[nsid current]Deleted 224.0.0.22 dev msft-br lladdr 01:00:5e:00:00:16 NOARP', false],
  ])('was made by somebody or not: %s', (line, made) => {
    const event = parseEvent(line);
    if (event?.what !== 'entry') throw new Error('no entry');
    expect(isLasting(event)).toBe(made);
  });
});
