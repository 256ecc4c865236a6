import { isSameOwner, parseOwnerMark } from './owner';

type End = {
  index: number;
  kind: string;
  alias: string | null;
  /** Index and nsid of the other end; null in nsid: the same namespace. */
  peer: { index: number; nsid: number | null } | null;
};

/**
 * Ends of veth pairs and their other ends, where one lies in the host's own namespace or both lie in the same one. An
 * end names its other end by index, and that one's namespace by the nsid that it has here; indexes repeat from
 * namespace to namespace.
 */
export function pairsOf<L extends End>(
  links: Iterable<L>,
  spaces: Iterable<{ nsid: number | null; links: Iterable<L> }>,
): Map<L, L> {
  const pairs = new Map<L, L>();
  const join = (link: L, place: ReadonlyMap<number, L> | undefined) => {
    if (link.kind !== 'veth' || !link.peer) return;
    const other = place?.get(link.peer.index);
    if (other?.kind !== 'veth' || other.peer?.index !== link.index) return;
    pairs.set(link, other);
    pairs.set(other, link);
  };
  const root = [...links];
  const here = byIndex(root);
  const there = new Map<number, ReadonlyMap<number, L>>();
  for (const { nsid, links: inside } of spaces) {
    const all = [...inside];
    const place = byIndex(all);
    if (nsid !== null) there.set(nsid, place);
    for (const link of all) if (link.peer?.nsid === null) join(link, place);
  }
  for (const link of root) {
    const nsid = link.peer?.nsid ?? null;
    join(link, nsid === null ? here : there.get(nsid));
  }
  return pairs;
}

function byIndex<L extends End>(links: readonly L[]): Map<number, L> {
  return new Map(links.map((link) => [link.index, link]));
}

/**
 * Why a pair must be made anew, or null. `presence`: an end is not where it belongs; `kind`: the host end is no veth;
 * `pair`: they are not each other's other end; `alias`: an end is marked as that of something else.
 */
export function pairMisfit<L extends End>(
  outside: L | undefined,
  inside: L | undefined,
  pairs: ReadonlyMap<L, L>,
  owner: string,
): 'presence' | 'kind' | 'pair' | 'alias' | null {
  if (!outside || !inside) return 'presence';
  if (outside.kind !== 'veth') return 'kind';
  if (isOfOther(outside.alias, owner) && !isAdopted(inside.alias, owner)) return 'alias';
  if (pairs.get(outside) !== inside) return 'pair';
  return isOfOther(inside.alias, owner) && !isAdopted(outside.alias, owner) ? 'alias' : null;
}

/** People made the pair: an end that was marked as something else is marked again. */
function isAdopted(alias: string | null, owner: string): boolean {
  return isSameOwner(alias, owner) && parseOwnerMark(alias)?.origin === 'adopted';
}

/**
 * What carries the mark of something else that we made is made anew and not taken over: its frames are another's. What
 * people made is not deleted.
 */
export function isOfOther(alias: string | null, owner: string): boolean {
  return !isSameOwner(alias, owner) && parseOwnerMark(alias)?.origin === 'made';
}
