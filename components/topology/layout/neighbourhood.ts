import type { ElkNode } from 'elkjs/lib/elk-api';
import type { FabricGraph } from '../graph/fabric-graph';
import type { Point } from '../graph/placement';

/**
 * What ELK is asked: hosts and networks as points, tied where a network is on a host. Hosts that share many networks
 * come to lie close together. null: all hosts are alike, and no order says more than that of their names.
 */
export function neighbourhoodOf(graph: FabricGraph): ElkNode | null {
  const ties = graph.hosts.map((host) => ({
    id: host.id,
    networks: host.lanes.flatMap((lane) => lane.rows.map((row) => row.networkId)),
  }));
  const [first, ...others] = ties.map(({ networks }) => networks.toSorted().join());
  if (first === undefined || others.every((one) => one === first)) return null;
  const networks = [...new Set(ties.flatMap((tie) => tie.networks))];
  const size = { width: 10, height: 10 };
  return {
    id: 'fabric',
    layoutOptions: {
      'elk.algorithm': 'stress',
      'elk.stress.desiredEdgeLength': '60',
      'elk.stress.iterationLimit': '200',
    },
    children: [
      ...ties.map(({ id }) => ({ id, ...size })),
      ...networks.map((id) => ({ id: `network:${id}`, ...size })),
    ],
    edges: ties.flatMap((tie) =>
      tie.networks.map((id) => ({ id: `${tie.id}/${id}`, sources: [tie.id], targets: [`network:${id}`] })),
    ),
  };
}

/** Reading order of the hosts for a grid of so many columns, from where ELK laid them. */
export function orderOf(near: ReadonlyMap<string, Point>, columns: number): string[] {
  const rows: [string, Point][][] = [];
  const fromTop = [...near].sort(([, a], [, b]) => a.y - b.y || a.x - b.x);
  for (let i = 0; i < fromTop.length; i += columns) rows.push(fromTop.slice(i, i + columns));
  return rows.flatMap((row) => row.sort(([, a], [, b]) => a.x - b.x).map(([id]) => id));
}
