import { statusKey } from '@/server/model/status-key';
import type { BuildInput } from './build';
import {
  type FabricGraph,
  type Ghost,
  type HostCard,
  type Mesh,
  type NetworkRow,
  TUNNELS_LISTED,
  type Tunnel,
} from './fabric-graph';
import { groupBy } from './group';
import { markOf } from './mark';

export type TunnelInput = Pick<BuildInput, 'statuses' | 'unwell' | 'stale'>;

/** Meshes of all networks, and the tunnels in them as far as they are listed one by one. */
export function buildMeshes(
  hosts: readonly HostCard[],
  input: TunnelInput,
): Pick<FabricGraph, 'meshes' | 'tunnels'> {
  const groups = [...rowsByNetwork(hosts).values()];
  const count = groups.reduce((sum, rows) => sum + pairs(rows.length), 0);
  const tunnels =
    count <= TUNNELS_LISTED ? groups.flatMap((rows) => meshOf(rows, input)) : sickTunnels(groups, input);
  const listed = groupBy(tunnels, (tunnel) => tunnel.networkId);
  const meshes = groups.flatMap((rows) => {
    const [first] = rows;
    if (!first || rows.length < 2) return [];
    return [summary(first, rows, listed.get(first.row.networkId) ?? [], count <= TUNNELS_LISTED)];
  });
  return { meshes, tunnels };
}

/** The tunnels of a network from one host, also where not all are listed. */
export function tunnelsFrom(
  graph: FabricGraph,
  networkId: string,
  hostId: string,
  input: TunnelInput,
): Tunnel[] {
  const rows = rowsByNetwork(graph.hosts).get(networkId) ?? [];
  const own = rows.find(({ row }) => row.hostId === hostId);
  return own ? rows.flatMap((other) => (other === own ? [] : (tunnelBetween(own, other, input) ?? []))) : [];
}

export function tunnelOf(
  graph: FabricGraph,
  networkId: string,
  a: string,
  b: string,
  input: TunnelInput,
): Tunnel | null {
  return tunnelsFrom(graph, networkId, a, input).find((tunnel) => tunnel.a === b || tunnel.b === b) ?? null;
}

/** A network on a host. */
export type Present = { row: NetworkRow; tenant: string };

const ofCard = new WeakMap<HostCard, Present[]>();

/** The networks on a host: the same list as long as its card is the same. */
export function presentOn(card: HostCard): readonly Present[] {
  const known = ofCard.get(card);
  if (known) return known;
  const rows = card.lanes.flatMap((lane) => lane.rows.map((row) => ({ row, tenant: lane.tenant })));
  ofCard.set(card, rows);
  return rows;
}

const ofCards = new WeakMap<readonly HostCard[], Map<string, Present[]>>();

/** Asked for once for every network of what is selected, and with every selection. */
function rowsByNetwork(hosts: readonly HostCard[]): Map<string, Present[]> {
  const known = ofCards.get(hosts);
  if (known) return known;
  const rows = groupBy(hosts.flatMap(presentOn), ({ row }) => row.networkId);
  ofCards.set(hosts, rows);
  return rows;
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}

function meshOf(rows: readonly Present[], input: TunnelInput): Tunnel[] {
  return rows.flatMap((a, i) => rows.slice(i + 1).flatMap((b) => tunnelBetween(a, b, input) ?? []));
}

function sickTunnels(groups: readonly Present[][], input: TunnelInput): Tunnel[] {
  const byKey = new Map(groups.flatMap((rows) => rows.map((present) => [present.row.key, present] as const)));
  const tunnels: Tunnel[] = [];
  for (const key in input.unwell) {
    const health = input.unwell[key]?.health;
    if ((health !== 'failed' && health !== 'degraded') || !key.startsWith('tunnel:')) continue;
    const [networkId, a, b] = key.slice('tunnel:'.length).split('/');
    const [from, to] = [byKey.get(`${networkId}@${a}`), byKey.get(`${networkId}@${b}`)];
    const tunnel = from && to && tunnelBetween(from, to, input);
    if (tunnel) tunnels.push(tunnel);
    if (tunnels.length === TUNNELS_LISTED) break;
  }
  return tunnels;
}

/** null: between a row that goes and one that comes there never was, and never will be, a tunnel. */
export function tunnelBetween(one: Present, other: Present, input: TunnelInput): Tunnel | null {
  const [a, b] = one.row.hostId < other.row.hostId ? [one, other] : [other, one];
  const has = (ghost: Ghost) => a.row.ghost === ghost || b.row.ghost === ghost;
  if (has('new') && has('removed')) return null;
  const ghost = has('new') ? 'new' : has('removed') ? 'removed' : 'none';
  const stale = input.stale.has(a.row.hostId) || input.stale.has(b.row.hostId);
  const key = statusKey.tunnel(a.row.networkId, a.row.hostId, b.row.hostId);
  return {
    key,
    tenantId: a.row.tenantId,
    networkId: a.row.networkId,
    tenant: a.tenant,
    vni: a.row.vni,
    color: a.row.color,
    a: a.row.hostId,
    b: b.row.hostId,
    ghost,
    mark: markOf((one) => input.statuses[one], key, ghost, stale),
    aDevice: a.row.vxlan.name,
    bDevice: b.row.vxlan.name,
  };
}

function summary(
  first: Present,
  rows: readonly Present[],
  listed: readonly Tunnel[],
  complete: boolean,
): Mesh {
  const { row, tenant } = first;
  const lasting = rows.filter((present) => present.row.ghost !== 'new').length;
  const staying = rows.filter((present) => present.row.ghost !== 'removed').length;
  const sick = (health: 'failed' | 'degraded') =>
    listed.filter((tunnel) => tunnel.ghost !== 'new' && tunnel.mark.health === health).length;
  return {
    key: row.networkId,
    tenantId: row.tenantId,
    networkId: row.networkId,
    tenant,
    vni: row.vni,
    color: row.color,
    // With one host at most before, or after, the whole mesh comes or goes.
    ghost: lasting < 2 ? 'new' : staying < 2 ? 'removed' : 'none',
    members: rows.length,
    count: complete ? listed.length : pairs(rows.length),
    failed: sick('failed'),
    degraded: sick('degraded'),
  };
}
