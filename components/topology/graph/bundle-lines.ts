import { counted } from './counted';
import type { FabricGraph, Tunnel } from './fabric-graph';
import type { Lens } from './filter';
import { groupBy } from './group';
import { EXCEPTIONS_DRAWN, type Line, meshMark, pairText, tunnelCount, tunnelsText } from './line';
import { byBadness, byHeight, worst } from './mark';
import { HOST_HEADER } from './metrics';
import type { Placement, Point } from './placement';
import { middleOf, type Port, portOf, route, routeBus, trunkOf } from './route';

/** More pairs of hosts than this share one line. */
const BUNDLES_DRAWN = 15;

/** One line per pair of hosts with the number of its tunnels; too many pairs share one through all hosts. */
export function bundleLines(
  graph: FabricGraph,
  placement: Placement,
  names: ReadonlyMap<string, string>,
  lens: Lens,
): Line[] {
  const ports = new Map(
    placement.hosts.map((host) => [host.id, portOf(host, HOST_HEADER / 2, placement.gutters)]),
  );
  const trunkY = trunkOf(placement, 0);
  const pairs = groupBy(graph.tunnels, (tunnel) => `${tunnel.a}/${tunnel.b}`);
  const many = tunnelCount(graph) > graph.tunnels.length || pairs.size > BUNDLES_DRAWN;
  const lines: Line[] = [];
  for (const [key, tunnels] of pairs) {
    const [first] = tunnels;
    const [a, b] = [first && ports.get(first.a), first && ports.get(first.b)];
    if (first && a && b) lines.push(pairLine(key, tunnels, first, [route(a, b, 0, trunkY)], names, lens));
  }
  if (!many) return lines.toSorted((x, y) => byHeight(x.mark, y.mark));
  const sick = lines
    .filter(({ mark }) => mark.health === 'failed' || mark.health === 'degraded')
    .toSorted((x, y) => byBadness(x.mark, y.mark))
    .slice(0, EXCEPTIONS_DRAWN)
    .map((line) => ({ ...line, label: null }));
  return [allLine(graph, placement, [...ports.values()], trunkY), ...sick.toReversed()];
}

export function pairLine(
  key: string,
  tunnels: readonly Tunnel[],
  first: Tunnel,
  runs: Point[][],
  names: ReadonlyMap<string, string>,
  lens: Lens,
): Line {
  const sick = (health: 'failed' | 'degraded') => tunnels.filter(({ mark }) => mark.health === health).length;
  const counts = { count: tunnels.length, failed: sick('failed'), degraded: sick('degraded') };
  const oneTenant = tunnels.every((tunnel) => tunnel.tenantId === first.tenantId);
  return {
    key: `bundle:${key}`,
    kind: 'bundle',
    way: 'behind',
    runs,
    color: lens.kind !== 'underlay' && oneTenant ? first.color : null,
    ghost: tunnels.every((tunnel) => tunnel.ghost === first.ghost) ? first.ghost : 'none',
    quiet: false,
    mark: worst(tunnels.map((tunnel) => tunnel.mark)) ?? first.mark,
    count: tunnels.length,
    label: { text: tunnelsText([counts]), at: middleOf(runs[0] ?? []) },
    tenantId: null,
    networkId: null,
    ends: [
      { hostId: first.a, device: null },
      { hostId: first.b, device: null },
    ],
    title: `${tunnelsText([counts])} between ${pairText(names, first)}`,
  };
}

/** All tunnels of the fabric as one line through the hosts that have any. */
function allLine(graph: FabricGraph, placement: Placement, ports: Port[], trunkY: number): Line {
  const carrying = ports.filter((port) =>
    placement.hosts.some((host) => host.id === port.hostId && host.lanes.length > 0),
  );
  const through = carrying.length > 1 ? carrying : ports;
  const xs = through.map((port) => port.gutter);
  const text = tunnelsText(graph.meshes);
  return {
    key: 'bundle:all',
    kind: 'bundle',
    way: 'behind',
    runs: routeBus(through, 0, trunkY),
    color: null,
    ghost: 'none',
    quiet: false,
    mark: meshMark(graph.meshes),
    count: tunnelCount(graph),
    label: { text, at: { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: trunkY } },
    tenantId: null,
    networkId: null,
    ends: null,
    title: `${text} in ${counted(graph.meshes.length, 'network')}`,
  };
}
