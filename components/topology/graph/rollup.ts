import type { FabricGraph, Ghost, HostCard, Mark, TenantLane, Tunnel } from './fabric-graph';
import type { Lens } from './filter';
import { groupBy } from './group';
import type { PlacedHost, PlacedLane, Placement, Point } from './layout';
import { byBadness, worst } from './mark';
import { HOST_HEADER } from './metrics';
import { middleOf, type Port, portOf, route, routeBus, trackOffset, trunkOf } from './route';

/**
 * far: hosts with counts, tunnels bundled. middle: tenants as lanes. near: every device with its name and address.
 * close: MAC, MTU, rate and both ends of each veth as well.
 */
export const LEVELS = ['far', 'middle', 'near', 'close'] as const;
export type Level = (typeof LEVELS)[number];

/** Text of 12 px is readable down to a zoom of about 0.72; below 0.42 the names of tenants are not either. */
export function levelOf(zoom: number): Level {
  if (zoom < 0.42) return 'far';
  if (zoom < 0.72) return 'middle';
  return zoom < 1.3 ? 'near' : 'close';
}

/** More tunnels than this are drawn as one line per network; those that are not healthy still each have their own. */
export const TUNNELS_DRAWN = 80;
const EXCEPTIONS_DRAWN = 40;
/** More pairs of hosts than this share one line when far. */
const BUNDLES_DRAWN = 15;

export type SceneHost = { card: HostCard; placed: PlacedHost };
export type SceneLane = {
  lane: TenantLane;
  placed: PlacedLane;
  hostId: string;
  facing: PlacedHost['facing'];
};

/** A line between hosts, or through several of them. */
export type Line = {
  key: string;
  kind: 'tunnel' | 'bus' | 'bundle';
  runs: Point[][];
  /** null: of several tenants. */
  color: number | null;
  ghost: Ghost;
  mark: Mark;
  count: number;
  label: { text: string; at: Point } | null;
  tenantId: string | null;
  networkId: string | null;
  /** Both ends of a single tunnel, or of a bundle. */
  ends: [LineEnd, LineEnd] | null;
  title: string;
};
export type LineEnd = { hostId: string; device: string | null };

/** Beside each port where more than two hosts share a network: which network leaves here. */
export type PortTag = {
  key: string;
  text: string;
  at: Point;
  facing: 'left' | 'right';
  color: number;
  ghost: Ghost;
};

export type Scene = { level: Level; hosts: SceneHost[]; lanes: SceneLane[]; lines: Line[]; tags: PortTag[] };

export function rollUp(graph: FabricGraph, placement: Placement, lens: Lens, level: Level): Scene {
  const cards = new Map(graph.hosts.map((card) => [card.id, card]));
  const hosts: SceneHost[] = [];
  const lanes: SceneLane[] = [];
  for (const placed of placement.hosts) {
    const card = cards.get(placed.id);
    if (!card) continue;
    hosts.push({ card, placed });
    if (level === 'far') continue;
    for (const at of placed.lanes) {
      const lane = card.lanes.find((candidate) => candidate.key === at.key);
      if (lane) lanes.push({ lane, placed: at, hostId: card.id, facing: placed.facing });
    }
  }
  const names = new Map(graph.hosts.map((card) => [card.id, card.name]));
  if (level === 'far' || lens.kind === 'underlay') {
    return { level, hosts, lanes, lines: bundles(graph, placement, names, lens), tags: [] };
  }
  return { level, hosts, lanes, ...networkLines(graph, placement, names) };
}

function networkLines(
  graph: FabricGraph,
  placement: Placement,
  names: ReadonlyMap<string, string>,
): Pick<Scene, 'lines' | 'tags'> {
  const networks = groupBy(graph.tunnels, (tunnel) => tunnel.networkId);
  const ports = networkPorts(placement);
  const crowded = graph.tunnels.length > TUNNELS_DRAWN;
  const lines: Line[] = [];
  const tags: PortTag[] = [];
  for (const [networkId, tunnels] of networks) {
    const index = placement.tracks.indexOf(networkId);
    const offset = trackOffset(index, placement.tracks.length, trackRoom(placement));
    const trunkY = trunkOf(placement, index);
    const at = ports.get(networkId) ?? [];
    const draw = (tunnel: Tunnel, labelled: boolean) => {
      const a = at.find((port) => port.hostId === tunnel.a);
      const b = at.find((port) => port.hostId === tunnel.b);
      if (a && b) lines.push(tunnelLine(tunnel, route(a, b, offset, trunkY), names, labelled));
    };
    if (crowded) {
      const first = tunnels[0];
      if (first) lines.push(busLine(first, tunnels, routeBus(at, offset, trunkY)));
      const exceptions = tunnels.filter(
        (tunnel) => tunnel.mark.health !== 'healthy' && tunnel.ghost === 'none',
      );
      const drawn = exceptions
        .toSorted((x, y) => byBadness(x.mark, y.mark))
        .slice(0, EXCEPTIONS_DRAWN / networks.size);
      for (const tunnel of drawn) draw(tunnel, false);
    } else {
      // The worst last, so that it lies on top where tunnels share a track.
      const ordered = tunnels.toSorted((x, y) => byBadness(y.mark, x.mark));
      for (const tunnel of ordered) draw(tunnel, tunnels.length === 1 && placement.hosts.length === 2);
    }
    if (tunnels.length > 1 || placement.hosts.length > 2)
      for (const port of at) tags.push(portTag(port, tunnels));
  }
  return { lines, tags };
}

function portTag(port: Port, tunnels: readonly Tunnel[]): PortTag {
  const mine = tunnels.filter((tunnel) => tunnel.a === port.hostId || tunnel.b === port.hostId);
  const first = mine[0] ?? tunnels[0];
  return {
    key: `${first?.networkId}@${port.hostId}`,
    text: `VNI ${first?.vni}`,
    at: { x: port.x, y: port.y },
    facing: port.facing,
    color: first?.color ?? 0,
    ghost: mine.every((tunnel) => tunnel.ghost === mine[0]?.ghost) ? (mine[0]?.ghost ?? 'none') : 'none',
  };
}

function tunnelLine(
  tunnel: Tunnel,
  points: Point[],
  names: ReadonlyMap<string, string>,
  labelled: boolean,
): Line {
  return {
    key: tunnel.key,
    kind: 'tunnel',
    runs: [points],
    color: tunnel.color,
    ghost: tunnel.ghost,
    mark: tunnel.mark,
    count: 1,
    label: labelled ? { text: `VNI ${tunnel.vni}`, at: middleOf(points) } : null,
    tenantId: tunnel.tenantId,
    networkId: tunnel.networkId,
    ends: [
      { hostId: tunnel.a, device: tunnel.aDevice },
      { hostId: tunnel.b, device: tunnel.bDevice },
    ],
    title: `Tunnel of ${tunnel.tenant}, VNI ${tunnel.vni}, between ${names.get(tunnel.a)} and ${names.get(tunnel.b)}`,
  };
}

function busLine(first: Tunnel, tunnels: readonly Tunnel[], runs: Point[][]): Line {
  return {
    key: `bus:${first.networkId}`,
    kind: 'bus',
    runs,
    color: first.color,
    ghost: tunnels.every((tunnel) => tunnel.ghost === first.ghost) ? first.ghost : 'none',
    mark: worst(tunnels.map((tunnel) => tunnel.mark)) ?? first.mark,
    count: tunnels.length,
    label: null,
    tenantId: first.tenantId,
    networkId: first.networkId,
    ends: null,
    title: `VNI ${first.vni} of ${first.tenant}: ${tunnels.length} tunnels`,
  };
}

/** One line per pair of hosts with the number of its tunnels; too many pairs share one through all hosts. */
function bundles(
  graph: FabricGraph,
  placement: Placement,
  names: ReadonlyMap<string, string>,
  lens: Lens,
): Line[] {
  const pairs = groupBy(graph.tunnels, (tunnel) => `${tunnel.a}/${tunnel.b}`);
  const ports = new Map(
    placement.hosts.map((host) => [host.id, portOf(host, HOST_HEADER / 2, placement.gutters)]),
  );
  const trunkY = trunkOf(placement, 0);
  const many = pairs.size > BUNDLES_DRAWN;
  const lines: Line[] = [];
  const carrying = [...ports.values()].filter((port) =>
    graph.tunnels.some((tunnel) => tunnel.a === port.hostId || tunnel.b === port.hostId),
  );
  const sick: Line[] = [];
  for (const [key, tunnels] of pairs) {
    const [first] = tunnels;
    const a = first && ports.get(first.a);
    const b = first && ports.get(first.b);
    if (!first || !a || !b) continue;
    const line = bundleLine(`bundle:${key}`, tunnels, [route(a, b, 0, trunkY)], lens);
    const named: Line = {
      ...line,
      ends: [
        { hostId: first.a, device: null },
        { hostId: first.b, device: null },
      ],
      title: `${counted(tunnels.length, 'tunnel')} between ${names.get(first.a)} and ${names.get(first.b)}`,
    };
    if (!many) lines.push(named);
    else if (named.mark.health === 'failed' || named.mark.health === 'degraded')
      sick.push({ ...named, label: null });
  }
  if (many) {
    const all = bundleLine('bundle:all', graph.tunnels, routeBus(carrying, 0, trunkY), lens);
    const xs = carrying.map((port) => port.gutter);
    const at = { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: trunkY };
    lines.push({ ...all, label: all.label && { ...all.label, at } });
  }
  const worstLast = sick
    .toSorted((x, y) => byBadness(x.mark, y.mark))
    .slice(0, EXCEPTIONS_DRAWN)
    .toReversed();
  return [...lines, ...worstLast];
}

function bundleLine(key: string, tunnels: readonly Tunnel[], runs: Point[][], lens: Lens): Line {
  const [only] = tunnels;
  const networks = new Set(tunnels.map((tunnel) => tunnel.networkId)).size;
  const first = runs[0] ?? [];
  return {
    key,
    kind: 'bundle',
    runs,
    color: lens.kind !== 'underlay' && networks === 1 ? (only?.color ?? null) : null,
    ghost: tunnels.every((tunnel) => tunnel.ghost === only?.ghost) ? (only?.ghost ?? 'none') : 'none',
    mark: worst(tunnels.map((tunnel) => tunnel.mark)) ?? { health: 'unknown', sentence: '', stale: false },
    count: tunnels.length,
    label: { text: tunnelsText(tunnels), at: middleOf(first) },
    tenantId: null,
    networkId: null,
    ends: null,
    title: `${counted(tunnels.length, 'tunnel')} in ${counted(networks, 'network')}`,
  };
}

/** `1200 tunnels · 3 failed` */
function tunnelsText(tunnels: readonly Tunnel[]): string {
  const failed = tunnels.filter((tunnel) => tunnel.ghost !== 'new' && tunnel.mark.health === 'failed').length;
  const degraded = tunnels.filter(
    (tunnel) => tunnel.ghost !== 'new' && tunnel.mark.health === 'degraded',
  ).length;
  const parts = [
    counted(tunnels.length, 'tunnel'),
    failed && `${failed} failed`,
    degraded && `${degraded} degraded`,
  ];
  return parts.filter(Boolean).join(' · ');
}

function networkPorts(placement: Placement): Map<string, Port[]> {
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

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
