/** The comparison: React Flow as its documentation shows it, with the same things as nodes and edges. Not in the product. */
import '@xyflow/react/dist/style.css';
import { Background, type Edge, MiniMap, type Node, ReactFlow } from '@xyflow/react';
import { createRoot } from 'react-dom/client';
import type { FabricGraph } from '../../../components/topology/graph/fabric-graph';
import type { Placement } from '../../../components/topology/graph/placement';

export type PlainThings = {
  graph: FabricGraph;
  placement: Placement;
  detail: 'hosts' | 'lanes' | 'devices';
  /** React Flow's own way of mounting less. */
  onlyVisible: boolean;
  viewport: { x: number; y: number; zoom: number };
};

declare global {
  interface Window {
    things: PlainThings;
    drawn?: true;
  }
}

const card = { borderRadius: 10, border: '1px solid #c6cdd9', background: '#fff', padding: 4 };

function Plain({ graph, placement, detail, onlyVisible, viewport }: PlainThings) {
  const nodes: Node[] = [];
  const edges: Edge[] = [];
  const cards = new Map(graph.hosts.map((host) => [host.id, host]));
  for (const host of placement.hosts) {
    const known = cards.get(host.id);
    if (!known) continue;
    const { width, height } = host;
    nodes.push({
      id: host.id,
      position: { x: host.x, y: host.y },
      data: { label: known.name },
      width,
      height,
      style: { ...card, width, height },
    });
    if (detail === 'hosts') continue;
    for (const at of host.lanes) {
      const lane = known.lanes.find(({ key }) => key === at.key);
      if (!lane) continue;
      nodes.push({
        id: at.key,
        parentId: host.id,
        position: { x: at.x, y: at.y },
        data: { label: lane.tenant },
        style: { ...card, width: at.width, height: at.height, background: '#eef4fd' },
      });
      if (detail === 'lanes') continue;
      for (const row of lane.rows) {
        const devices = [
          ...row.ends.flatMap((end) => [
            { id: end.namespace, text: [end.namespace, ...end.addresses] },
            { id: end.veth.hostEnd, text: [end.veth.namespaceEnd, end.veth.hostEnd] },
          ]),
          { id: row.bridge.name, text: [row.bridge.name, row.bridge.mac ?? ''] },
          { id: row.vxlan.name, text: [row.vxlan.name, `VNI ${row.vni}`] },
        ];
        for (const [i, device] of devices.entries()) {
          nodes.push({
            id: `${row.key}/${device.id}`,
            parentId: at.key,
            position: { x: 6 + i * 92, y: 30 },
            data: { label: device.text.join(' ') },
            style: { ...card, width: 86, height: 56, fontSize: 10 },
          });
          const before = devices[i - 1];
          if (before) {
            edges.push({
              id: `${row.key}/${device.id}-`,
              source: `${row.key}/${before.id}`,
              target: `${row.key}/${device.id}`,
            });
          }
        }
      }
    }
  }
  edges.push(...tunnelEdges(graph, detail));
  return (
    <ReactFlow
      defaultNodes={nodes}
      defaultEdges={edges}
      minZoom={0.02}
      maxZoom={2.5}
      defaultViewport={viewport}
      onlyRenderVisibleElements={onlyVisible}
    >
      <Background />
      <MiniMap />
    </ReactFlow>
  );
}

/** As many tunnels as the page of the product has lines at most; all of them would be no comparison but a standstill. */
const MOST = 400;

function tunnelEdges(graph: FabricGraph, detail: PlainThings['detail']): Edge[] {
  const edges: Edge[] = [];
  for (const mesh of graph.meshes) {
    const on = graph.hosts.flatMap((host) =>
      host.lanes.flatMap((lane) => lane.rows.filter((row) => row.networkId === mesh.networkId)),
    );
    for (let i = 1; i < on.length && edges.length < MOST; i++) {
      const [a, b] = [on[i - 1], on[i]];
      if (!a || !b) continue;
      const end = (row: typeof a) =>
        detail === 'hosts'
          ? row.hostId
          : detail === 'lanes'
            ? `${row.tenantId}@${row.hostId}`
            : `${row.key}/${row.vxlan.name}`;
      edges.push({ id: `${mesh.key}/${i}`, source: end(a), target: end(b), label: `VNI ${mesh.vni}` });
    }
  }
  return edges;
}

const root = document.getElementById('root');
if (root) {
  root.style.cssText = 'position:fixed;inset:0';
  createRoot(root).render(<Plain {...window.things} />);
  window.drawn = true;
}
