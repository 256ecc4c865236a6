import { pairsOf } from '../model/veth-pair';
import type { FdbEntry, Forwarding, Observed, ObservedLink, ObservedNamespace } from '../observe/observed';

/** An observed host, indexed for the planner. */
export type View = {
  links: ReadonlyMap<string, ObservedLink>;
  spaces: ReadonlyMap<string, Space>;
  /** Per device of the host's own namespace. */
  fdb: ReadonlyMap<string, readonly FdbEntry[]>;
  forwarding: Forwarding;
  /** false: the kernel runs without IPv6 (`ipv6.disable=1`), and no device takes an `addrgenmode`. */
  ipv6: boolean;
  /**
   * Ends of veth pairs and their other ends, where one lies in the host's own namespace or both lie in the same one.
   */
  pairs: ReadonlyMap<ObservedLink, ObservedLink>;
};

/** A network namespace of the host. */
export type Space = {
  name: string;
  /** Further names of the same namespace (`ip netns attach`); they are no spaces of their own. */
  otherNames: string[];
  nsid: number | null;
  unreadable: string | null;
  lo: ObservedLink | null;
  /** Without `lo`. */
  links: ReadonlyMap<string, ObservedLink>;
  forwarding: Forwarding;
};

/** @param preferred by which of its names a namespace is known, where it has several */
export function view(observed: Observed, preferred: ReadonlySet<string> = new Set()): View {
  const fdb = new Map<string, FdbEntry[]>();
  for (const entry of observed.fdb) {
    const list = fdb.get(entry.device);
    if (list) list.push(entry);
    else fdb.set(entry.device, [entry]);
  }
  const links = byName(observed.links);
  const spaces = spacesOf(observed.namespaces, preferred);
  return {
    links,
    spaces,
    fdb,
    forwarding: observed.forwarding,
    ipv6: observed.links.some((link) => link.addrgenmode !== null),
    pairs: pairs(links, spaces),
  };
}

function pairs(links: View['links'], spaces: View['spaces']): View['pairs'] {
  return pairsOf(
    links.values(),
    [...spaces.values()].map((space) => ({ nsid: space.nsid, links: space.links.values() })),
  );
}

function spacesOf(
  namespaces: readonly ObservedNamespace[],
  preferred: ReadonlySet<string>,
): Map<string, Space> {
  const known = new Map<number, Space>();
  const spaces = new Map<string, Space>();
  const rank = ({ name }: ObservedNamespace) => (preferred.has(name) ? 0 : 1);
  for (const namespace of [...namespaces].sort((a, b) => rank(a) - rank(b))) {
    const same = namespace.nsid === null ? undefined : known.get(namespace.nsid);
    if (same) {
      same.otherNames.push(namespace.name);
      continue;
    }
    const one = space(namespace);
    spaces.set(one.name, one);
    if (one.nsid !== null) known.set(one.nsid, one);
  }
  return spaces;
}

function space(namespace: ObservedNamespace): Space {
  return {
    name: namespace.name,
    otherNames: [],
    nsid: namespace.nsid,
    unreadable: namespace.unreadable,
    lo: namespace.links.find((link) => link.kind === 'loopback') ?? null,
    links: byName(namespace.links.filter((link) => link.kind !== 'loopback')),
    forwarding: namespace.forwarding,
  };
}

function byName(links: readonly ObservedLink[]): Map<string, ObservedLink> {
  return new Map(links.map((link) => [link.name, link]));
}

/** Objects that are deleted before anything is built. */
export type Gone = {
  links: ReadonlySet<string>;
  spaces: ReadonlySet<string>;
  /** Links inside namespaces, as `namespace/device`. */
  inside: ReadonlySet<string>;
  /** Owner marks of what goes inside a namespace. */
  cut: ReadonlySet<string>;
};

/** The host as it is once these are gone: a veth end takes its other end along, a bridge lets its ports go. */
export function without(before: View, gone: Gone): View {
  if (gone.links.size + gone.spaces.size + gone.inside.size === 0) return before;
  const dead = new Set<ObservedLink>();
  const kill = (link: ObservedLink) => {
    dead.add(link);
    const other = before.pairs.get(link);
    if (other) dead.add(other);
  };
  for (const link of before.links.values()) if (gone.links.has(link.name)) kill(link);
  for (const { name, links } of before.spaces.values()) {
    for (const link of links.values()) {
      if (gone.spaces.has(name) || gone.inside.has(`${name}/${link.name}`)) kill(link);
    }
  }
  const links = byName(
    [...before.links.values()]
      .filter((link) => !dead.has(link))
      .map((link) => (link.master !== null && gone.links.has(link.master) ? released(link) : link)),
  );
  const spaces = new Map<string, Space>();
  for (const [name, one] of before.spaces) {
    if (gone.spaces.has(name)) continue;
    const left = [...one.links.values()].filter((link) => !dead.has(link));
    spaces.set(name, left.length === one.links.size ? one : { ...one, links: byName(left) });
  }
  return {
    ...before,
    links,
    spaces,
    fdb: new Map([...before.fdb].filter(([device]) => links.has(device))),
    pairs: pairs(links, spaces),
  };
}

function released(port: ObservedLink): ObservedLink {
  return { ...port, master: null, portState: null };
}
