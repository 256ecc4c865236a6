import type { ElkNode } from 'elkjs/lib/elk-api';
import type { FabricGraph } from '../graph/fabric-graph';
import type { Point } from '../graph/placement';

/** ELK's stress works out the way between any two of its points first: 300 of them with 2,000 ties took it 28 s. */
const MOST_STRESSED = 80;

export type Neighbourhood = {
  question: ElkNode;
  /** By the id that the question has for all of them, the hosts with the same networks. */
  alike: ReadonlyMap<string, readonly string[]>;
};

/**
 * What ELK is asked: hosts and networks as points, tied where a network is on a host. Hosts that share many networks
 * come to lie close together; those with the same networks are one point, and so are networks with the same hosts.
 * null: all hosts are alike, and no order says more than that of their names.
 */
export function neighbourhoodOf(graph: FabricGraph): Neighbourhood | null {
  const networksOf = new Map(
    graph.hosts.map((host) => [
      host.id,
      host.lanes.flatMap((lane) => lane.rows.map((row) => row.networkId)).toSorted(),
    ]),
  );
  const alike = groups([...networksOf].map(([id, networks]) => [id, networks.join()]));
  if (alike.size < 2) return null;
  const hostsOf = new Map<string, string[]>();
  for (const id of alike.keys()) {
    for (const network of new Set(networksOf.get(id))) {
      const hosts = hostsOf.get(network);
      if (hosts) hosts.push(id);
      else hostsOf.set(network, [id]);
    }
  }
  const networks = groups([...hostsOf].map(([id, hosts]) => [id, hosts.join()]));
  const size = { width: 10, height: 10 };
  const isLarge = alike.size + networks.size > MOST_STRESSED;
  const question: ElkNode = {
    id: 'fabric',
    layoutOptions: isLarge
      ? { 'elk.algorithm': 'force', 'elk.force.iterations': '50' }
      : {
          'elk.algorithm': 'stress',
          'elk.stress.desiredEdgeLength': '60',
          'elk.stress.iterationLimit': '200',
        },
    children: [...alike.keys(), ...[...networks.keys()].map((id) => `network:${id}`)].map((id) => ({
      id,
      ...size,
    })),
    edges: [...networks.keys()].flatMap((id) =>
      (hostsOf.get(id) ?? []).map((host) => ({
        id: `${host}/${id}`,
        sources: [host],
        targets: [`network:${id}`],
      })),
    ),
  };
  return { question, alike };
}

/** The first id of each group, with all ids of the group. */
function groups(all: readonly (readonly [id: string, mark: string])[]): Map<string, string[]> {
  const firstOf = new Map<string, string>();
  const found = new Map<string, string[]>();
  for (const [id, mark] of all) {
    const first = firstOf.get(mark) ?? id;
    firstOf.set(mark, first);
    const group = found.get(first);
    if (group) group.push(id);
    else found.set(first, [id]);
  }
  return found;
}

/** Reading order of the hosts for a grid of so many columns, from where ELK laid them. */
export function orderOf(near: ReadonlyMap<string, Point>, columns: number): string[] {
  const rows: [string, Point][][] = [];
  const fromTop = [...near].sort(([, a], [, b]) => a.y - b.y || a.x - b.x);
  for (let i = 0; i < fromTop.length; i += columns) rows.push(fromTop.slice(i, i + columns));
  return rows.flatMap((row) => row.sort(([, a], [, b]) => a.x - b.x).map(([id]) => id));
}
