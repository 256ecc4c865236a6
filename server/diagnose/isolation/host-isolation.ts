import type { Desired } from '../../compile/desired';
import type { Observed, ObservedLink } from '../../observe/observed';
import { type Joint, jointOf } from './culprit';
import { type HostGraph, hostGraph, type Node } from './host-graph';
import type { Owners } from './owners';
import { nameOf } from './shown';
import {
  betweenTenants,
  crossings,
  hostCrossings,
  isHosts,
  type Reached,
  spread,
  upToHost,
  wayTo,
} from './spread';

/** What one host says by itself: what touches on it, and how its VXLAN interfaces reach out. */
export type HostIsolation = {
  hostId: string;
  joints: { joint: Joint; graph: HostGraph; tenantIds: [string] | [string, string]; withHost: boolean }[];
  vteps: Vtep[];
  /** Where it cannot be seen what a tenant is joined to, in sentences. */
  opaque: { tenantId: string; sentence: string }[];
  unreadable: { name: string; why: string }[];
  /** Two networks of one tenant in one segment. */
  merged: { tenantId: string; sentence: string }[];
  counts: { endpoints: number; devices: number; namespaces: number };
  observed: Observed;
};

/** A VXLAN interface. */
export type Vtep = {
  hostId: string;
  link: ObservedLink & { vxlan: NonNullable<ObservedLink['vxlan']> };
  namespace: string | null;
  /** It carries our mark for a tenant. */
  isOwned: boolean;
  /** Whose segment it is in, or null. */
  tenantId: string | null;
  /** Of those that are in no tenant's segment: the same one where frames get from one to the other. */
  island: Island | null;
};

/** What hangs together on one host and is no tenant's. */
type Island = { withHost: boolean };

export function hostIsolation(observed: Observed, desired: Desired | null, owners: Owners): HostIsolation {
  const graph = hostGraph(observed, desired, owners);
  const passes = betweenTenants(graph);
  const reached = spread(graph, passes);
  const toHost = spread(graph, upToHost);
  const joints: HostIsolation['joints'] = [];
  for (const crossing of crossings(reached, passes)) {
    const way = [...wayTo(crossing.a, reached), ...wayTo(crossing.b, reached).reverse()];
    const tenantIds: [string, string] = [tenantOf(crossing.a, reached), tenantOf(crossing.b, reached)];
    joints.push({ joint: jointOf(way, crossing, false), graph, tenantIds, withHost: false });
  }
  for (const crossing of hostCrossings(toHost)) {
    const way = [...wayTo(crossing.a, toHost), crossing.b];
    const tenantIds: [string] = [tenantOf(crossing.a, toHost)];
    joints.push({ joint: jointOf(way, crossing, true), graph, tenantIds, withHost: true });
  }
  return {
    hostId: observed.hostId,
    joints,
    vteps: vtepsOf(graph, reached),
    opaque: opaqueOf(graph, toHost),
    unreadable: observed.namespaces.flatMap(({ name, unreadable: why }) =>
      why === null ? [] : [{ name, why }],
    ),
    merged: mergedOf(graph),
    counts: countsOf(graph),
    observed,
  };
}

function tenantOf(node: Node, reached: Reached): string {
  return reached.get(node)?.tenantId ?? '';
}

function opaqueOf(graph: HostGraph, reached: Reached): HostIsolation['opaque'] {
  return graph.nodes.flatMap((node) => {
    const reach = reached.get(node);
    if (!reach || node.opaque === null) return [];
    return [
      { tenantId: reach.tenantId, sentence: `where ${nameOf(node)} leads is not known: ${node.opaque}` },
    ];
  });
}

function mergedOf({ nodes }: HostGraph): HostIsolation['merged'] {
  return nodes.flatMap((node) =>
    node.edges.flatMap(({ kind, to }) => {
      const [own, other] = [node.owner, to.owner];
      const isPort = kind === 'port' && node.link?.master === to.link?.name;
      if (!isPort || !own || !other || own.tenantId !== other.tenantId) return [];
      if (own.networkId === null || other.networkId === null || own.networkId === other.networkId) return [];
      const sentence = `${nameOf(node)} of another network of the same tenant is a port of ${nameOf(to)}: both are one segment`;
      return [{ tenantId: own.tenantId, sentence }];
    }),
  );
}

function countsOf({ nodes, observed }: HostGraph): HostIsolation['counts'] {
  const spaces = nodes.filter(({ what }) => what === 'namespace');
  return {
    endpoints: spaces.filter(({ owner }) => owner !== null).length,
    devices: nodes.filter(({ what }) => what === 'link').length,
    namespaces: observed.namespaces.length,
  };
}

function vtepsOf(graph: HostGraph, reached: Reached): Vtep[] {
  const islands = new Map<Node, Island>();
  return graph.nodes.flatMap((node) => {
    const { link, namespace } = node;
    if (!link?.vxlan || link.vxlan.external) return [];
    const tenantId = reached.get(node)?.tenantId ?? null;
    if (tenantId === null && !islands.has(node)) explore(node, islands);
    return [
      {
        hostId: graph.hostId,
        link: { ...link, vxlan: link.vxlan },
        namespace,
        isOwned: node.owner !== null,
        tenantId,
        island: islands.get(node) ?? null,
      },
    ];
  });
}

/** Everything that is joined to `start`, which no tenant reaches; the host's own things are its shore. */
function explore(start: Node, islands: Map<Node, Island>): void {
  const island: Island = { withHost: false };
  const queue = [start];
  islands.set(start, island);
  for (let i = 0; i < queue.length; i++) {
    for (const { to } of (queue[i] as Node).edges) {
      if (isHosts(to)) island.withHost = true;
      else if (!islands.has(to)) {
        islands.set(to, island);
        queue.push(to);
      }
    }
  }
}
