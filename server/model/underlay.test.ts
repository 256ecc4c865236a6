import { describe, expect, it } from 'vitest';
import { type UnderlayLink, underlayChoices } from './underlay';

function link(name: string, addresses: string[], more: Partial<UnderlayLink> = {}): UnderlayLink {
  return {
    name,
    kind: 'other',
    kindName: '',
    up: true,
    carrier: true,
    mtu: 1500,
    master: null,
    alias: null,
    addresses: addresses.map((text) => ({
      text,
      family: text.includes(':') ? 6 : 4,
      scope: text.startsWith('fe80') ? 'link' : text.startsWith('127') ? 'host' : 'global',
    })),
    ...more,
  };
}

const chosen = (links: UnderlayLink[], management?: string) =>
  underlayChoices(links, management).map(({ device, address }) => `${address} on ${device}`);

describe('what a host offers as underlay', () => {
  it('is every address that tunnels could start from, with its device', () => {
    expect(underlayChoices([link('eth1', ['10.10.10.10/16'], { mtu: 9000 })])).toEqual([
      { device: 'eth1', address: '10.10.10.10', family: 4, mtu: 9000, up: true },
    ]);
  });

  it.each<[string, UnderlayLink]>([
    ['loopback', link('lo', ['127.0.0.1/8', '192.0.2.1/32'], { kind: 'loopback' })],
    ['a device without addresses', link('eth1', [])],
    ['link-local addresses', link('eth1', ['fe80::1/64', '169.254.1.1/16'])],
    ['the port of a bridge', link('eth1', ['10.0.0.1/24'], { master: 'br0' })],
    ['Docker’s bridge', link('docker0', ['172.17.0.1/16'], { kind: 'bridge', kindName: 'bridge' })],
    ['a bridge of Docker Compose', link('br-0123456789ab', ['172.18.0.1/16'], { kind: 'bridge' })],
    ['libvirt’s bridge', link('virbr0', ['192.168.122.1/24'], { kind: 'bridge' })],
    ['a VXLAN interface', link('flannel.1', ['10.42.0.0/32'], { kind: 'vxlan', kindName: 'vxlan' })],
    ['what Overlane made', link('msft-br', ['10.1.0.1/24'], { alias: 'overlane:f0:n1' })],
  ])('is not %s', (_, bad) => {
    expect(chosen([bad, link('eth0', ['10.0.0.5/24'])])).toEqual(['10.0.0.5 on eth0']);
  });

  it('begins with what is up, apart from management, and wide', () => {
    const links = [
      link('eth0', ['198.18.0.1/24']),
      link('eth1', ['2001:db8::10/64', '10.10.10.10/16']),
      link('eth2', ['10.20.0.1/24'], { up: false, carrier: false }),
      link('eth3', ['10.30.0.1/24'], { mtu: 9000 }),
      link('wan', ['203.0.113.9/24'], { up: true, carrier: false }),
    ];
    expect(chosen(links, '198.18.0.1')).toEqual([
      '10.30.0.1 on eth3',
      '10.10.10.10 on eth1',
      '2001:db8::10 on eth1',
      '198.18.0.1 on eth0',
      '10.20.0.1 on eth2',
      '203.0.113.9 on wan',
    ]);
  });

  it('is a bridge over a cable, too, after the devices that are none', () => {
    const bridge = link('br0', ['10.0.0.1/24'], { kind: 'bridge', kindName: 'bridge' });
    expect(chosen([bridge, link('eth1', ['10.0.1.1/24'])])).toEqual(['10.0.1.1 on eth1', '10.0.0.1 on br0']);
  });

  it('takes the management address where there is no other, whatever its spelling', () => {
    expect(chosen([link('eth0', ['2001:db8::1/64'])], '2001:DB8:0::1')).toEqual(['2001:db8::1 on eth0']);
    expect(chosen([link('eth0', ['10.0.0.1/24'])], 'node01.example.net')).toEqual(['10.0.0.1 on eth0']);
  });
});
