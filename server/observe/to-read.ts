import type { Observed, ObservedLink, ObservedNeighbour } from './observed';
import { isNobodys } from './parse/neighbour';
import { type HeardNeighbour, isNothing, nothingTouched, type Touched } from './touched';

/** What must be read again. All but `namespaces` is of the host's own namespace. */
export type ToRead = {
  /** By name: links with their addresses. */
  links: Set<string>;
  /** Indexes of links that were touched, and are read by one of these names. */
  indexes: Set<number>;
  /** Of `links`, those that no link's own event named. */
  doubtful: Set<string>;
  fdb: Set<string>;
  neighbours: Set<string>;
  routes: boolean;
  forwarding: boolean;
  namespaceList: boolean;
  namespaces: Set<string>;
};

/**
 * What of a host must be read after `touched`, seen from the last observation: most of what is heard of neighbours is
 * known already. `everything` where it cannot be told, as after a rename, which other links tell of too.
 */
export function toRead(touched: Touched, before: Observed): ToRead | 'everything' {
  if (touched.everything) return 'everything';
  const root = new Root(before);
  const read: ToRead = {
    links: new Set(),
    indexes: new Set(),
    doubtful: new Set(),
    fdb: new Set(),
    neighbours: new Set(),
    routes: touched.routes,
    forwarding: touched.forwarding,
    namespaceList: touched.namespaceList,
    namespaces: new Set(),
  };
  for (const [index, label] of touched.devices) {
    const name = root.nameOf(index, label);
    if (name === null) return 'everything';
    read.links.add(name);
    read.indexes.add(index);
    if (!root.has(index)) {
      // It may be a known device by another name, with all that it had.
      read.fdb.add(name);
      read.neighbours.add(name);
    }
  }
  for (const name of touched.fdb) read.fdb.add(name);
  const numbered = new Map(before.namespaces.map((namespace) => [namespace.nsid, namespace]));
  // A number that no listed namespace has is one that nobody named, such as a container's.
  const touchedNamespace = (nsid: number) => {
    const name = numbered.get(nsid)?.name;
    if (name !== undefined) read.namespaces.add(name);
  };
  for (const nsid of touched.namespaces) touchedNamespace(nsid);
  for (const heard of touched.neighbours.values()) {
    if (heard.nsid !== null) {
      // Names of devices inside are not to be trusted: iproute2 looks the index up among the host's own.
      const known = numbered.get(heard.nsid)?.neighbours.filter(({ address }) => address === heard.address);
      if (known && !says(known, heard)) touchedNamespace(heard.nsid);
      continue;
    }
    const link = root.named(heard.device);
    if (link?.kind === 'vxlan' || link === undefined) read.fdb.add(heard.device);
    const known = before.neighbours.filter(
      ({ address, device }) => address === heard.address && device === heard.device,
    );
    if (!says(known, heard)) read.neighbours.add(heard.device);
  }
  for (const name of [...read.fdb, ...read.neighbours]) {
    if (root.named(name) !== undefined || read.links.has(name)) continue;
    // It came, and the event of its link is still to come; or iproute2 has the name wrong.
    read.links.add(name);
    read.doubtful.add(name);
  }
  return [...read.links, ...read.fdb, ...read.neighbours].every(isPlain) ? read : 'everything';
}

export function isNothingToRead(read: ToRead): boolean {
  const { links, fdb, neighbours, namespaces, routes, forwarding, namespaceList } = read;
  return (
    links.size + fdb.size + neighbours.size + namespaces.size === 0 &&
    !(routes || forwarding || namespaceList)
  );
}

/**
 * Whether nothing was touched but neighbours, and FDB entries where `learned` says so, that the kernel learned and forgot
 * by itself, as a packet to a new address has it do on both sides. No plan, drift or status comes of these.
 */
export function isPassing(touched: Touched, before: Observed, learned: boolean): boolean {
  const { neighbours, fdb, written, ...rest } = touched;
  if (written || (fdb.size > 0 && !learned) || neighbours.size + fdb.size === 0) return false;
  if (!isNothing({ ...nothingTouched(), ...rest })) return false;
  const root = new Root(before);
  return [...neighbours.values()].every(({ nsid, device, state }) => {
    // Of a VXLAN interface, it is an entry of the FDB.
    const isFdb = nsid === null && (root.named(device)?.kind ?? 'vxlan') === 'vxlan';
    return standing(state) === 'known' && (learned || !isFdb);
  });
}

/**
 * Whether what comes from now on may carry a wrong name of a device: iproute2's monitor remembers names by index, for all
 * namespaces together, and never follows a rename. A monitor that is started anew knows the right ones.
 */
export function confusesNames(touched: Touched, before: Observed): boolean {
  const root = new Root(before);
  return [...touched.devices].some(([index, label]) => {
    if (label === null) return false;
    if (root.has(index)) return root.nameOf(index, label) === null;
    return before.namespaces.some(({ links }) =>
      links.some((link) => link.index === index && link.name !== label && link.name !== withoutLower(label)),
    );
  });
}

class Root {
  private readonly byIndex: Map<number, ObservedLink>;
  private readonly byName: Map<string, ObservedLink>;

  constructor({ links }: Observed) {
    this.byIndex = new Map(links.map((link) => [link.index, link]));
    this.byName = new Map(links.map((link) => [link.name, link]));
  }

  has = (index: number) => this.byIndex.has(index);
  named = (name: string) => this.byName.get(name);

  /** null: it cannot be told, or it was renamed. */
  nameOf(index: number, label: string | null): string | null {
    const known = this.byIndex.get(index)?.name;
    if (label === null) return known ?? null;
    const name = withoutLower(label);
    if (known === undefined) return name;
    return known === label || known === name ? known : null;
  }
}

/** `msft-veth0@if2` → `msft-veth0`. */
function withoutLower(label: string): string {
  const at = label.lastIndexOf('@');
  return at > 0 ? label.slice(0, at) : label;
}

/** Whether an observation says of a neighbour what was heard; between REACHABLE and STALE it goes back and forth. */
function says(known: readonly ObservedNeighbour[], heard: HeardNeighbour): boolean {
  if (heard.gone || (heard.state.includes('NOARP') && isNobodys(heard.mac ?? undefined))) {
    return known.length === 0;
  }
  return known.some(({ mac, state }) => {
    const both = standing(state) === standing(heard.state);
    return both && (standing(state) === 'unanswered' || mac === heard.mac);
  });
}

function standing(state: readonly string[]): 'unanswered' | 'lasting' | 'known' {
  if (state.includes('FAILED') || state.includes('INCOMPLETE')) return 'unanswered';
  return state.includes('PERMANENT') || state.includes('NOARP') ? 'lasting' : 'known';
}

/** A word that may stand in a batch line; others have names that only a whole read can show. */
function isPlain(name: string): boolean {
  return /^[A-Za-z0-9._:@=,+][A-Za-z0-9._:@=,+-]{0,14}$/.test(name);
}
