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
    ...part(
      'fdb',
      before.fdb === after.fdb ? null : diffKeyed(before.fdb, after.fdb, keyOfFdbEntry, fdbShape),
    ),
    ...part('namespaces', diffNamespaces(before.namespaces, after.namespaces)),
  };
  return Object.keys(parts).length === 0 ? null : { hostId: after.hostId, readAt: after.readAt, ...parts };
}

type Space = Pick<Observed, 'links' | 'routes' | 'neighbours'>;

/** What the host's own namespace and any other have in common. */
function space(before: Space, after: Space): Pick<NamespacePatch, 'links' | 'routes' | 'neighbours'> {
  return {
    ...part('links', diffKeyed(before.links, after.links, keyOfLink, linkShape)),
    ...(before.routes !== after.routes && !equal(before.routes, after.routes) && { routes: after.routes }),
    ...part('neighbours', diffKeyed(before.neighbours, after.neighbours, keyOfNeighbour, neighbourShape)),
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

function diffKeyed<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
  shapeOf: (item: T) => unknown,
): Keyed<T> | null {
  if (before === after) return null;
  const known = new Map(before.map((item) => [keyOf(item), item]));
  const set: T[] = [];
  for (const item of after) {
    const key = keyOf(item);
    const old = known.get(key);
    known.delete(key);
    if (old === item) continue;
    if (old === undefined || !equal(shapeOf(old), shapeOf(item))) set.push(item);
  }
  return set.length + known.size === 0 ? null : { set, gone: [...known.keys()] };
}

const linkShape = ({ stats: _stats, ...link }: ObservedLink) => link;
const fdbShape = ({ used: _used, updated: _updated, ...entry }: FdbEntry) => entry;

/** Between REACHABLE and STALE an entry goes back and forth by the minute, and says the same. */
const neighbourShape = ({ state, ...entry }: ObservedNeighbour) => ({
  ...entry,
  state: state.some((word) => word === 'FAILED' || word === 'INCOMPLETE')
    ? 'none'
    : state.includes('PERMANENT')
      ? 'permanent'
      : 'known',
});

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
