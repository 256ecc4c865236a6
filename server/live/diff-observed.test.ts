import fc from 'fast-check';
import superjson from 'superjson';
import { describe, expect, it } from 'vitest';
import type { FdbEntry, Observed, ObservedLink, ObservedNeighbour } from '../observe/observed';
import { applyPatch } from './apply-patch';
import { diffObserved } from './diff-observed';
import { anyObserved, twoObserved } from './fixtures/observed';
import { keyOfFdbEntry, keyOfLink, keyOfNeighbour } from './observed-keys';

const STANDING: Record<string, string> = { STALE: 'REACHABLE' };

/** What a patch is to carry: no times, ages or counters, and no order but that of routes. */
function told(observed: Observed): unknown {
  const space = (one: Pick<Observed, 'links' | 'routes' | 'neighbours' | 'forwarding'>) => ({
    links: sorted(one.links, keyOfLink).map(({ stats: _, ...link }: ObservedLink) => link),
    neighbours: sorted(one.neighbours, keyOfNeighbour).map((neighbour: ObservedNeighbour) => ({
      ...neighbour,
      state: neighbour.state.map((word) => STANDING[word] ?? word),
    })),
    routes: one.routes,
    forwarding: one.forwarding,
  });
  return {
    bootId: observed.bootId,
    ...space(observed),
    fdb: sorted(observed.fdb, keyOfFdbEntry).map(({ used: _, updated: __, ...entry }: FdbEntry) => entry),
    namespaces: sorted(observed.namespaces, ({ name }) => name).map((namespace) => ({
      name: namespace.name,
      nsid: namespace.nsid,
      unreadable: namespace.unreadable,
      ...space(namespace),
    })),
  };
}

function sorted<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

describe('the patch between two observations', () => {
  it('leads from the one to the other', () => {
    fc.assert(
      fc.property(twoObserved, ([before, after]) => {
        const patch = diffObserved(before, after);
        expect(told(patch === null ? before : applyPatch(before, patch))).toEqual(told(after));
      }),
      { numRuns: 150 },
    );
  });

  it('says the same after its way to the browser', () => {
    fc.assert(
      fc.property(twoObserved, ([before, after]) => {
        const patch = diffObserved(before, after);
        expect(superjson.parse(superjson.stringify(patch))).toEqual(patch);
        expect(JSON.parse(JSON.stringify(patch))).toEqual(patch);
      }),
    );
  });

  it('is none where only times, ages and counters differ', () => {
    fc.assert(
      fc.property(anyObserved, fc.nat(1000), (observed, n) => {
        const later = structuredClone(observed);
        later.readAt += n;
        for (const entry of later.fdb) entry.used = n;
        for (const { links } of [later, ...later.namespaces])
          for (const link of links) link.stats.rxBytes += n;
        for (const { neighbours } of [later, ...later.namespaces]) {
          for (const one of neighbours) one.state = one.state.map((word) => STANDING[word] ?? word);
        }
        expect(diffObserved(observed, later)).toBeNull();
      }),
    );
  });

  it('is none where nothing but the order differs', () => {
    fc.assert(
      fc.property(anyObserved, (observed) => {
        const reversed = {
          ...observed,
          links: [...observed.links].reverse(),
          fdb: [...observed.fdb].reverse(),
        };
        expect(diffObserved(observed, reversed)).toBeNull();
      }),
    );
  });

  it('takes nothing away that an inconsistent read told twice', () => {
    fc.assert(
      fc.property(anyObserved, fc.infiniteStream(fc.boolean()), (observed, twice) => {
        const doubled = <T>(items: T[]) =>
          items.flatMap((item) => (twice.next().value ? [item, item] : [item]));
        const uneven = {
          ...observed,
          links: doubled(observed.links),
          fdb: doubled(observed.fdb),
          neighbours: doubled(observed.neighbours),
        };
        expect(diffObserved(uneven, observed)).toBeNull();
      }),
    );
  });

  it('leaves what it does not name the same objects', () => {
    fc.assert(
      fc.property(twoObserved, ([before, after]) => {
        const patch = diffObserved(before, after);
        if (patch === null) return;
        const patched = applyPatch(before, patch);
        for (const part of ['links', 'routes', 'neighbours', 'fdb', 'namespaces', 'forwarding'] as const) {
          if (!(part in patch)) expect(patched[part]).toBe(before[part]);
        }
        const set = new Set(patch.links?.set.map(({ index }) => index));
        for (const link of before.links) {
          const now = patched.links.find(({ index }) => index === link.index);
          if (now && !set.has(link.index)) expect(now).toBe(link);
        }
        const named = new Set(patch.namespaces?.set.map(({ name }) => name));
        for (const namespace of before.namespaces) {
          const now = patched.namespaces.find(({ name }) => name === namespace.name);
          if (now && !named.has(namespace.name)) expect(now).toBe(namespace);
        }
      }),
    );
  });
});

describe('a forwarding table of ten thousand entries', () => {
  const entry = (n: number, dst: string): FdbEntry => ({
    mac: `02:00:00:00:${(n >> 8).toString(16).padStart(2, '0')}:${(n & 255).toString(16).padStart(2, '0')}`,
    device: 'msft-vxl-10',
    master: null,
    dst,
    via: null,
    port: null,
    vni: null,
    vlan: null,
    state: '',
    self: true,
    used: n,
    updated: n,
  });
  const fdb = Array.from({ length: 10_000 }, (_, n) => entry(n, '10.10.10.20'));
  const host: Observed = {
    hostId: 'host01',
    readAt: 1,
    bootId: 'one',
    links: [],
    fdb,
    routes: [],
    neighbours: [],
    namespaces: [],
    forwarding: { ipv4: false, ipv6: false },
  };

  it.each<[string, FdbEntry[]]>([
    [
      'learned elsewhere',
      fdb.map((one, n) => (n % 1000 === 7 ? entry(n, '10.10.10.30') : { ...one, used: 0 })),
    ],
    ['gone', fdb.filter((_, n) => n % 1000 !== 7)],
    ['new', [...fdb, ...Array.from({ length: 10 }, (_, n) => entry(20_000 + n, '10.10.10.20'))]],
  ])('sends less than a hundredth of it where ten are %s', (_, later) => {
    const patch = diffObserved(host, { ...host, readAt: 2, fdb: later });
    const bytes = (value: unknown) => superjson.stringify(value).length;
    expect(bytes(patch)).toBeLessThan(bytes(host) / 100);
    const now = applyPatch(host, patch as NonNullable<typeof patch>);
    expect(told(now)).toEqual(told({ ...host, fdb: later }));
  });
});
