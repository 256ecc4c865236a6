import { counted } from './counted';
import type { FabricGraph, HostCard, NetworkRow } from './fabric-graph';
import { EXCEPTIONS_DRAWN, type Line, type PortTag, pairText, tunnelsText } from './line';
import { byBadness, worst } from './mark';
import { presentOn, type TunnelInput, tunnelBetween } from './mesh';
import { HOST_HEADER } from './metrics';
import { sickest, tunnelLine } from './network-lines';
import type { PlacedHost, Placement, Point } from './placement';
import { portOf, route } from './route';
import { meets, type Rect } from './window';

export type CountedOptions = {
  names: ReadonlyMap<string, string>;
  input: TunnelInput;
  bundled: boolean;
  within: Rect | null;
};

/**
 * Where there are more networks than could each have a line: tunnels between the two hosts of a pair are drawn, every
 * port says how many leave there, and those that are failed or degraded go straight from host to host above all.
 */
export function countedLines(
  graph: FabricGraph,
  placement: Placement,
  options: CountedOptions,
): { lines: Line[]; tags: PortTag[] } {
  const { within, bundled } = options;
  const cards = new Map(graph.hosts.map((card) => [card.id, card]));
  const seen = within ? placement.hosts.filter((host) => meets(host, within)) : placement.hosts;
  const lines: Line[] = [];
  for (const [left, right] of pairsOf(seen)) {
    const [a, b] = [cards.get(left.id), cards.get(right.id)];
    if (!a || !b) continue;
    if (bundled) lines.push(...pairBundle(placement, [left, a], [right, b], options));
    else lines.push(...pairTunnels(placement, [left, a], [right, b], options));
  }
  const tops = new Map(placement.hosts.map((host) => [host.id, topOfHost(host)]));
  const sick = sickest(graph.tunnels, EXCEPTIONS_DRAWN).flatMap((tunnel) => {
    const [from, to] = [tops.get(tunnel.a), tops.get(tunnel.b)];
    if (!from || !to) return [];
    return [{ ...tunnelLine(tunnel, [from, to], options.names, false), way: 'over' as const }];
  });
  return {
    lines: [...sick.toSorted((x, y) => byBadness(x.mark, y.mark)), ...lines],
    tags: bundled ? [] : seen.flatMap((host) => tagsOf(host, cards.get(host.id), graph, placement)),
  };
}

/** Where lines above the cards end: at the upper edge, beside the name. */
export function topOfHost(host: PlacedHost): Point {
  return { x: host.x + host.width / 2, y: host.y };
}

/** Hosts that face each other over a gutter, at about one height. */
function pairsOf(hosts: readonly PlacedHost[]): [PlacedHost, PlacedHost][] {
  const lefts = hosts.filter((host) => host.facing === 'right');
  const rights = hosts.filter((host) => host.facing === 'left');
  return lefts.flatMap((left) => {
    const right = rights.find(
      (one) =>
        one.x > left.x && one.x - left.x < 2 * left.width + 100 && Math.abs(one.y - left.y) < HOST_HEADER,
    );
    return right ? [[left, right] as [PlacedHost, PlacedHost]] : [];
  });
}

type Place = [PlacedHost, HostCard];

function shared([, a]: Place, [, b]: Place, input: TunnelInput) {
  const there = new Map(presentOn(b).map((present) => [present.row.networkId, present]));
  return presentOn(a).flatMap((one) => {
    const other = there.get(one.row.networkId);
    const tunnel = other && tunnelBetween(one, other, input);
    return tunnel ? [tunnel] : [];
  });
}

function pairBundle({ gutters }: Placement, a: Place, b: Place, { names, input }: CountedOptions): Line[] {
  const tunnels = shared(a, b, input);
  const [first] = tunnels;
  if (!first) return [];
  const y = HOST_HEADER;
  const points = route(portOf(a[0], y, gutters), portOf(b[0], y, gutters), 0, 0);
  const sick = (health: 'failed' | 'degraded') => tunnels.filter(({ mark }) => mark.health === health).length;
  const counts = { count: tunnels.length, failed: sick('failed'), degraded: sick('degraded') };
  return [
    {
      key: `bundle:${first.a}/${first.b}`,
      kind: 'bundle',
      way: 'behind',
      runs: [points],
      color: null,
      ghost: tunnels.every((tunnel) => tunnel.ghost === first.ghost) ? first.ghost : 'none',
      quiet: false,
      mark: worst(tunnels.map((tunnel) => tunnel.mark)) ?? first.mark,
      count: tunnels.length,
      label: null,
      tenantId: null,
      networkId: null,
      ends: [
        { hostId: first.a, device: null },
        { hostId: first.b, device: null },
      ],
      title: `${tunnelsText([counts])} between ${pairText(names, first)}`,
    },
  ];
}

function pairTunnels({ gutters }: Placement, a: Place, b: Place, { names, input }: CountedOptions): Line[] {
  const heights = [a, b].map(
    ([placed]) =>
      new Map(
        placed.lanes.flatMap((lane) =>
          lane.rows.map((row) => [row.key.slice(0, row.key.lastIndexOf('@')), lane.y + row.chainY] as const),
        ),
      ),
  );
  return shared(a, b, input).flatMap((tunnel) => {
    const [ya, yb] = heights.map((one) => one.get(tunnel.networkId));
    if (ya === undefined || yb === undefined) return [];
    return [
      tunnelLine(tunnel, route(portOf(a[0], ya, gutters), portOf(b[0], yb, gutters), 0, 0), names, false),
    ];
  });
}

function tagsOf(
  host: PlacedHost,
  card: HostCard | undefined,
  graph: FabricGraph,
  { gutters }: Placement,
): PortTag[] {
  const members = new Map(graph.meshes.map((mesh) => [mesh.networkId, mesh.members]));
  const rows = new Map(card?.lanes.flatMap((lane) => lane.rows.map((row) => [row.key, row] as const)));
  return host.lanes.flatMap((lane) =>
    lane.rows.flatMap((at) => {
      const row = rows.get(at.key);
      return row
        ? [tagOf(row, (members.get(row.networkId) ?? 1) - 1, portOf(host, lane.y + at.chainY, gutters))]
        : [];
    }),
  );
}

function tagOf(row: NetworkRow, others: number, { x, y, facing }: ReturnType<typeof portOf>): PortTag {
  return {
    key: row.key,
    text: others > 0 ? `VNI ${row.vni} ×${others}` : `VNI ${row.vni}`,
    title:
      others > 0
        ? `VNI ${row.vni}: ${counted(others, 'tunnel')} from here`
        : `VNI ${row.vni} is on no other host`,
    at: { x, y },
    facing,
    color: row.color,
    ghost: row.ghost,
  };
}
