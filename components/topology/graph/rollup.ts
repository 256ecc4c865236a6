import { bundleLines } from './bundle-lines';
import { countedLines } from './counted-lines';
import type { FabricGraph, HostCard, TenantLane } from './fabric-graph';
import type { Lens } from './filter';
import { type Focus, focusLines } from './focus-lines';
import type { Level } from './level';
import { type Line, MOST_BUSES, MOST_LINES, type PortTag } from './line';
import type { TunnelInput } from './mesh';
import { networkLines } from './network-lines';
import type { PlacedHost, PlacedLane, Placement } from './placement';
import { lanesIn, meets, type Rect, runMeets } from './window';

export type SceneLane = { lane: TenantLane; placed: PlacedLane };

/** `lanes`: those that are near enough to be in sight; none from far away. */
export type SceneHost = { card: HostCard; placed: PlacedHost; lanes: SceneLane[] };

export type Scene = { level: Level; hosts: SceneHost[]; lines: Line[]; tags: PortTag[] };

export type Looks = {
  lens: Lens;
  level: Level;
  /** What is mounted; null: everything. */
  within: Rect | null;
  /** What the health of a tunnel is read from, where not all are listed. */
  input: TunnelInput;
  /** What tunnels are shown of although there are too many to show all. */
  focus: Focus | null;
};

/** What is mounted of the graph at a level: hosts with their lanes, and lines between them. */
export function rollUp(graph: FabricGraph, placement: Placement, looks: Looks): Scene {
  const { level, within } = looks;
  const cards = new Map(graph.hosts.map((card) => [card.id, card]));
  const hosts: SceneHost[] = [];
  for (const placed of placement.hosts) {
    const card = cards.get(placed.id);
    if (!card || (within && !meets(placed, within))) continue;
    hosts.push({
      card,
      placed,
      lanes: level === 'map' || level === 'far' ? [] : sceneLanes(card, placed, within),
    });
  }
  const { lines, tags } = linesOf(graph, placement, looks);
  if (!within) return { level, hosts, lines, tags };
  return {
    level,
    hosts,
    lines: lines.flatMap((line) => cut(line, within)).slice(0, MOST_LINES),
    tags: tags.filter(({ at }) => runMeets([at], within)),
  };
}

function sceneLanes(card: HostCard, placed: PlacedHost, within: Rect | null): SceneLane[] {
  const lanes = new Map(card.lanes.map((lane) => [lane.key, lane]));
  return (within ? lanesIn(placed, within) : placed.lanes).flatMap((at) => {
    const lane = lanes.get(at.key);
    return lane ? [{ lane, placed: at }] : [];
  });
}

function linesOf(graph: FabricGraph, placement: Placement, looks: Looks): Pick<Scene, 'lines' | 'tags'> {
  const { lens, level, within, input, focus } = looks;
  const names = new Map(graph.hosts.map((card) => [card.id, card.name]));
  const bundled = level === 'map' || level === 'far' || lens.kind === 'underlay';
  const counted = graph.meshes.length > MOST_BUSES;
  const { lines, tags } = counted
    ? countedLines(graph, placement, { names, input, bundled, within })
    : bundled
      ? { lines: bundleLines(graph, placement, names, lens), tags: [] }
      : networkLines(graph, placement, names);
  const over =
    focus && (counted || bundled) ? focusLines(graph, placement, { names, input, focus, bundled }) : [];
  return { lines: [...over, ...lines], tags };
}

/** The parts of a line that are in sight. */
function cut(line: Line, within: Rect): Line[] {
  const runs = line.runs.filter((run) => runMeets(run, within));
  if (runs.length === 0) return [];
  return [runs.length === line.runs.length ? line : { ...line, runs }];
}
