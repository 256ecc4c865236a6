import type { Host } from '../model/intent';
import { LINK_GROUP, parseOwnerMark } from '../model/owner';
import type { FdbEntry, Observed, ObservedLink, ObservedNamespace } from '../observe/observed';

/** One host as it was read, indexed. */
export type Sight = {
  host: Host;
  observed: Observed;
  links: ReadonlyMap<string, ObservedLink>;
  /** Ports by the name of their bridge. */
  ports: ReadonlyMap<string, readonly ObservedLink[]>;
  /** What somebody wrote into the FDB of VXLAN interfaces, by device: entries with a destination that did not come by learning. */
  written: ReadonlyMap<string, readonly FdbEntry[]>;
  /** Each namespace once, by the first of its names. */
  namespaces: readonly ObservedNamespace[];
  /** Where the other end of a veth of the host's own namespace lies. */
  otherEnd: ReadonlyMap<ObservedLink, { namespace: ObservedNamespace; link: ObservedLink }>;
};

export function sightOf(host: Host, observed: Observed): Sight {
  const links = new Map(observed.links.map((link) => [link.name, link]));
  const namespaces = eachOnce(observed.namespaces);
  return {
    host,
    observed,
    links,
    ports: grouped(observed.links, (link) => link.master),
    written: grouped(
      observed.fdb.filter(({ dst, state }) => dst !== null && (state === 'permanent' || state === 'static')),
      ({ device }) => device,
    ),
    namespaces,
    otherEnd: otherEnds(observed.links, namespaces),
  };
}

/** `foreign`: nobody's mark is on it. */
export type Holder = { is: 'foreign' } | { is: 'ours' } | { is: 'other-installation'; fabric: string };

export function holderOf(link: ObservedLink | undefined, fabric: string): Holder {
  const owner = parseOwnerMark(link?.alias);
  if (owner)
    return owner.fabric === fabric ? { is: 'ours' } : { is: 'other-installation', fabric: owner.fabric };
  // Our group without a mark is something that Overlane has begun and not finished.
  return link?.group === LINK_GROUP && !link.alias ? { is: 'ours' } : { is: 'foreign' };
}

export function loOf(namespace: ObservedNamespace): ObservedLink | undefined {
  return namespace.links.find(({ kind }) => kind === 'loopback');
}

/** `ip netns attach` gives a namespace further names; they show by the nsid that they share. */
function eachOnce(namespaces: readonly ObservedNamespace[]): ObservedNamespace[] {
  const seen = new Set<number>();
  return namespaces.filter(({ nsid }) => {
    if (nsid === null) return true;
    if (seen.has(nsid)) return false;
    seen.add(nsid);
    return true;
  });
}

/**
 * A veth end names its other end by index, and that one's namespace by the nsid that it has here. A namespace may get
 * its nsid only by the read that asks for its devices, so one without nsid counts where it alone fits.
 */
function otherEnds(
  links: readonly ObservedLink[],
  namespaces: readonly ObservedNamespace[],
): Sight['otherEnd'] {
  const ends = new Map<ObservedLink, { namespace: ObservedNamespace; link: ObservedLink }>();
  const byIndex = new Map<number, { namespace: ObservedNamespace; link: ObservedLink }[]>();
  for (const namespace of namespaces) {
    for (const link of namespace.links) {
      if (link.kind !== 'veth') continue;
      byIndex.set(link.index, [...(byIndex.get(link.index) ?? []), { namespace, link }]);
    }
  }
  for (const link of links) {
    const { peer } = link;
    if (link.kind !== 'veth' || !peer || peer.nsid === null) continue;
    const fitting = (byIndex.get(peer.index) ?? []).filter((end) => end.link.peer?.index === link.index);
    const known = fitting.find(({ namespace }) => namespace.nsid === peer.nsid);
    const unnumbered = fitting.filter(({ namespace }) => namespace.nsid === null);
    const [only] = unnumbered;
    const end = known ?? (unnumbered.length === 1 ? only : undefined);
    if (end) ends.set(link, end);
  }
  return ends;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
