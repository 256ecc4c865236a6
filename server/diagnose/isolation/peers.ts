import type { ObservedLink } from '../../observe/observed';

/** A network namespace with its devices; `name` null: the host's own. */
export type Space = { name: string | null; nsid: number | null; links: readonly ObservedLink[] };

export type Peer = { space: Space; link: ObservedLink } | { why: string };

type End = { space: Space; link: ObservedLink };

/**
 * The other end of every veth. An end names it by index, and its namespace by a number that the end's own namespace has
 * for that one (nsid). The host's numbers are known; those that a namespace has are learned from pairs that lead into the
 * host, and where that is not enough, only one end may fit.
 */
export function peersOf(spaces: readonly Space[]): Map<ObservedLink, Peer> {
  const peers = new Map<ObservedLink, Peer>();
  const byIndex = new Map<number, End[]>();
  for (const space of spaces) {
    for (const link of space.links) {
      if (link.kind !== 'veth' || !link.peer) continue;
      const known = byIndex.get(link.index);
      if (known) known.push({ space, link });
      else byIndex.set(link.index, [{ space, link }]);
    }
  }
  /** By namespace: the number that it has for the host's own. */
  const hostAs = new Map<Space, number>();
  const pair = (a: End, b: End) => {
    peers.set(a.link, b);
    peers.set(b.link, a);
    if (a.space.name === null && b.link.peer?.nsid != null) hostAs.set(b.space, b.link.peer.nsid);
  };
  const fitting = ({ link }: End) =>
    (byIndex.get(link.peer?.index ?? -1) ?? []).filter(
      (end) => end.link !== link && end.link.peer?.index === link.index && !peers.has(end.link),
    );
  const ends = [...byIndex.values()].flat();
  for (const end of ends) {
    if (end.link.peer?.nsid !== null || peers.has(end.link)) continue;
    const [other] = fitting(end).filter(({ space, link }) => space === end.space && link.peer?.nsid === null);
    if (other) pair(end, other);
  }
  for (const end of ends) {
    const nsid = end.link.peer?.nsid ?? null;
    if (end.space.name !== null || nsid === null || peers.has(end.link)) continue;
    const others = fitting(end).filter(({ space }) => space.name !== null);
    const known = others.find(({ space }) => space.nsid === nsid);
    const unnumbered = others.filter(({ space }) => space.nsid === null);
    const [only] = unnumbered;
    const other = known ?? (unnumbered.length === 1 ? only : undefined);
    if (other) pair(end, other);
  }
  for (const end of ends) {
    if (peers.has(end.link)) continue;
    const others = fitting(end).filter(
      (other) =>
        other.space !== end.space &&
        other.space.name !== null &&
        !isHost(hostAs, end) &&
        !isHost(hostAs, other),
    );
    const [only] = others;
    if (end.space.name !== null && only && others.length === 1) pair(end, only);
    else peers.set(end.link, { why: whyNot(end.space.name === null ? [] : others) });
  }
  return peers;
}

function isHost(hostAs: ReadonlyMap<Space, number>, { space, link }: End): boolean {
  const known = hostAs.get(space);
  return known !== undefined && link.peer?.nsid === known;
}

function whyNot(candidates: readonly End[]): string {
  if (candidates.length === 0) return 'its other end is in a namespace without a name, such as a container';
  const names = candidates.slice(0, 4).map(({ space }) => space.name);
  return `its other end may be in any of ${names.join(', ')}${candidates.length > 4 ? ', …' : ''}`;
}
