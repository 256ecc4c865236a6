import type {
  FdbEntry,
  Observed,
  ObservedLink,
  ObservedNamespace,
  ObservedNeighbour,
} from '../observe/observed';
import { keyOfFdbEntry, keyOfLink, keyOfNeighbour } from './observed-keys';
import type { Keyed, NamespacePatch, ObservedPatch } from './observed-patch';

/** What leads from one observation of a host to a later one, or null where nothing but times and counters differ. */
export function diffObserved(before: Observed, after: Observed): ObservedPatch | null {
  if (before === after) return null;
  const parts = {
    ...(before.bootId !== after.bootId && { bootId: after.bootId }),
    ...(!equal(before.forwarding, after.forwarding) && { forwarding: after.forwarding }),
    ...space(before, after),
    ...part('fdb', diffKeyed(before.fdb, after.fdb, FDB)),
    ...part('namespaces', diffNamespaces(before.namespaces, after.namespaces)),
  };
  return Object.keys(parts).length === 0 ? null : { hostId: after.hostId, readAt: after.readAt, ...parts };
}

type Space = Pick<Observed, 'links' | 'routes' | 'neighbours'>;

/** What the host's own namespace and any other have in common. */
function space(before: Space, after: Space): Pick<NamespacePatch, 'links' | 'routes' | 'neighbours'> {
  return {
    ...part('links', diffKeyed(before.links, after.links, LINKS)),
    ...(before.routes !== after.routes && !equal(before.routes, after.routes) && { routes: after.routes }),
    ...part('neighbours', diffKeyed(before.neighbours, after.neighbours, NEIGHBOURS)),
  };
}

function diffNamespaces(
  before: readonly ObservedNamespace[],
  after: readonly ObservedNamespace[],
): ObservedPatch['namespaces'] | null {
  if (before === after) return null;
  const known = new Map(before.map((namespace) => [namespace.name, namespace]));
  const set: NamespacePatch[] = [];
  for (const namespace of after) {
    const old = known.get(namespace.name) ?? nothing(namespace);
    const isNew = !known.delete(namespace.name);
    const { name, nsid, unreadable, readAt } = namespace;
    const parts = {
      ...(!equal(old.forwarding, namespace.forwarding) && { forwarding: namespace.forwarding }),
      ...space(old, namespace),
    };
    if (isNew || old.nsid !== nsid || old.unreadable !== unreadable || Object.keys(parts).length > 0) {
      set.push({
        name,
        nsid,
        unreadable,
        readAt,
        ...(isNew && { forwarding: namespace.forwarding }),
        ...parts,
      });
    }
  }
  const gone = [...known.keys()];
  return set.length + gone.length === 0 ? null : { set, gone };
}

function nothing(namespace: ObservedNamespace): ObservedNamespace {
  return { ...namespace, links: [], routes: [], neighbours: [] };
}

type Kind<T> = {
  keyOf(item: T): string;
  /** Of its key: of a long list, few need more of it. */
  firstWord(item: T): string;
  /** Whether the two are one thing that did not change, times and counters aside. */
  same(before: T, after: T): boolean;
  /** The order that lists are read in. */
  order(a: T, b: T): number;
};

/** Most of a long list is as it was and where it was: keys are made of the rest only. */
function diffKeyed<T>(before: readonly T[], after: readonly T[], kind: Kind<T>): Keyed<T> | null {
  if (before === after) return null;
  const rest = unlike(before, after, kind);
  const known = new Map(rest.before.map((item) => [kind.keyOf(item), item]));
  const set: T[] = [];
  for (const item of rest.after) {
    const key = kind.keyOf(item);
    const old = known.get(key);
    known.delete(key);
    if (old === undefined || !kind.same(old, item)) set.push(item);
  }
  const gone = without(known, after, kind);
  return set.length + gone.length === 0 ? null : { set, gone };
}

/** Keys of what is in no place of the later list: a table that changes while it is read may tell of an entry twice. */
function without<T>(known: ReadonlyMap<string, T>, after: readonly T[], kind: Kind<T>): string[] {
  if (known.size === 0) return [];
  const words = new Set([...known.values()].map(kind.firstWord));
  const there = new Set(after.filter((item) => words.has(kind.firstWord(item))).map(kind.keyOf));
  return [...known.keys()].filter((key) => !there.has(key));
}

/** Without pairs of the same; in lists that are not in order, some stay. */
function unlike<T>(before: readonly T[], after: readonly T[], { same, order }: Kind<T>) {
  const rest = { before: [] as T[], after: [] as T[] };
  let b = 0;
  let a = 0;
  for (;;) {
    const old = before[b];
    const item = after[a];
    if (old === undefined || item === undefined) break;
    const alike = old === item || same(old, item);
    const side = alike ? 0 : order(old, item);
    if (side <= 0) {
      if (!alike) rest.before.push(old);
      b++;
    }
    if (side >= 0) {
      if (!alike) rest.after.push(item);
      a++;
    }
  }
  for (; b < before.length; b++) rest.before.push(before[b] as T);
  for (; a < after.length; a++) rest.after.push(after[a] as T);
  return rest;
}

const LINKS: Kind<ObservedLink> = {
  keyOf: keyOfLink,
  firstWord: keyOfLink,
  same: ({ stats: _old, ...before }, { stats: _new, ...after }) => equal(before, after),
  order: (a, b) => a.index - b.index,
};

const FDB: Kind<FdbEntry> = {
  keyOf: keyOfFdbEntry,
  firstWord: ({ mac }) => mac,
  same: (a, b) => STEADY.every((field) => (a[field] ?? null) === (b[field] ?? null)),
  order: (a, b) => compare(a.device, b.device) || compare(a.mac, b.mac) || compare(a.dst ?? '', b.dst ?? ''),
};

/** All of an entry but its ages. */
const STEADY = [
  'mac',
  'device',
  'master',
  'dst',
  'via',
  'port',
  'vni',
  'vlan',
  'state',
  'self',
] as const satisfies readonly Exclude<keyof FdbEntry, 'used' | 'updated'>[];

const NEIGHBOURS: Kind<ObservedNeighbour> = {
  keyOf: keyOfNeighbour,
  firstWord: ({ address }) => address,
  same: (a, b) =>
    a.address === b.address &&
    a.device === b.device &&
    a.mac === b.mac &&
    a.router === b.router &&
    standing(a) === standing(b),
  order: (a, b) => compare(a.device, b.device) || compare(a.address, b.address),
};

/** Between REACHABLE and STALE an entry goes back and forth by the minute, and says the same. */
function standing({ state }: ObservedNeighbour): 'unanswered' | 'lasting' | 'known' {
  if (state.includes('FAILED') || state.includes('INCOMPLETE')) return 'unanswered';
  return state.includes('PERMANENT') || state.includes('NOARP') ? 'lasting' : 'known';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function part<K extends string, T>(key: K, value: T | null | undefined): { [P in K]?: T } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { [P in K]?: T });
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(b, key) &&
      equal((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}
