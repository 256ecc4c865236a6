'use client';

import '@xyflow/react/dist/base.css';
import './topology.css';
import {
  Background,
  BackgroundVariant,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  type ReactFlowState,
  useStore,
  ViewportPortal,
} from '@xyflow/react';
import { useCallback, useMemo, useRef } from 'react';
import { Announcer } from './announcer';
import { CanvasControls } from './canvas-controls';
import { CanvasEmpty } from './canvas-empty';
import { Overview } from './canvas-overview';
import { useDropTarget } from './drag/use-drop-target';
import { TunnelLayer } from './edges/tunnel-layer';
import { aligned } from './graph/align';
import { filterGraph } from './graph/filter';
import { gridOf, positionsOf } from './graph/grid';
import { keep } from './graph/keep';
import type { PlacedHost, Point } from './graph/placement';
import { levelOf, rollUp } from './graph/rollup';
import { settle } from './graph/settle';
import { type Mode, type TopologyNode, toReactFlow } from './graph/to-react-flow';
import { useKeepInView, ZOOM } from './keep-in-view';
import { HostNode } from './nodes/host-node';
import { LaneNode } from './nodes/lane-node';
import { usePositions } from './positions';
import { PreviewRefusals } from './refusals';
import { SelectionMenu } from './selection-menu';
import { useSelection } from './selection-store';
import { useFabric } from './topology-data';
import { useCanvasKeys } from './use-canvas-keys';
import { useView } from './view-store';

const nodeTypes = { host: HostNode, lane: LaneNode };
const SNAP: [number, number] = [4, 4];
const levelSelector = (state: ReactFlowState) => levelOf(state.transform[2]);
const aspectSelector = (state: ReactFlowState) =>
  state.height > 0 ? Math.round((state.width / state.height) * 2) / 2 : 1.5;

/** The fabric, drawn. Fills its parent. `ops` shows the same and changes nothing. */
export function TopologyCanvas({ mode }: { mode: Mode }) {
  return (
    <ReactFlowProvider>
      <Canvas mode={mode} />
      {mode === 'edit' && <SelectionMenu />}
      {mode === 'edit' && <PreviewRefusals />}
    </ReactFlowProvider>
  );
}

function Canvas({ mode }: { mode: Mode }) {
  const fabric = useFabric();
  const { lens, foreign, unfolded } = useView();
  const picked = useSelection((state) => state.picked);
  const placed = usePositions((state) => state.placed);
  const moving = usePositions((state) => state.moving);
  const level = useStore(levelSelector);
  const aspect = useStore(aspectSelector);

  const graph = useMemo(
    () => fabric && filterGraph(fabric, lens, foreign === 'shown'),
    [fabric, lens, foreign],
  );
  const grid = useMemo(() => graph && gridOf(graph, { unfolded, aspect }), [graph, unfolded, aspect]);
  const placement = useMemo(
    () => grid && settle(grid, { positions: placed, moving }),
    [grid, placed, moving],
  );
  const scene = useKept(
    useMemo(
      () => (graph && placement ? rollUp(graph, placement, lens, level) : null),
      [graph, placement, lens, level],
    ),
  );
  const nodes = useKept(
    useMemo(() => (scene ? toReactFlow(scene, mode, lens, picked) : NO_NODES), [scene, mode, lens, picked]),
  );

  const { onMoveStart, fit } = useKeepInView(placement, mode);

  const surface = useRef<HTMLDivElement>(null);
  useDropTarget(surface, mode === 'edit');
  const onKeyDown = useCanvasKeys(mode);
  const arrange = useCallback(() => {
    if (grid) usePositions.getState().place(positionsOf(grid));
    requestAnimationFrame(fit);
  }, [grid, fit]);
  const hostsNow = useRef<readonly PlacedHost[]>([]);
  hostsNow.current = placement?.hosts ?? [];
  const onNodesChange = useCallback(
    (changes: NodeChange<TopologyNode>[]) => takeChanges(changes, hostsNow.current),
    [],
  );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of whatever in it has the focus
    <div
      ref={surface}
      className="topology relative size-full min-h-0 bg-canvas"
      data-level={level}
      onKeyDown={onKeyDown}
    >
      <ReactFlow
        nodes={nodes}
        edges={NO_EDGES}
        nodeTypes={nodeTypes}
        onNodesChange={onNodesChange}
        onNodeClick={(event, node) => {
          if (node.type === 'host' && !event.shiftKey && !event.metaKey && !event.ctrlKey) {
            useSelection.getState().select({ kind: 'host', hostId: node.id });
          }
        }}
        onPaneClick={() => useSelection.getState().select(null)}
        onMoveStart={onMoveStart}
        nodesConnectable={false}
        elementsSelectable
        nodesDraggable={mode === 'edit'}
        deleteKeyCode={null}
        multiSelectionKeyCode={MULTI}
        snapToGrid
        snapGrid={SNAP}
        minZoom={ZOOM.least}
        maxZoom={ZOOM.most}
        onlyRenderVisibleElements
        attributionPosition="bottom-center"
        zoomOnDoubleClick={false}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.5} color="var(--dots)" />
        {scene && (
          <ViewportPortal>
            <TunnelLayer scene={scene} />
          </ViewportPortal>
        )}
        <Overview placement={placement} />
      </ReactFlow>
      <CanvasControls fit={fit} arrange={mode === 'edit' ? arrange : null} />
      {fabric && <CanvasEmpty fabric={fabric} mode={mode} />}
      {fabric && <Announcer fabric={fabric} />}
    </div>
  );
}

const NO_NODES: TopologyNode[] = [];
const NO_EDGES: never[] = [];
const MULTI = ['Shift', 'Meta', 'Control'];

/** Parts that equal those of the last time keep their identity, so that only what changed is drawn anew. */
function useKept<T>(next: T): T {
  const previous = useRef<T>(next);
  previous.current = keep(previous.current, next);
  return previous.current;
}

function takeChanges(changes: NodeChange<TopologyNode>[], hosts: readonly PlacedHost[]): void {
  const { picked, pick } = useSelection.getState();
  const chosen = new Set(picked);
  let selecting = false;
  let dropped = false;
  const places: Record<string, Point> = {};
  for (const change of changes) {
    if (change.type === 'position') {
      if (change.position) places[change.id] = change.position;
      dropped ||= change.dragging === false;
    }
    if (change.type === 'select') {
      selecting = true;
      if (change.selected) chosen.add(change.id);
      else chosen.delete(change.id);
    }
  }
  const [only, ...others] = Object.entries(places);
  if (only) {
    const [id, at] = only;
    usePositions.getState().move(others.length === 0 ? { [id]: aligned(id, at, hosts) } : places);
  }
  if (dropped) usePositions.getState().settle();
  if (selecting) pick([...chosen]);
}
