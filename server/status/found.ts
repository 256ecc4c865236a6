import { pairsOf } from '../model/veth-pair';
import type { FdbEntry, Observed, ObservedLink, ObservedNamespace } from '../observe/observed';
import type { Stray } from '../plan/plan';

/** What was read from one host, found by name. */
export type Found = {
  /** Links of the host's own namespace, and of each other one, by name. */
  links: ReadonlyMap<string, ObservedLink>;
  inside: ReadonlyMap<string, ReadonlyMap<string, ObservedLink>>;
  namespaces: ReadonlyMap<string, ObservedNamespace>;
  /** Per device of the host's own namespace. */
  fdb: ReadonlyMap<string, readonly FdbEntry[]>;
  /** Both ways. */
  pairs: ReadonlyMap<ObservedLink, ObservedLink>;
};

/** What one host's objects are compared with. */
export type Compared = Found & {
  /** What of ours is not where intent has it, by its mark. */
  strays: ReadonlyMap<string, readonly Stray[]>;
};

export function compared(observed: Observed | null, strays: readonly Stray[]): Compared {
  return { ...foundOf(observed), strays: byOwner(strays) };
}

const NOTHING: Found = {
  links: new Map(),
  inside: new Map(),
  namespaces: new Map(),
  fdb: new Map(),
  pairs: new Map(),
};

/** An observation never changes: what was found by name once is found again. */
const known = new WeakMap<Observed, Found>();

function byOwner(strays: readonly Stray[]): Map<string, Stray[]> {
  const lists = new Map<string, Stray[]>();
  for (const stray of strays) lists.set(stray.owner, [...(lists.get(stray.owner) ?? []), stray]);
  return lists;
}

function foundOf(observed: Observed | null): Found {
  if (!observed) return NOTHING;
  const before = known.get(observed);
  if (before) return before;
  const found = indexed(observed);
  known.set(observed, found);
  return found;
}

function indexed(observed: Observed): Found {
  return {
    links: byName(observed.links),
    inside: new Map(observed.namespaces.map((space) => [space.name, byName(space.links)])),
    namespaces: new Map(observed.namespaces.map((space) => [space.name, space])),
    fdb: byDevice(observed.fdb),
    pairs: pairsOf(observed.links, observed.namespaces),
  };
}

function byDevice(entries: readonly FdbEntry[]): Map<string, FdbEntry[]> {
  const lists = new Map<string, FdbEntry[]>();
  for (const entry of entries) {
    const list = lists.get(entry.device);
    if (list) list.push(entry);
    else lists.set(entry.device, [entry]);
  }
  return lists;
}

function byName(links: readonly ObservedLink[]): Map<string, ObservedLink> {
  return new Map(links.map((link) => [link.name, link]));
}
