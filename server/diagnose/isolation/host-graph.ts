import type { Desired } from '../../compile/desired';
import type { Observed, ObservedLink, ObservedNamespace } from '../../observe/observed';
import type { OwnedBy, Owners } from './owners';
import { peersOf, type Space } from './peers';

/** A device, a namespace, or the host's own stack. */
export type Node = {
  what: 'link' | 'namespace' | 'host';
  /** null: the host's own. */
  namespace: string | null;
  /** Of a link. */
  link: ObservedLink | null;
  owner: OwnedBy | null;
  /** The host's own network is behind it. */
  physical: boolean;
  /** Why it cannot be seen where it leads, or null. */
  opaque: string | null;
  edges: Edge[];
};

/**
 * port: of a bridge (or bond). veth: a pair. lower: a device on top of another. inside: a device in a namespace.
 * stack: the host itself answers there, for `reasons`.
 */
export type Edge = {
  kind: 'port' | 'veth' | 'lower' | 'inside' | 'stack';
  to: Node;
  /** Of a stack: what makes it so. */
  reasons: readonly Reason[];
};

export type Reason =
  | { is: 'address'; text: string; global: boolean }
  | { is: 'route'; to: string; table: string }
  | { is: 'arp' };

export type HostGraph = {
  hostId: string;
  observed: Observed;
  nodes: Node[];
  host: Node;
};

/** What hangs together on one host: each device, namespace and the host's stack, and what joins two of them. */
export function hostGraph(observed: Observed, desired: Desired | null, owners: Owners): HostGraph {
  const spaces = spacesOf(observed);
  const nodes: Node[] = [];
  const byLink = new Map<ObservedLink, Node>();
  const host = node('host', null, null);
  nodes.push(host);
  const peers = peersOf(spaces);
  const underlay = desired?.underlay?.device ?? null;
  for (const space of spaces) {
    for (const link of space.links) {
      if (link.kind === 'loopback') continue;
      const one = node('link', space.name, link);
      one.owner = owners.of(link);
      const isRoot = space.name === null;
      one.physical = isPhysical(link) || (isRoot && link.name === underlay && one.owner === null);
      byLink.set(link, one);
      nodes.push(one);
    }
  }
  for (const space of spaces) joinWithin(space, byLink, nodes, owners);
  for (const [link, found] of peers) {
    const one = byLink.get(link);
    if (!one) continue;
    if ('why' in found) one.opaque = one.physical ? null : found.why;
    else {
      const other = byLink.get(found.link);
      // Each pair is found from both of its ends.
      if (other && !one.edges.some(({ to }) => to === other)) join('veth', one, other);
    }
  }
  for (const one of byLink.values()) joinLower(one, spaces, byLink);
  const routes = routesByDevice(observed);
  // What is in a VRF answers for that one: two tenants meet in the same, and between two it is not known.
  const vrfs = new Map<string, Node>();
  const vrfNames = new Set(
    observed.links.flatMap(({ name, kindName }) => (kindName === 'vrf' ? [name] : [])),
  );
  const stackOf = (link: ObservedLink): Node => {
    if (link.master === null || !vrfNames.has(link.master)) return host;
    const known = vrfs.get(link.master);
    const device = byLink.get(link);
    if (device)
      device.opaque ??= `it is in the VRF ${link.master}: routes from one VRF into another are not modelled`;
    if (known) return known;
    const stack = node('host', null, null);
    vrfs.set(link.master, stack);
    nodes.push(stack);
    return stack;
  };
  for (const link of observed.links) {
    const one = byLink.get(link);
    const reasons = one ? reasonsOf(link, routes.get(link.name) ?? []) : [];
    if (one && reasons.length > 0) join('stack', one, stackOf(link), reasons);
  }
  return { hostId: observed.hostId, observed, nodes, host };
}

function node(what: Node['what'], namespace: string | null, link: ObservedLink | null): Node {
  return { what, namespace, link, owner: null, physical: false, opaque: null, edges: [] };
}

function join(kind: Edge['kind'], a: Node, b: Node, reasons: readonly Reason[] = []): void {
  a.edges.push({ kind, to: b, reasons });
  b.edges.push({ kind, to: a, reasons });
}

function joinWithin(
  space: Space,
  byLink: ReadonlyMap<ObservedLink, Node>,
  nodes: Node[],
  owners: Owners,
): void {
  const named = new Map(space.links.map((link) => [link.name, link]));
  const lo = space.links.find(({ kind }) => kind === 'loopback');
  const inside = space.name === null ? null : node('namespace', space.name, null);
  if (inside) {
    inside.owner = lo ? owners.of(lo) : null;
    nodes.push(inside);
  }
  for (const link of space.links) {
    const one = byLink.get(link);
    if (!one) continue;
    if (inside) join('inside', one, inside);
    const master = link.master === null ? undefined : byLink.get(named.get(link.master) as ObservedLink);
    if (master?.link?.vlanAware && master.owner === null) {
      one.opaque = `it is a port of ${master.link.name}, which tells VLANs apart: which of them pass there is not read`;
    }
    // A VRF takes routes together, not frames.
    else if (master && master.link?.kindName !== 'vrf') join('port', one, master);
    if (link.vxlan?.external) one.opaque = 'its VNIs and VTEPs are decided packet by packet (external)';
    // Every namespace has a tunl0, sit0 or gre0 where these modules are loaded; they are down.
    else if (link.up && !SEEN.has(link.kindName)) {
      one.opaque =
        link.kindName === 'tun'
          ? 'a program is behind it, such as a virtual machine'
          : `where a device of kind ${link.kindName} leads is not read`;
    }
  }
}

/** On one device, VLANs are apart from each other; on the host's own network each is a part of that. */
function joinLower(one: Node, spaces: readonly Space[], byLink: ReadonlyMap<ObservedLink, Node>): void {
  const lower = one.link?.lower;
  if (!lower) return;
  const own = spaces.find(({ name }) => name === one.namespace);
  const root = spaces.find(({ name }) => name === null);
  // A device moved into a namespace tells of the one below it by index; there it is nearly always the host's own.
  const space = lower.nsid === null ? own : root;
  const link = space?.links.find(({ index }) => index === lower.index);
  const below = link && byLink.get(link);
  if (!below) {
    one.opaque ??= 'the device below it was not read';
    return;
  }
  if (below.physical && one.link?.kindName === 'vlan') one.physical = true;
  else join('lower', one, below);
}

/** Kinds of devices of which it is known where they lead. */
const SEEN = new Set(
  [
    ['', 'bond', 'team', 'bridge', 'vxlan', 'veth', 'dummy', 'ifb', 'vrf'],
    ['macvlan', 'macvtap', 'ipvlan', 'ipvtap', 'vlan', 'macsec'],
  ].flat(),
);

/**
 * An address on a port too: what is sent to it is taken whatever bridge the port is in. Only link-local addresses hold
 * on the very device that they are on, and what comes through a port comes in on its bridge.
 */
function reasonsOf(link: ObservedLink, routes: readonly Reason[]): Reason[] {
  const addresses = link.addresses
    .filter(({ scope }) => link.master === null || scope !== 'link')
    .map(({ text, scope }) => ({ is: 'address' as const, text, global: scope !== 'link' }));
  // A host answers ARP for all of its addresses on every device that is up, with addresses or without (weak host model).
  const answers = link.master === null && link.up && !link.noArp;
  return [...addresses, ...routes, ...(answers ? [{ is: 'arp' as const }] : [])];
}

function routesByDevice(observed: Observed): Map<string, Reason[]> {
  const routes = new Map<string, Reason[]>();
  for (const { to, device, table, type } of observed.routes) {
    if (device === null || type !== undefined || to.startsWith('ff00::') || to.startsWith('fe80::')) continue;
    const reason = { is: 'route' as const, to, table };
    const known = routes.get(device);
    if (known) known.push(reason);
    else routes.set(device, [reason]);
  }
  return routes;
}

/** Of no kind: hardware. Bonds and teams are made of it. */
function isPhysical({ kind, kindName }: ObservedLink): boolean {
  return kind === 'other' && (kindName === '' || kindName === 'bond' || kindName === 'team');
}

function spacesOf(observed: Observed): Space[] {
  return [
    { name: null, nsid: null, links: observed.links },
    ...eachOnce(observed.namespaces).map(({ name, nsid, links }) => ({ name, nsid, links })),
  ];
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
