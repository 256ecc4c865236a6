import type { FabricGraph, HostCard } from './fabric-graph';

/** What the graph is looked at through: everything, one tenant, or the underlay alone. */
export type Lens = { kind: 'fabric' } | { kind: 'tenant'; tenantId: string } | { kind: 'underlay' };

/** The graph as the lens shows it. Hosts stay, so that nothing jumps; `foreign` objects only where they are asked for. */
export function filterGraph(graph: FabricGraph, lens: Lens, showForeign: boolean): FabricGraph {
  const seen = showForeign && lens.kind !== 'tenant' ? graph : withoutForeign(graph);
  switch (lens.kind) {
    case 'fabric':
      return seen;
    case 'tenant':
      return {
        ...seen,
        hosts: seen.hosts.map((host) => ({
          ...host,
          lanes: host.lanes.filter((lane) => lane.tenantId === lens.tenantId),
        })),
        meshes: seen.meshes.filter((mesh) => mesh.tenantId === lens.tenantId),
        tunnels: seen.tunnels.filter((tunnel) => tunnel.tenantId === lens.tenantId),
      };
    case 'underlay':
      return { ...seen, hosts: seen.hosts.map((host) => ({ ...host, lanes: [] })) };
  }
}

function withoutForeign(graph: FabricGraph): FabricGraph {
  const bare = (host: HostCard) => (host.foreign.length === 0 ? host : { ...host, foreign: [] });
  return { ...graph, hosts: graph.hosts.map(bare) };
}
