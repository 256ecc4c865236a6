import { describe, expect, it } from 'vitest';
import { lostBetween } from './lost';
import type { Place } from './places';
import type { Suspect } from './suspects';

const place = (hostId: string, kind: Place['object']['kind'], device: string): Place => ({
  hostId,
  host: hostId,
  object: { kind, name: device, namespace: kind === 'interface' ? 'microsoft' : null },
  namespace: kind === 'interface' ? 'microsoft' : null,
  device,
  tunnelPort: kind === 'underlay' ? 8472 : null,
  bridge: 'msft-br',
});

const WAY = [
  place('node01', 'interface', 'msft-veth1'),
  place('node01', 'host-end', 'msft-veth0'),
  place('node01', 'vxlan', 'msft-vxl-10'),
  place('node01', 'underlay', 'eth1'),
  place('node02', 'underlay', 'eth1'),
  place('node02', 'vxlan', 'msft-vxl-10'),
  place('node02', 'host-end', 'msft-veth0'),
  place('node02', 'interface', 'msft-veth1'),
];

/** Packets came to the first `there` places, answers back to the last `back` of them. */
const seen = (there: number, back = 0) =>
  WAY.map((one, i) => ({ place: one, there: i < there, back: i >= WAY.length - back }));

const SUSPECT: Suspect = {
  hostId: 'node02',
  namespace: null,
  device: null,
  at: 'within',
  family: 'inet',
  words: 'the rule 3',
  argv: ['nft', 'delete'],
};

describe('what was lost', () => {
  it.each([
    ['before it left', seen(0), 'node01', 'interface', /none left interface msft-veth1/],
    ['on the bridge', seen(2), 'node01', 'bridge', /last seen at port msft-veth0 on node01/],
    ['in the tunnel', seen(3), 'node01', 'underlay', /last seen at VXLAN interface/],
    ['on the underlay', seen(4), 'node02', 'underlay', /what lies between loses UDP port 8472/],
    ['behind the other underlay', seen(5), 'node02', 'vxlan', /the rule 3 drops them/],
    ['on the other bridge', seen(6), 'node02', 'bridge', /the rule 3 drops them/],
    ['at the other end', seen(8), 'node02', 'interface', /no answer was given there/],
    [
      'on its way back, there',
      seen(8, 3),
      'node02',
      'underlay',
      /the answers were last seen at VXLAN interface/,
    ],
    [
      'on its way back, between',
      seen(8, 4),
      'node01',
      'underlay',
      /the answers left underlay device eth1 on node02/,
    ],
    [
      'on its way back, here',
      seen(8, 5),
      'node01',
      'vxlan',
      /the answers were last seen at underlay device eth1 on node01/,
    ],
    ['nowhere', seen(8, 8), 'node01', 'interface', /ping did not take them/],
  ])('%s is told with where', (_name, sightings, host, kind, cause) => {
    const lost = lostBetween(sightings, [SUSPECT]);
    expect(lost.at).toMatchObject({ host, object: { kind } });
    expect(lost.cause).toMatch(cause);
    expect(lost.result).toMatchObject({ what: 'capture', passed: false });
  });

  it('has the rule that drops it as what to take away, on the host where it was seen last', () => {
    expect(lostBetween(seen(5), [SUSPECT]).fix).toMatchObject({
      kind: 'command',
      host: 'node02',
      argv: ['nft', 'delete'],
    });
    expect(lostBetween(seen(3), [SUSPECT]).fix).toBeNull();
  });

  it.each<[string, Partial<Suspect>, ReturnType<typeof seen>, string, RegExp]>([
    [
      'a queue of what they were to leave by',
      { device: 'msft-veth0', at: 'leaving', family: null, words: 'the queue' },
      seen(6),
      'host-end',
      /the queue drops/,
    ],
    [
      'a filter on what they came in by',
      { device: 'eth1', at: 'arriving', family: 'netdev', words: 'the filter' },
      seen(5),
      'underlay',
      /the filter drops/,
    ],
    [
      'a filter on what they came in by, without its device',
      { at: 'arriving', family: 'netdev', words: 'the filter' },
      seen(5),
      'underlay',
      /the filter drops/,
    ],
    [
      'a filter of the namespace',
      { namespace: 'microsoft', words: 'the filter' },
      seen(8),
      'interface',
      /no answer was given there: the filter drops/,
    ],
    [
      'of two filters, that of bridges between ports',
      { family: 'bridge', words: 'that of bridges' },
      seen(6),
      'bridge',
      /that of bridges drops/,
    ],
  ])('is laid to %s', (_name, suspect, sightings, kind, cause) => {
    const lost = lostBetween(sightings, [SUSPECT, { ...SUSPECT, ...suspect }]);
    expect(lost.at?.object.kind).toBe(kind);
    expect(lost.cause).toMatch(cause);
  });

  it('is not laid to the filter of another namespace, or the queue of another device', () => {
    const others = [
      { ...SUSPECT, namespace: 'apple' },
      { ...SUSPECT, device: 'aapl-veth0', at: 'leaving' as const, family: null },
    ];
    expect(lostBetween(seen(6), others).fix).toBeNull();
  });

  it('is not told where nobody could look', () => {
    expect(lostBetween([], []).at).toBeNull();
  });
});
