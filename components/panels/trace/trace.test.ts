import { describe, expect, it } from 'vitest';
import { arpRequest, echo, packed } from '@/server/diagnose/trace/frames.testing';
import { type Intent, intentSchema } from '@/server/model/intent';
import { VXLAN_PORTS } from '@/server/model/packet/dissect';
import { proposeEndpoint, proposeHost, proposeTenant } from '@/server/model/propose';
import { traceWay } from '@/server/model/trace';
import type { TraceRow } from '@/server/model/trace-row';
import { clockText, hopCells } from './hop-times';
import { endOptions, endsBetween, endsOfSelection, otherEnds } from './trace-ends';
import { TracedPackets } from './traced-packets';

const hosts = ['node01', 'node02'].map((name, i) => ({
  ...proposeHost({ name, address: `198.18.0.${i + 1}` }),
  underlay: { device: 'eth1', address: `10.10.10.${(i + 1) * 10}` },
}));
const empty: Intent = intentSchema.parse({
  revision: 0,
  vxlan: { port: 8472 },
  drift: 'report',
  hosts,
  tenants: [],
});
const bare = proposeTenant(empty, { name: 'microsoft' });
const endpoints = hosts.map(({ id }, i) => ({
  ...proposeEndpoint(bare, { hostId: id }),
  id: `endpoint0000${i}`,
}));
const tenant = { ...bare, endpoints };
const intent: Intent = { ...empty, tenants: [tenant] };
const networkId = tenant.networks[0]?.id ?? '';
const [a = '', b = ''] = endpoints.map(({ id }) => id);
const [one = '', two = ''] = hosts.map(({ id }) => id);
const way = traceWay(intent, { between: 'endpoints', networkId, from: a, to: b });
const hops = typeof way === 'string' ? [] : way.hops;

describe('what can be followed', () => {
  it('is each endpoint, and each host with what it has of a network', () => {
    const options = endOptions(intent);
    expect(options.map(({ label }) => label)).toEqual([
      'microsoft@node01',
      'microsoft@node02',
      'node01, all of microsoft/default',
      'node02, all of microsoft/default',
    ]);
    expect(otherEnds(options, options[0] ?? null).map(({ label }) => label)).toEqual(['microsoft@node02']);
    expect(otherEnds(options, options[3] ?? null).map(({ label }) => label)).toEqual([
      'node01, all of microsoft/default',
    ]);
  });

  it('is both ends of a selected tunnel', () => {
    const tunnel = { kind: 'tunnel', tenantId: tenant.id, networkId, a: one, b: two } as const;
    expect(endsOfSelection(tunnel, endOptions(intent))).toMatchObject({ from: { id: one }, to: { id: two } });
    expect(endsBetween(intent, a, b)).toEqual({ between: 'endpoints', networkId, from: a, to: b });
    expect(endsBetween(intent, a, 'nobody')).toBeNull();
  });
});

const at = (times: (number | null)[]): TraceRow => ({
  n: 0,
  direction: 'there',
  fate: 'arrived',
  seen: times,
  copies: {},
  elsewhere: [],
});
const clocks = {
  hosts: [
    { hostId: one, offsetUs: 0, errorUs: 900 },
    { hostId: two, offsetUs: 5000, errorUs: 909 },
  ],
  gap: { gapUs: 5000, errorUs: 9, by: 'packets' as const },
};
const sight = { hops, unseen: {}, ...clocks };
const texts = (row: TraceRow, more = {}) => hopCells(row, { ...sight, ...more }).map(({ text }) => text);

describe('the times of a packet', () => {
  it('are from hop to hop, with the clock of the other host put right', () => {
    const row = at([100, 104, 110, 130, 5155, 5155, 5160, 5170]);
    expect(texts(row)).toEqual(['0', '+4 µs', '+6 µs', '+20 µs', '~25 µs', '+0 µs', '+5 µs', '+10 µs']);
    const back = { ...row, direction: 'back' as const, seen: [5, 4, 3, 2, 5001, 5001, 5000, 5000] };
    expect(texts(back)).toEqual(['+1 µs', '+1 µs', '+1 µs', '<10 µs', '+0 µs', '+1 µs', '+0 µs', '0']);
  });

  it('end where it was last seen, and say where nobody looked', () => {
    const row: TraceRow = { ...at([100, null, 110, null, null, null, null, null]), fate: 'lost' };
    const cells = hopCells(row, { ...sight, unseen: { 5: 'msft-vxl-10 is not there' } });
    expect(cells.map(({ look }) => look)).toEqual([
      ...['began', 'missed', 'last', 'never'],
      ...['never', 'blind', 'never', 'never'],
    ]);
    expect(cells[5]?.title).toBe('Not looked at: msft-vxl-10 is not there');
  });

  it('that clocks leave open are told by how long it took at most', () => {
    expect(texts(at([100, null, null, 130, 5128, null, null, null]))[4]).toBe('<7 µs');
  });
});

it('clocks are said to agree, or which one is ahead', () => {
  expect(clockText(sight)).toBe('Clock of node02 is 5.00 ms ahead of node01, taken off, ± 9 µs (by packets)');
  const gap = { gapUs: -3, errorUs: 9, by: 'exchange' as const };
  expect(clockText({ ...sight, gap })).toBe('Clocks of node01 and node02 agree, ± 9 µs (asked over SSH)');
  expect(clockText({ ...sight, gap: null })).toBeNull();
});

describe('packets of a trace', () => {
  const told = (frames: { hop: number; row: number; bytes: Uint8Array }[]) => ({
    hop: frames.map(({ hop }) => hop),
    row: frames.map(({ row }) => row),
    at: frames.map(() => 1),
    length: frames.map(({ bytes }) => bytes.length),
    bytes: frames.map(({ bytes }) => Buffer.from(bytes).toString('base64')),
  });

  it('are told as they are outside of their tunnel, searched, and kept apart where they were lost', () => {
    const packets = new TracedPackets(hops, VXLAN_PORTS);
    packets.add(
      [
        { n: 0, direction: 'there', fate: 'passing', seen: [[3, 1]] },
        { n: 1, direction: 'there', fate: 'lost', seen: [[0, 1]] },
      ],
      told([
        { hop: 3, row: 0, bytes: packed(echo('a', 'b', 5), 'a', 'b') },
        { hop: 0, row: 1, bytes: arpRequest('a', 'b') },
      ]),
    );
    expect(packets.saidOf(0)).toMatchObject({ source: '10.1.0.4', info: 'Echo request, id 7, seq 5' });
    expect(packets.search('who has', 2).rows).toEqual([1]);
    expect(packets.lostRows(2)).toEqual([1]);
    expect(packets.lostRows(1)).toEqual([]);
    packets.add([{ n: 0, fate: 'lost' }], told([]));
    expect(packets.lostRows(2)).toEqual([0, 1]);
    expect(packets.frameAt(0, 3)?.bytes.length).toBeGreaterThan(100);
    expect(packets.frameAt(0, 4)).toBeNull();
  });
});
