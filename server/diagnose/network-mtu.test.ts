import { describe, expect, it } from 'vitest';
import type { MeasuredWay, PacketLimit } from '../model/packet-limit';
import { type MtuDevice, networkMtu } from './network-mtu';

function way(from: string, to: string, largest: number | null, family: 4 | 6 = 4): MeasuredWay {
  const deviceMtu = 1500;
  const limit: PacketLimit['limit'] = largest === null ? null : largest < deviceMtu ? 'path' : 'interface';
  const found: PacketLimit = {
    ...{ target: to, family, device: 'eth1', deviceMtu, largest, limit, sign: null },
    ...{ toldBy: null, toldMtu: null, tries: 3 },
  };
  return { from, to, source: from, target: to, found, error: null, at: 0 };
}

const device = (name: string, mtu: number, wanted: number | null = 1450): MtuDevice => ({
  ...{ hostId: 'node01', namespace: null, name, mtu, wanted },
});

const judge = (configured: number | null, ways: MeasuredWay[], devices: MtuDevice[] = []) =>
  networkMtu({ network: 'default', configured, ways, devices, nameOf: (id) => id });

const both = (largest: number | null, family: 4 | 6 = 4) => [
  way('node01', 'node02', largest, family),
  way('node02', 'node01', largest, family),
];

describe('the right MTU of a network', () => {
  it.each([
    [1450, both(1500), 'exact', 1450, null],
    [1430, both(1500, 6), 'exact', 1430, null],
    [1450, both(1500, 6), 'too-large', 1430, { kind: 'set', mtu: 1430 }],
    [1450, both(1400), 'too-large', 1350, { kind: 'set', mtu: 1350 }],
    [1400, both(1500), 'room', 1450, { kind: 'set', mtu: 1450 }],
    // Below 1280 no IPv6 runs: no change of ours mends that.
    [1450, both(1300), 'too-large', 1250, null],
    [1450, both(null), 'unmeasured', null, null],
    [1450, [], 'unmeasured', null, null],
    [null, both(1500), 'exact', 1450, null],
  ] as const)('%s over %j is %s', (configured, ways, verdict, right, fix) => {
    expect(judge(configured, [...ways])).toMatchObject({ verdict, right, fix });
  });

  it('is that of the narrowest way, which is named', () => {
    const found = judge(1450, [way('node01', 'node02', 1500), way('node02', 'node01', 1400)]);
    expect(found).toMatchObject({ verdict: 'too-large', underlay: 1400, right: 1350 });
    expect(found.narrowest).toEqual([{ from: 'node02', to: 'node01' }]);
    expect(found.sentence).toContain('only 1400 bytes from node02 to node01');
  });

  it('is too large even where another way could not be measured', () => {
    const ways = [way('node01', 'node02', null), way('node02', 'node01', 1400)];
    expect(judge(1450, ways).verdict).toBe('too-large');
  });

  it('is not exact where a way could not be measured', () => {
    const unknown = { ...way('node01', 'node02', null), found: null, error: 'no connection' };
    const found = judge(1450, [unknown, way('node02', 'node01', 1500)]);
    expect(found).toMatchObject({ verdict: 'unmeasured', right: 1450 });
    expect(found.sentence).toContain('from node01 to node02 could not be measured: no connection');
  });

  it('names interfaces that differ, which a repair mends', () => {
    const found = judge(1450, both(1500), [device('msft-br', 1450), device('msft-vxl-10', 1400)]);
    expect(found).toMatchObject({ verdict: 'drifted', fix: { kind: 'repair' } });
    expect(found.differing.map(({ name }) => name)).toEqual(['msft-vxl-10']);
    expect(found.sentence).toBe('msft-vxl-10 on node01 has an MTU of 1400 instead of 1450');
  });

  it('offers no repair of what intent leaves as found', () => {
    const found = judge(1450, both(1500), [device('hand-made', 1500, null)]);
    expect(found).toMatchObject({ verdict: 'drifted', fix: null });
  });

  it('differs on every interface where the network is too large', () => {
    expect(judge(1450, both(1400), [device('msft-br', 1450)]).differing).toHaveLength(1);
  });
});
