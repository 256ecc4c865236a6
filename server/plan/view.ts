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
};

/** A network namespace of the host. */
export type Space = {
  name: string;
  nsid: number | null;
  unreadable: string | null;
  lo: ObservedLink | null;
  /** Without `lo`. */
  links: ReadonlyMap<string, ObservedLink>;
  forwarding: Forwarding;
};

export function view(observed: Observed): View {
  const fdb = new Map<string, FdbEntry[]>();
  for (const entry of observed.fdb) {
    const list = fdb.get(entry.device);
    if (list) list.push(entry);
    else fdb.set(entry.device, [entry]);
  }
  return {
    links: byName(observed.links),
    spaces: new Map(observed.namespaces.map((namespace) => [namespace.name, space(namespace)])),
    fdb,
    forwarding: observed.forwarding,
    ipv6: observed.links.some((link) => link.addrgenmode !== null),
  };
}

function space(namespace: ObservedNamespace): Space {
  return {
    name: namespace.name,
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

/**
 * Whether these are the two ends of one veth pair. Indexes repeat from namespace to namespace; nsids do not. Where
 * the peer was not told, nothing speaks against it.
 */
export function isPair(hostEnd: ObservedLink, space: Space, inside: ObservedLink): boolean {
  if (hostEnd.kind !== 'veth' || inside.kind !== 'veth') return false;
  if (!hostEnd.peer) return true;
  if (hostEnd.peer.index !== inside.index) return false;
  if (inside.peer && inside.peer.index !== hostEnd.index) return false;
  return hostEnd.peer.nsid !== null && (space.nsid === null || hostEnd.peer.nsid === space.nsid);
}

/** Objects that are deleted before anything is built. */
export type Gone = {
  links: ReadonlySet<string>;
  spaces: ReadonlySet<string>;
  /** Links inside namespaces, as `namespace/device`. */
  inside: ReadonlySet<string>;
};

/** The host as it is once these are gone: a veth end takes its peer along, a bridge lets its ports go. */
export function without(before: View, gone: Gone): View {
  if (gone.links.size + gone.spaces.size + gone.inside.size === 0) return before;
  const links = new Map<string, ObservedLink>();
  for (const link of before.links.values()) {
    if (gone.links.has(link.name)) continue;
    if (peerIsGone(before, gone, link)) continue;
    const released = link.master !== null && gone.links.has(link.master);
    links.set(link.name, released ? { ...link, master: null, portState: null } : link);
  }
  const doomed = [...gone.links].flatMap((name) => before.links.get(name) ?? []);
  const spaces = new Map<string, Space>();
  for (const space of before.spaces.values()) {
    if (gone.spaces.has(space.name)) continue;
    const inside = [...space.links.values()].filter(
      (link) =>
        !gone.inside.has(`${space.name}/${link.name}`) &&
        !doomed.some((hostEnd) => hostEnd.peer !== null && isPair(hostEnd, space, link)),
    );
    spaces.set(space.name, inside.length === space.links.size ? space : { ...space, links: byName(inside) });
  }
  return {
    ...before,
    links,
    spaces,
    fdb: new Map([...before.fdb].filter(([device]) => links.has(device))),
  };
}

function peerIsGone(before: View, gone: Gone, hostEnd: ObservedLink): boolean {
  if (hostEnd.kind !== 'veth' || !hostEnd.peer || gone.spaces.size + gone.inside.size === 0) return false;
  for (const space of before.spaces.values()) {
    for (const link of space.links.values()) {
      const goes = gone.spaces.has(space.name) || gone.inside.has(`${space.name}/${link.name}`);
      if (goes && isPair(hostEnd, space, link)) return true;
    }
  }
  return false;
}
