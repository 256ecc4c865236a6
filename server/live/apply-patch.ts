import type { Observed, ObservedNamespace } from '../observe/observed';
import { keyOfFdbEntry, keyOfLink, keyOfNeighbour } from './observed-keys';
import type { Keyed, NamespacePatch, ObservedPatch } from './observed-patch';

/** The observation after the patch. What the patch leaves out is the same object as before, so that it need not be drawn again. */
export function applyPatch(before: Observed, patch: ObservedPatch): Observed {
  return {
    ...before,
    ...space(before, patch),
    readAt: patch.readAt,
    bootId: patch.bootId ?? before.bootId,
    forwarding: patch.forwarding ?? before.forwarding,
    fdb: keyed(before.fdb, patch.fdb, keyOfFdbEntry, ({ mac }) => mac),
    namespaces: namespaces(before.namespaces, patch.namespaces),
  };
}

type Space = Pick<Observed, 'links' | 'routes' | 'neighbours'>;

function space(before: Space, patch: Pick<NamespacePatch, 'links' | 'routes' | 'neighbours'>): Space {
  return {
    links: keyed(before.links, patch.links, keyOfLink, keyOfLink),
    routes: patch.routes ?? before.routes,
    neighbours: keyed(before.neighbours, patch.neighbours, keyOfNeighbour, ({ address }) => address),
  };
}

function namespaces(before: ObservedNamespace[], patch: ObservedPatch['namespaces']): ObservedNamespace[] {
  if (!patch) return before;
  const patches = new Map(patch.set.map((one) => [one.name, one]));
  const gone = new Set(patch.gone);
  const kept = before
    .filter(({ name }) => !gone.has(name))
    .map((namespace) => {
      const own = patches.get(namespace.name);
      patches.delete(namespace.name);
      return own ? patched(namespace, own) : namespace;
    });
  return [...kept, ...[...patches.values()].map((own) => patched(EMPTY, own))];
}

const EMPTY: Omit<ObservedNamespace, 'name' | 'nsid' | 'unreadable' | 'readAt'> = {
  links: [],
  routes: [],
  neighbours: [],
  forwarding: { ipv4: false, ipv6: false },
};

function patched(
  before: typeof EMPTY,
  { name, nsid, unreadable, readAt, ...own }: NamespacePatch,
): ObservedNamespace {
  const forwarding = own.forwarding ?? before.forwarding;
  return { name, nsid, unreadable, readAt, forwarding, ...space(before, own) };
}

/** @param firstWord of an item's key: of a long list, few need more of it */
function keyed<T>(
  before: T[],
  patch: Keyed<T> | undefined,
  keyOf: (item: T) => string,
  firstWord: (item: T) => string,
): T[] {
  if (!patch) return before;
  const set = new Map(patch.set.map((item) => [keyOf(item), item]));
  const gone = new Set(patch.gone);
  const concerned = new Set([...patch.gone.map((key) => key.split(' ', 1)[0]), ...patch.set.map(firstWord)]);
  const kept: T[] = [];
  for (const item of before) {
    if (!concerned.has(firstWord(item))) {
      kept.push(item);
      continue;
    }
    const key = keyOf(item);
    const next = set.get(key);
    if (next !== undefined) {
      kept.push(next);
      set.delete(key);
    } else if (!gone.has(key)) kept.push(item);
  }
  return set.size === 0 ? kept : [...kept, ...set.values()];
}
