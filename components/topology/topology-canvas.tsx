'use client';

import '@xyflow/react/dist/base.css';
import './topology.css';
import {
  Background,
  BackgroundVariant,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  ViewportPortal,
} from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { useLookAt } from '@/components/live/look';
import { Announcer } from './announcer';
import { CanvasBar } from './canvas-bar';
import { CanvasControls } from './canvas-controls';
import { CanvasEmpty } from './canvas-empty';
import { Overview } from './canvas-overview';
import { useDropTarget } from './drag/use-drop-target';
import { Plates } from './edges/plates';
import { TunnelLayer } from './edges/tunnel-layer';
import { aligned } from './graph/align';
import type { FabricGraph } from './graph/fabric-graph';
import type { PlacedHost, Point } from './graph/placement';
import type { Scene } from './graph/rollup';
import type { Mode, TopologyNode } from './graph/to-react-flow';
import { useKeepInView, ZOOM } from './keep-in-view';
import { useArrange } from './layout/use-arrange';
import { HostNode } from './nodes/host-node';
import { usePositions } from './positions';
import { PreviewRefusals } from './refusals';
import { SelectionMenu } from './selection-menu';
import { useSelection } from './selection-store';
import { FabricTable } from './table/fabric-table';
import { useFabric } from './topology-data';
import { useCanvasKeys } from './use-canvas-keys';
import { usePlacement } from './use-placement';
import { type Seen, useScene, useSeen } from './use-scene';
import { useSeek } from './use-seek';
import { useWindow } from './use-window';
import { useView } from './view-store';

const nodeTypes = { host: HostNode };
const SNAP: [number, number] = [4, 4];

/**
 * The fabric, drawn or as a table. Fills its parent. `ops` shows the same and changes nothing. `corners`: something else
 * floats in its upper corners.
 */
export function TopologyCanvas({ mode, corners = false }: { mode: Mode; corners?: boolean }) {
  const as = useView((state) => state.as);
  const fabric = useFabric();
  const seen = useSeen(fabric);
  return (
    <div className="topology relative flex size-full min-h-0 flex-col bg-canvas">
      <CanvasBar fabric={fabric} match={seen.match} corners={corners} />
      <div className="relative min-h-0 flex-1">
        {as === 'table' ? (
          seen.graph && <FabricTable graph={seen.graph} match={seen.match} />
        ) : (
          <ReactFlowProvider>
            <Canvas fabric={fabric} seen={seen} mode={mode} />
            {mode === 'edit' && <SelectionMenu />}
          </ReactFlowProvider>
        )}
      </div>
      {mode === 'edit' && <PreviewRefusals />}
    </div>
  );
}

type CanvasProps = { fabric: FabricGraph | null; seen: Seen; mode: Mode };

function Canvas({ fabric, seen, mode }: CanvasProps) {
  const { placement, seat } = usePlacement(seen.graph);
  const window = useWindow(placement);
  const { scene, nodes } = useScene(seen, placement, window, mode);
  const { onMoveStart, fit, leave } = useKeepInView(placement, seen.match, mode);
  useSeek(placement, leave);
  useLookAt('canvas', lookedAt(scene));
  const arrange = useArrange(seen.graph, seat, fit);

  const surface = useRef<HTMLDivElement>(null);
  useDropTarget(surface, mode === 'edit');
  useFirstPicture(nodes.length > 0);
  const onKeyDown = useCanvasKeys(mode);
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
      className="absolute inset-0"
      data-testid="canvas"
      data-level={scene?.level}
      onKeyDown={onKeyDown}
    >
      <ReactFlow
        nodes={nodes}
        edges={NO_EDGES}
        nodeTypes={nodeTypes}
        onNodesChange={onNodesChange}
        onNodeClick={(event, node) => {
          if (!event.shiftKey && !event.metaKey && !event.ctrlKey) {
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
        attributionPosition="bottom-center"
        zoomOnDoubleClick={false}
      >
        {/* From afar the dots are closer together than pixels, and drawing them is what takes longest. */}
        {scene && scene.level !== 'map' && scene.level !== 'far' && (
          <Background variant={BackgroundVariant.Dots} gap={20} size={1.5} color="var(--dots)" />
        )}
        {scene && placement && (
          <ViewportPortal>
            <Plates placement={placement} mounted={nodes} match={seen.match} />
            <TunnelLayer scene={scene} />
          </ViewportPortal>
        )}
      </ReactFlow>
      {placement && fabric && <Overview placement={placement} fabric={fabric} match={seen.match} />}
      <CanvasControls fit={fit} arrange={mode === 'edit' ? arrange : null} />
      {fabric && <CanvasEmpty fabric={fabric} mode={mode} />}
      {fabric && <Announcer fabric={fabric} />}
    </div>
  );
}

/** Of hosts that are near enough for it, counters are sampled fast. */
function lookedAt(scene: Scene | null): string[] {
  if (!scene || (scene.level !== 'near' && scene.level !== 'close')) return NOBODY;
  return scene.hosts.map(({ card }) => card.id);
}
const NOBODY: string[] = [];

/** Leaves a mark in the browser's own timing (with `overlane:known`, when the data came) once hosts are painted. */
function useFirstPicture(drawn: boolean): void {
  useEffect(() => {
    if (!drawn) return;
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => performance.mark('overlane:drawn'));
    });
    return () => cancelAnimationFrame(frame);
  }, [drawn]);
}

const NO_EDGES: never[] = [];
const MULTI = ['Shift', 'Meta', 'Control'];

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
