import type { Node } from '@xyflow/react';
import type { HostCard, TenantLane } from './fabric-graph';
import type { Lens } from './filter';
import { groupBy } from './group';
import type { PlacedHost, PlacedLane } from './placement';
import type { Level, Scene } from './rollup';

export type Mode = 'edit' | 'ops';

export type HostNodeData = { card: HostCard; placed: PlacedHost; level: Level; mode: Mode; lens: Lens };
export type LaneNodeData = {
  lane: TenantLane;
  placed: PlacedLane;
  facing: PlacedHost['facing'];
  level: Level;
  mode: Mode;
};

export type HostFlowNode = Node<HostNodeData, 'host'>;
export type LaneFlowNode = Node<LaneNodeData, 'lane'>;
export type TopologyNode = HostFlowNode | LaneFlowNode;

/** The only place where the graph becomes React Flow's. Each host is followed by its lanes: that is the tab order. */
export function toReactFlow(scene: Scene, mode: Mode, lens: Lens, picked: readonly string[]): TopologyNode[] {
  const nodes: TopologyNode[] = [];
  const lanes = groupBy(scene.lanes, (one) => one.hostId);
  for (const { card, placed } of scene.hosts) {
    nodes.push({
      id: card.id,
      type: 'host',
      position: { x: placed.x, y: placed.y },
      ...sized(placed),
      data: { card, placed: anchored(placed), level: scene.level, mode, lens },
      selected: picked.includes(card.id),
      draggable: mode === 'edit',
      dragHandle: '.host-grip',
      ariaLabel: hostLabel(card),
    });
    for (const { lane, placed: at, facing } of lanes.get(card.id) ?? []) {
      nodes.push({
        id: lane.key,
        type: 'lane',
        parentId: card.id,
        position: { x: at.x, y: at.y },
        ...sized(at),
        data: { lane, placed: at, facing, level: scene.level, mode },
        draggable: false,
        selectable: false,
        focusable: false,
      });
    }
  }
  return nodes;
}

export function hostLabel(card: HostCard): string {
  const lanes = card.lanes.length === 1 ? '1 tenant' : `${card.lanes.length} tenants`;
  return `Host ${card.name}, ${card.state ?? 'not known yet'}, ${lanes}`;
}

function sized({ width, height }: { width: number; height: number }) {
  return { width, height, measured: { width, height } };
}

/** Without where it stands, so that a host that is dragged is not drawn anew. */
function anchored(placed: PlacedHost): PlacedHost {
  return { ...placed, x: 0, y: 0 };
}
