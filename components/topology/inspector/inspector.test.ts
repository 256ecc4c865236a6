import { describe, expect, it } from 'vitest';
import type { Carriage } from '@/server/live/carriage';
import type { FdbEntry } from '@/server/observe/observed';
import { linkNamed } from '../graph/fixtures/fabric';
import { carriageText, carriageVerdict } from './carriage-text';
import { bridgeRows, floodTargets, vxlanRows } from './fdb-rows';
import { linkCommand, linkText } from './link-text';
import { mtuText } from './mtu-text';

const entry = (change: Partial<FdbEntry>): FdbEntry => ({
  mac: '52:21:24:75:0a:bc',
  device: 'msft-vxl-10',
  master: null,
  dst: null,
  vlan: null,
  state: '',
  self: true,
  used: null,
  updated: null,
  ...change,
});

const fdb = [
  entry({ dst: '10.10.10.20' }),
  entry({ mac: '00:00:00:00:00:00', dst: '10.10.10.30', state: 'permanent' }),
  entry({ mac: '00:00:00:00:00:00', dst: '10.10.10.20', state: 'permanent' }),
  entry({ master: 'msft-br', self: false }),
  entry({ mac: '02:00:00:00:00:07', device: 'msft-veth0', master: 'msft-br', state: 'permanent' }),
  entry({ mac: '02:4f:1e:90:11:04', device: 'msft-veth0', master: 'msft-br', state: 'static' }),
  entry({ device: 'aapl-vxl-20', dst: '10.10.10.20' }),
];

describe('the forwarding database', () => {
  it('of a VXLAN interface is its VTEPs by MAC, flood entries first, of no other device', () => {
    expect(vxlanRows(fdb, 'msft-vxl-10').map((row) => `${row.kind} ${row.to}`)).toEqual([
      'flood 10.10.10.20',
      'flood 10.10.10.30',
      'learned 10.10.10.20',
    ]);
    expect(floodTargets(fdb, 'msft-vxl-10')).toEqual(['10.10.10.20', '10.10.10.30']);
  });

  it('of a bridge is its ports by MAC, without the MACs of the ports themselves', () => {
    expect(bridgeRows(fdb, 'msft-br', new Set(['02:00:00:00:00:07']))).toMatchObject([
      { mac: '02:4f:1e:90:11:04', kind: 'static', to: 'msft-veth0' },
      { mac: '52:21:24:75:0a:bc', kind: 'learned', to: 'msft-vxl-10' },
    ]);
  });
});

describe('what a probe of the underlay said', () => {
  const way: Carriage = {
    from: 'h1',
    to: 'h2',
    source: '10.10.10.10',
    target: '10.10.10.20',
    sent: 5,
    received: 5,
    minMs: 0.2,
    avgMs: 0.311,
    maxMs: 12.34,
    error: null,
    at: 0,
  };
  const nothing = { received: 0, minMs: null, avgMs: null, maxMs: null };
  it.each([
    ['carried', way, '0.31 ms (0.20 – 12.3), 0 % of 5 lost'],
    ['lossy', { ...way, received: 4 }, '0.31 ms (0.20 – 12.3), 20 % of 5 lost'],
    ['lost', { ...way, ...nothing }, '100 % of 5 lost'],
    ['lost', { ...way, ...nothing, sent: 0, error: 'Network is unreachable' }, 'Network is unreachable'],
  ] as const)('is %s: %s', (verdict, told, text) => {
    expect([carriageVerdict(told), carriageText(told)]).toEqual([verdict, text]);
  });
});

describe('raw facts', () => {
  it('read as ip -d link show prints them, and hold nothing that was not read', () => {
    const vxlan = {
      vni: 10,
      port: 8472,
      local: '10.10.10.10',
      remote: null,
      device: 'eth1',
      learning: true,
      ageing: 300,
    };
    const link = linkNamed('msft-vxl-10', {
      vxlan,
      master: 'msft-br',
      portState: 'forwarding',
      operstate: 'UNKNOWN',
      mtu: 1450,
    });
    expect(linkText(link).split('\n').slice(0, 4)).toEqual([
      '7: msft-vxl-10: <UP,LOWER_UP> mtu 1450 master msft-br state UNKNOWN group default',
      '    link/ether 02:00:00:00:00:07',
      '    vxlan id 10 local 10.10.10.10 dev eth1 dstport 8472 ageing 300 learning',
      '    bridge_slave state forwarding',
    ]);
  });

  it('name the command that shows them, in the namespace where they are', () => {
    expect(linkCommand('microsoft', 'msft-veth1')).toBe('ip -n microsoft -d -s link show msft-veth1');
  });
});

describe('an MTU', () => {
  it('is told against what the underlay carries: 50 bytes less over IPv4, 70 over IPv6', () => {
    expect(mtuText(1450, 1500, '10.10.10.10')).toBe('1450 of 1500 · exact');
    expect(mtuText(1450, 1500, '2001:db8::1')).toBe('1450 of 1500 · 20 too large');
    expect(mtuText(1400, 1500, '10.10.10.10')).toBe('1400 of 1500 · 50 to spare');
  });
});
