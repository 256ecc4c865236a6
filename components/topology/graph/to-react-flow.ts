import type { Node } from '@xyflow/react';
import type { HostCard } from './fabric-graph';
import type { Lens } from './filter';
import type { Level } from './level';
import type { Match } from './match';
import type { PlacedHost } from './placement';
import type { SceneHost, SceneLane } from './rollup';

export type Mode = 'edit' | 'ops';

export type HostNodeData = {
  card: HostCard;
  placed: PlacedHost;
  /** Those that are in sight or near to it. */
  lanes: readonly SceneLane[];
  /** Keys of the lanes that are looked for; null: all. */
  sought: ReadonlySet<string> | null;
  level: Level;
  mode: Mode;
  lens: Lens;
};

export type TopologyNode = Node<HostNodeData, 'host'>;

export type NodeLooks = {
  mode: Mode;
  lens: Lens;
  picked: readonly string[];
  /** By host id: how much detail is mounted now; hosts that are not in it are not mounted yet. */
  levels: ReadonlyMap<string, Level>;
  match: Match | null;
};

/**
 * The only place where the graph becomes React Flow's. Hosts are its nodes, lanes are parts of them: nobody moves or
 * connects a lane. A host of which nothing changed keeps its node.
 */
export class FlowNodes {
  #made = new Map<string, { of: readonly unknown[]; node: TopologyNode }>();

  /** @param level of the scene; a host that still shows another one keeps the lanes that it has */
  of(hosts: readonly SceneHost[], level: Level, looks: NodeLooks): TopologyNode[] {
    const picked = new Set(looks.picked);
    const before = this.#made;
    this.#made = new Map();
    return hosts.flatMap((host) => {
      const shown = looks.levels.get(host.card.id);
      if (!shown) return [];
      const known = before.get(host.card.id);
      const late = shown !== level && known;
      const lanes = late ? known.node.data.lanes : keepLanes(known?.node.data.lanes, host.lanes);
      const data = { ...host, lanes, level: shown, mode: looks.mode, lens: looks.lens, match: looks.match };
      const { width, height, facing, noticeY, foreignY } = host.placed;
      const selected = picked.has(host.card.id);
      const of: unknown[] = [
        host.card,
        width,
        height,
        facing,
        noticeY,
        foreignY,
        host.placed.lanes,
        lanes,
        shown,
      ];
      of.push(looks.mode, looks.lens, looks.match, selected);
      const same = known !== undefined && of.every((part, i) => part === known.of[i]);
      const node = same ? movedTo(known.node, host.placed) : nodeOf(data, selected);
      this.#made.set(host.card.id, { of, node });
      return [node];
    });
  }
}

type Shown = Pick<HostNodeData, 'card' | 'placed' | 'lanes' | 'mode' | 'lens' | 'level'> &
  Pick<NodeLooks, 'match'>;

function nodeOf({ card, placed, lanes, match, ...rest }: Shown, selected: boolean): TopologyNode {
  const { width, height } = placed;
  return {
    id: card.id,
    type: 'host',
    position: { x: placed.x, y: placed.y },
    width,
    height,
    measured: { width, height },
    data: { card, placed, lanes, sought: match?.lanes ?? null, ...rest },
    selected,
    draggable: rest.mode === 'edit',
    dragHandle: '.host-grip',
    ariaLabel: hostLabel(card),
  };
}

/** The same node elsewhere: a host that is dragged is not drawn anew. */
function movedTo(node: TopologyNode, { x, y }: PlacedHost): TopologyNode {
  return node.position.x === x && node.position.y === y ? node : { ...node, position: { x, y } };
}

function keepLanes(
  before: readonly SceneLane[] | undefined,
  next: readonly SceneLane[],
): readonly SceneLane[] {
  return before && sameLanes(before, next) ? before : next;
}

function sameLanes(a: readonly SceneLane[], b: readonly SceneLane[]): boolean {
  return a.length === b.length && a.every((one, i) => one.lane === b[i]?.lane && one.placed === b[i]?.placed);
}

export function hostLabel(card: HostCard): string {
  const lanes = card.lanes.length === 1 ? '1 tenant' : `${card.lanes.length} tenants`;
  return `Host ${card.name}, ${card.state ?? 'not known yet'}, ${lanes}`;
}
