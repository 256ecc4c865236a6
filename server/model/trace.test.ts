import { describe, expect, it } from 'vitest';
import { type Intent, intentSchema } from './intent';
import { proposeEndpoint, proposeHost, proposeTenant } from './propose';
import { hopName, hopText, traceWay } from './trace';
import { tracePcapng } from './trace-file';
import { countRows, type TraceRow } from './trace-row';
import { countText, microText } from './trace-text';

const hosts = ['node01', 'node02', 'node03'].map((name, i) => ({
  ...proposeHost({ name, address: `198.18.0.${i + 1}` }),
  id: `host0000000${i}`,
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
const [one = '', two = '', three = ''] = hosts.map(({ id }) => id);
const seat = (hostId: string, id: string, name?: string) => ({
  ...proposeEndpoint(bare, { hostId, name }),
  id,
});
const endpoints = [seat(one, 'endpoint000a'), seat(two, 'endpoint000b'), seat(two, 'endpoint000c', 'web')];
const intent: Intent = { ...empty, tenants: [{ ...bare, endpoints }] };
const networkId = bare.networks[0]?.id ?? '';

function places(between: 'endpoints' | 'hosts', from: string, to: string): string[] | string {
  const way = traceWay(intent, { between, networkId, from, to });
  return typeof way === 'string' ? way : way.hops.map(({ host, place }) => `${host} ${place.at}`);
}

const OUT = ['endpoint', 'bridge', 'vxlan', 'underlay'];

describe('the hops of a way', () => {
  it('lead out of one host and into the other', () => {
    expect(places('endpoints', 'endpoint000a', 'endpoint000b')).toEqual([
      ...OUT.map((at) => `node01 ${at}`),
      ...[...OUT].reverse().map((at) => `node02 ${at}`),
    ]);
  });

  it('on one host lead over its bridge', () => {
    expect(places('endpoints', 'endpoint000b', 'endpoint000c')).toEqual([
      'node02 endpoint',
      'node02 bridge',
      'node02 endpoint',
    ]);
  });

  it('between hosts end at a bridge that several endpoints hang on', () => {
    expect(places('hosts', one, two)).toEqual([
      ...OUT.map((at) => `node01 ${at}`),
      ...['underlay', 'vxlan', 'bridge'].map((at) => `node02 ${at}`),
    ]);
  });

  it.each([
    ['itself', 'endpoints', 'endpoint000a', 'endpoint000a', /Both ends are the same/],
    ['nobody', 'endpoints', 'endpoint000a', 'nobody', /no such endpoint/],
    ['a host without the network', 'hosts', one, three, /not on both/],
  ] as const)('to %s are none', (_, between, from, to, sentence) => {
    expect(places(between, from, to)).toMatch(sentence);
  });

  it('have names', () => {
    const way = traceWay(intent, {
      between: 'endpoints',
      networkId,
      from: 'endpoint000a',
      to: 'endpoint000b',
    });
    const [first, second] = typeof way === 'string' ? [] : way.hops;
    if (!first || !second) throw new Error('no hops');
    expect([hopName(first), hopText(first)]).toEqual([
      `node01:microsoft/${first.device}`,
      `interface ${first.device} in microsoft on node01`,
    ]);
    expect(hopName(second)).toBe(`node01:${second.device}`);
  });
});

const row = (n: number, seen: (number | null)[], fate: TraceRow['fate']): TraceRow => ({
  n,
  direction: 'there',
  fate,
  seen,
  copies: {},
  elsewhere: [],
});
const way = traceWay(intent, { between: 'endpoints', networkId, from: 'endpoint000b', to: 'endpoint000c' });
const hops = typeof way === 'string' ? [] : way.hops;
const told = (rows: TraceRow[]) => countText(countRows(rows, 3).there, hops, ['a', 'b']);

it('how packets fared is told by where they end', () => {
  expect(told([])).toBe('No packet from a to b was seen');
  expect(told([row(0, [1, 2, 3], 'arrived')])).toBe('All of 1 packet from a to b arrived');
  expect(told([row(0, [1, 2, 3], 'arrived'), row(1, [1, null, null], 'passing')])).toBe(
    '1 of 2 packets from a to b arrived, 1 on their way',
  );
  const lost = row(0, [1, 2, null], 'lost');
  expect(told([lost, row(1, [1, 2, 3], 'arrived')])).toBe(
    `1 of 2 packets from a to b was lost, last seen at bridge ${hops[1]?.device} on node02`,
  );
  expect(told([lost, row(1, [1, null, null], 'lost'), row(2, [1, 2, null], 'lost')])).toMatch(
    /^3 of 3 packets from a to b were lost, last seen 2 at bridge .* on node02, 1 at interface .* in microsoft on node02$/,
  );
});

it('times are told in a unit that fits', () => {
  expect([18, 1240, 23_456, 2_100_000, -3].map(microText)).toEqual([
    '18 µs',
    '1.24 ms',
    '23.5 ms',
    '2.10 s',
    '-3 µs',
  ]);
});

it('a file holds the frames of all hops in the order of one clock', () => {
  const frame = (hop: number, n: number, at: number) => ({
    hop,
    row: n,
    at,
    length: 60,
    bytes: new Uint8Array(60),
  });
  const frames = [frame(0, 0, 1_000_500), frame(2, 0, 1_000_100)];
  const parts = tracePcapng(hops, frames, [row(0, [1, null, 2], 'lost')], { [two]: 100 }, 256);
  // A section, three interfaces, two frames.
  expect(parts).toHaveLength(6);
  const [first, second] = parts.slice(4).map((part) => new DataView(part.buffer));
  const shown = [first, second].map((view) => [view?.getUint32(8, true), view?.getUint32(16, true)]);
  expect(shown).toEqual([
    [2, 1_000_000],
    [0, 1_000_400],
  ]);
  const text = parts.map((part) => Buffer.from(part).toString('latin1'));
  expect(text[4]).toContain('packet 1, lost: it was last seen here');
  expect(text[5]).not.toContain('lost');
});
