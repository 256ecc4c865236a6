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
        hosts: seen.hosts.map(only(lens.tenantId)),
        meshes: seen.meshes.filter((mesh) => mesh.tenantId === lens.tenantId),
        tunnels: seen.tunnels.filter((tunnel) => tunnel.tenantId === lens.tenantId),
      };
    case 'underlay':
      return { ...seen, hosts: seen.hosts.map(only(null)) };
  }
}

const filtered = new WeakMap<HostCard, { tenantId: string | null; card: HostCard }>();

/** The card with the lanes of one tenant, or with none: the same one as long as the host's own is the same. */
function only(tenantId: string | null): (host: HostCard) => HostCard {
  return (host) => {
    const known = filtered.get(host);
    if (known && known.tenantId === tenantId) return known.card;
    const card = { ...host, lanes: host.lanes.filter((lane) => lane.tenantId === tenantId) };
    filtered.set(host, { tenantId, card });
    return card;
  };
}

const bared = new WeakMap<HostCard, HostCard>();

function withoutForeign(graph: FabricGraph): FabricGraph {
  return { ...graph, hosts: graph.hosts.map(bare) };
}

function bare(host: HostCard): HostCard {
  if (host.foreign.length === 0) return host;
  const card = bared.get(host) ?? { ...host, foreign: [] };
  bared.set(host, card);
  return card;
}
