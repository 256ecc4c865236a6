import type { FabricGraph, Ghost, Mesh, Tunnel } from './fabric-graph';
import { groupBy } from './group';
import {
  EXCEPTIONS_DRAWN,
  type Line,
  meshMark,
  type PortTag,
  pairText,
  tunnelCount,
  tunnelsText,
} from './line';
import { byBadness, byHeight } from './mark';
import type { Placement, Point } from './placement';
import { middleOf, type Port, portOf, route, routeBus, trackOffset, trunkOf } from './route';

/** More tunnels than this are drawn as one line per network; those that are not healthy still each have their own. */
const TUNNELS_DRAWN = 80;

/** Each tunnel as a line of its own; in a crowded fabric a line per network, and those that are not well on top. */
export function networkLines(
  graph: FabricGraph,
  placement: Placement,
  names: ReadonlyMap<string, string>,
): { lines: Line[]; tags: PortTag[] } {
  const ports = networkPorts(placement);
  const ghosts = rowGhosts(graph);
  const tunnels = groupBy(graph.tunnels, (tunnel) => tunnel.networkId);
  const crowded = tunnelCount(graph) > TUNNELS_DRAWN;
  const lines: Line[] = [];
  const tags: PortTag[] = [];
  for (const [index, mesh] of graph.meshes.entries()) {
    const offset = trackOffset(index, graph.meshes.length, trackRoom(placement));
    const trunkY = trunkOf(placement, index);
    const at = ports.get(mesh.networkId) ?? [];
    const listed = tunnels.get(mesh.networkId) ?? [];
    // Dashes of several drafted tunnels on one track would fill each other's gaps: one line shows them all.
    const drafted = mesh.ghost !== 'none' && placement.hosts.length > 2;
    if (crowded || drafted) lines.push(busLine(mesh, routeBus(at, offset, trunkY)));
    const own = crowded ? sickest(listed, EXCEPTIONS_DRAWN / graph.meshes.length) : listed;
    for (const tunnel of own.toSorted((x, y) => byHeight(x.mark, y.mark))) {
      const [a, b] = [
        at.find((port) => port.hostId === tunnel.a),
        at.find((port) => port.hostId === tunnel.b),
      ];
      const labelled = placement.hosts.length === 2;
      if (!a || !b) continue;
      // From the end that comes or goes, so that dashes of tunnels which share it begin together.
      const [from, to] = ghosts.get(`${tunnel.networkId}@${tunnel.b}`) === tunnel.ghost ? [b, a] : [a, b];
      const points = route(from, to, offset, trunkY);
      lines.push({ ...tunnelLine(tunnel, points, names, labelled), quiet: drafted });
    }
    if (placement.hosts.length > 2) for (const port of at) tags.push(portTag(port, mesh, listed));
  }
  return { lines, tags };
}

/** Those that are failed or degraded, the worst first, at most `most`. */
export function sickest(tunnels: readonly Tunnel[], most: number): Tunnel[] {
  return tunnels
    .filter(({ ghost, mark }) => ghost === 'none' && (mark.health === 'failed' || mark.health === 'degraded'))
    .toSorted((x, y) => byBadness(x.mark, y.mark))
    .slice(0, Math.ceil(most));
}

function portTag(port: Port, mesh: Mesh, listed: readonly Tunnel[]): PortTag {
  const [first, ...others] = listed.filter((tunnel) => tunnel.a === port.hostId || tunnel.b === port.hostId);
  const alike = first && others.every((tunnel) => tunnel.ghost === first.ghost);
  return {
    key: `${mesh.networkId}@${port.hostId}`,
    text: `VNI ${mesh.vni}`,
    title: `VNI ${mesh.vni} of ${mesh.tenant}`,
    at: { x: port.x, y: port.y },
    facing: port.facing,
    color: mesh.color,
    ghost: mesh.ghost !== 'none' ? mesh.ghost : alike ? first.ghost : 'none',
  };
}

export function tunnelLine(
  tunnel: Tunnel,
  points: Point[],
  names: ReadonlyMap<string, string>,
  labelled: boolean,
): Line {
  return {
    key: tunnel.key,
    kind: 'tunnel',
    way: 'behind',
    runs: [points],
    color: tunnel.color,
    ghost: tunnel.ghost,
    quiet: false,
    mark: tunnel.mark,
    count: 1,
    label: labelled ? { text: `VNI ${tunnel.vni}`, at: middleOf(points) } : null,
    tenantId: tunnel.tenantId,
    networkId: tunnel.networkId,
    ends: [
      { hostId: tunnel.a, device: tunnel.aDevice },
      { hostId: tunnel.b, device: tunnel.bDevice },
    ],
    title: `Tunnel of ${tunnel.tenant}, VNI ${tunnel.vni}, between ${pairText(names, tunnel)}`,
  };
}

function busLine(mesh: Mesh, runs: Point[][]): Line {
  return {
    key: `bus:${mesh.networkId}`,
    kind: 'bus',
    way: 'behind',
    runs,
    color: mesh.color,
    ghost: mesh.ghost,
    quiet: false,
    mark: meshMark([mesh]),
    count: mesh.count,
    label: null,
    tenantId: mesh.tenantId,
    networkId: mesh.networkId,
    ends: null,
    title: `VNI ${mesh.vni} of ${mesh.tenant}: ${tunnelsText([mesh])}`,
  };
}

/** By row key. */
function rowGhosts(graph: FabricGraph): Map<string, Ghost> {
  const rows = graph.hosts.flatMap((host) => host.lanes.flatMap((lane) => lane.rows));
  return new Map(rows.map((row) => [row.key, row.ghost]));
}

export function networkPorts(placement: Placement): Map<string, Port[]> {
  const ports = new Map<string, Port[]>();
  for (const host of placement.hosts) {
    for (const lane of host.lanes) {
      for (const row of lane.rows) {
        const networkId = row.key.slice(0, row.key.lastIndexOf('@'));
        const port = portOf(host, lane.y + row.chainY, placement.gutters);
        ports.set(networkId, [...(ports.get(networkId) ?? []), port]);
      }
    }
  }
  return ports;
}

/** Width that tracks may take in a gutter. */
function trackRoom(placement: Placement): number {
  return Math.max(0, placement.gutterWidth - 2 * TAG_ROOM);
}
const TAG_ROOM = 60;
