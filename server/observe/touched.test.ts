import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent } from './parse/monitor';
import { everythingTouched, isNothing, mergeTouched, nothingTouched, type Touched, touch } from './touched';

/** What these lines of `ip monitor` touched. */
function heard(...lines: string[]): Touched {
  const touched = nothingTouched();
  for (const line of lines) {
    const event = parseEvent(line);
    if (event) touch(touched, event);
  }
  return touched;
}

describe('an event of the kernel', () => {
  it.each<[string, string, Partial<Touched>]>([
    [
      'a link',
      '[nsid current]6: msft-br: <BROADCAST,MULTICAST> mtu 1450 qdisc noop state DOWN group 7652 ',
      { devices: new Map([[6, 'msft-br']]) },
    ],
    [
      'an address, and routes that may need it',
      '[nsid current]3: eth1    inet 10.10.10.10/16 scope global eth1',
      { devices: new Map([[3, null]]), routes: true },
    ],
    ['a route', '[nsid current]10.77.0.0/16 via 10.10.10.1 dev eth1 ', { routes: true }],
    ['forwarding', '[nsid current]inet all forwarding on ', { forwarding: true }],
    [
      'a namespace and the list of them',
      '[nsid current]Deleted nsid 4 ',
      { namespaceList: true, namespaces: new Set([4]) },
    ],
    [
      'an entry of a bridge',
      '[nsid current]dev msft-veth0 lladdr 02:00:00:00:07:08 REACHABLE ',
      { fdb: new Set(['msft-veth0']) },
    ],
    [
      'a namespace, by a link of it',
      '[nsid 0]2: msft-veth1@if8: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc noqueue state UP ',
      { namespaces: new Set([0]) },
    ],
    ['a namespace, by its forwarding', '[nsid 3]inet all forwarding on ', { namespaces: new Set([3]) }],
    [
      'nothing by an entry of a bridge in a namespace',
      '[nsid 3]dev v0 lladdr 02:00:00:00:07:08 PERMANENT ',
      {},
    ],
    ['everything by a line that is not understood', '[nsid current]id 7 via 10.1.0.1 ', { everything: true }],
  ])('touches %s', (_, line, touched) => {
    expect(heard(line)).toEqual({ ...nothingTouched(), ...touched });
  });

  it('of a neighbour has the last word on it', () => {
    const { neighbours, ...rest } = heard(
      '[nsid current]10.10.10.20 dev eth1 lladdr 02:00:00:00:01:20 STALE ',
      '[nsid current]10.10.10.20 dev eth1 lladdr 02:00:00:00:01:21 REACHABLE ',
      '[nsid 0]10.10.10.20 dev eth1 lladdr 02:00:00:00:01:22 STALE ',
    );
    expect([...neighbours.values()].map(({ nsid, mac }) => [nsid, mac])).toEqual([
      [null, '02:00:00:00:01:21'],
      [0, '02:00:00:00:01:22'],
    ]);
    expect(isNothing({ ...rest, neighbours: new Map() })).toBe(true);
  });

  it('of an address keeps the name that its link gave', () => {
    const link = '[nsid current]3: eth1@wire1: <BROADCAST,UP> mtu 1500 qdisc noqueue state UP ';
    const address = '[nsid current]3: eth1    inet 10.10.10.10/16 scope global eth1';
    const named = new Map([[3, 'eth1@wire1']]);
    expect(heard(link, address).devices).toEqual(named);
    expect(mergeTouched(heard(link), heard(address)).devices).toEqual(named);
  });

  it('of more neighbours than are worth telling apart touches everything', () => {
    const lines = Array.from(
      { length: 5000 },
      (_, n) => `[nsid current]10.10.${n >> 8}.${n & 255} dev eth1 lladdr 02:00:00:00:01:20 STALE `,
    );
    expect(heard(...lines).everything).toBe(true);
    expect(mergeTouched(heard(...lines.slice(0, 3000)), heard(...lines.slice(3000)))).toEqual(
      everythingTouched(),
    );
  });
});

const anyTouched: fc.Arbitrary<Touched> = fc
  .uniqueArray(
    fc.constantFrom(
      '[nsid current]6: msft-br: <UP> mtu 1450 ',
      '[nsid current]7: msft-br: <UP> mtu 1450 ',
      '[nsid current]6: msft-br    inet 10.1.0.1/24 scope global msft-br',
      '[nsid current]default via 10.10.10.1 dev eth1 ',
      '[nsid current]inet all forwarding on ',
      '[nsid current]nsid 1 ',
      '[nsid 2]default via 10.10.10.1 dev eth1 ',
      '[nsid current]dev msft-veth0 lladdr 02:00:00:00:07:08 REACHABLE ',
      '[nsid current]10.10.10.20 dev eth1 lladdr 02:00:00:00:01:20 STALE ',
      '[nsid 0]Deleted 10.10.10.20 dev eth1 lladdr 02:00:00:00:01:22 STALE ',
      'what is this',
    ),
  )
  .map((lines) => heard(...lines));

describe('what was touched', () => {
  it('merges in any grouping to the same', () => {
    fc.assert(
      fc.property(anyTouched, anyTouched, anyTouched, (a, b, c) => {
        expect(mergeTouched(mergeTouched(a, b), c)).toEqual(mergeTouched(a, mergeTouched(b, c)));
      }),
    );
  });

  it('stays the same by merging nothing', () => {
    fc.assert(
      fc.property(anyTouched, (touched) => {
        const kept = touched.everything ? everythingTouched() : touched;
        expect(mergeTouched(touched, nothingTouched())).toEqual(kept);
        expect(mergeTouched(nothingTouched(), touched)).toEqual(kept);
        expect(isNothing(mergeTouched(touched, nothingTouched()))).toBe(isNothing(touched));
      }),
    );
  });
});
