import { bundleLines } from './bundle-lines';
import type { FabricGraph, HostCard, TenantLane } from './fabric-graph';
import type { Lens } from './filter';
import type { Line, PortTag } from './line';
import { networkLines } from './network-lines';
import type { PlacedHost, PlacedLane, Placement } from './placement';

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

export type SceneHost = { card: HostCard; placed: PlacedHost };
export type SceneLane = {
  lane: TenantLane;
  placed: PlacedLane;
  hostId: string;
  facing: PlacedHost['facing'];
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
    return { level, hosts, lanes, lines: bundleLines(graph, placement, names, lens), tags: [] };
  }
  return { level, hosts, lanes, ...networkLines(graph, placement, names) };
}
