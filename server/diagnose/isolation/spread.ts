import type { Edge, HostGraph, Node } from './host-graph';

/** How a node was reached: whose it is by the nearest thing of a tenant, and the way there. */
export type Reach = { tenantId: string; distance: number; from: Node | null; by: Edge['kind'] | null };

export type Reached = ReadonlyMap<Node, Reach>;

/** Two neighbours that are of two tenants, or `a` of a tenant and `b` the host's. */
export type Crossing = { a: Node; b: Node; edge: Edge };

type Passes = (edge: Edge, from: Node) => boolean;

/**
 * From everything of every tenant outwards at once, so that each thing belongs to the tenant whose things are nearest.
 * Where two tenants meet, something joins them.
 */
export function spread(graph: HostGraph, passes: Passes): Map<Node, Reach> {
  const reached = new Map<Node, Reach>();
  const queue: Node[] = [];
  for (const node of graph.nodes) {
    if (node.owner === null) continue;
    reached.set(node, { tenantId: node.owner.tenantId, distance: 0, from: null, by: null });
    queue.push(node);
  }
  for (let i = 0; i < queue.length; i++) {
    const node = queue[i] as Node;
    const { tenantId, distance } = reached.get(node) as Reach;
    for (const edge of node.edges) {
      if (reached.has(edge.to) || !passes(edge, node)) continue;
      reached.set(edge.to, { tenantId, distance: distance + 1, from: node, by: edge.kind });
      queue.push(edge.to);
    }
  }
  return reached;
}

/**
 * Frames and packets between tenants. Through the host's own stack they go only where it forwards, and only where it has
 * addresses or routes.
 */
export function betweenTenants(graph: HostGraph): Passes {
  const { ipv4, ipv6 } = graph.observed.forwarding;
  return (edge) =>
    edge.kind !== 'stack' ||
    edge.reasons.some((reason) => {
      if (reason.is === 'arp' || (reason.is === 'address' && !reason.global)) return false;
      const text = reason.is === 'address' ? reason.text : reason.to;
      return text.includes(':') ? ipv6 : ipv4;
    });
}

/** Up to the host's own things, and not through them. */
export const upToHost: Passes = (edge) => !isHosts(edge.to);

export function crossings(reached: Reached, passes: Passes): Crossing[] {
  const found: Crossing[] = [];
  const done = new Set<Node>();
  for (const [node, { tenantId }] of reached) {
    done.add(node);
    for (const edge of node.edges) {
      const other = reached.get(edge.to);
      if (!other || done.has(edge.to) || other.tenantId === tenantId || !passes(edge, node)) continue;
      found.push({ a: node, b: edge.to, edge });
    }
  }
  return found;
}

/** Where a tenant reaches the host's stack or its physical network; `reached` is up to there. */
export function hostCrossings(reached: Reached): Crossing[] {
  const found: Crossing[] = [];
  const seen = new Set<Edge>();
  const add = (a: Node, b: Node, edge: Edge) => {
    if (!seen.has(edge)) found.push({ a, b, edge });
    seen.add(edge);
  };
  for (const node of reached.keys()) {
    for (const edge of node.edges) if (isHosts(edge.to) && isTold(edge, node)) add(node, edge.to, edge);
  }
  return found;
}

export function isHosts(node: Node): boolean {
  return node.what === 'host' || (node.physical && node.owner === null);
}

/** What people made has the addresses and the ARP that people gave it. */
function isTold(edge: Edge, { owner }: Node): boolean {
  return edge.kind !== 'stack' || owner?.adopted !== true;
}

/** From the tenant's own thing to `node`. */
export function wayTo(node: Node, reached: Reached): Node[] {
  const way: Node[] = [];
  for (let at: Node | null = node; at !== null; at = reached.get(at)?.from ?? null) way.unshift(at);
  return way;
}
