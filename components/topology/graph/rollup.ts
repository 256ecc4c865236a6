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
  const { lens, input, within } = looks;
  const names = namesOf(graph);
  const bundled = isBundled(looks);
  if (isCounted(graph)) return countedLines(graph, placement, { names, input, bundled, within });
  return bundled
    ? { lines: bundleLines(graph, placement, names, lens), tags: [] }
    : networkLines(graph, placement, names);
}

/** The scene with the tunnels of what is looked at, where there are too many to show all of them. */
export function withFocus(
  scene: Scene,
  graph: FabricGraph,
  placement: Placement,
  { focus, ...looks }: Looks & { focus: Focus | null },
): Scene {
  const bundled = isBundled(looks);
  if (!focus || !(bundled || isCounted(graph))) return scene;
  const { input, within } = looks;
  const over = focusLines(graph, placement, { names: namesOf(graph), input, focus, bundled });
  const seen = within ? over.flatMap((line) => cut(line, within)) : over;
  const lines = [...seen, ...scene.lines];
  return { ...scene, lines: within ? lines.slice(0, MOST_LINES) : lines };
}

function isBundled({ level, lens }: Looks): boolean {
  return level === 'map' || level === 'far' || lens.kind === 'underlay';
}

function isCounted(graph: FabricGraph): boolean {
  return graph.meshes.length > MOST_BUSES;
}

function namesOf(graph: FabricGraph): ReadonlyMap<string, string> {
  return new Map(graph.hosts.map((card) => [card.id, card.name]));
}

/** The parts of a line that are in sight. */
function cut(line: Line, within: Rect): Line[] {
  const runs = line.runs.filter((run) => runMeets(run, within));
  if (runs.length === 0) return [];
  return [runs.length === line.runs.length ? line : { ...line, runs }];
}
