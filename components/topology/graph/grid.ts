import { placeRow } from './card';
import type { FabricGraph } from './fabric-graph';
import * as m from './metrics';
import type { PlacedHost, Placement, Point } from './placement';

export type GridOptions = {
  /** Rows whose endpoints are all shown. */
  unfolded: ReadonlySet<string>;
  /** Width divided by height of the place to fill. */
  aspect: number;
};

/** Hosts in pairs of columns, each pair with a gutter between for its tunnels; as if nobody had moved any. */
export function gridOf(graph: FabricGraph, options: GridOptions): Placement {
  const columns = columnCount(graph, options);
  const tracks = trackOrder(graph);
  const gutter = gutterWidth(graph.hosts.length, tracks.length);
  const order = graph.tenants.map((tenant) => tenant.id);
  const rows = chunk(graph.hosts, columns);
  const gutters: number[] = [];
  const hosts: PlacedHost[] = [];
  let y = 0;
  for (const row of rows) {
    const placed = placeRow(row, order, options.unfolded);
    let x = 0;
    for (const [column, host] of placed.entries()) {
      const leftOfPair = column % 2 === 0;
      hosts.push({ ...host, x, y, facing: leftOfPair ? 'right' : 'left' });
      if (leftOfPair && y === 0) gutters.push(x + m.HOST_WIDTH + gutter / 2);
      x += m.HOST_WIDTH + (leftOfPair ? gutter : m.PAIR_GAP);
    }
    y += Math.max(0, ...placed.map((host) => host.height)) + m.GRID_ROW_GAP;
  }
  return { hosts, gutters, gutterWidth: gutter, tracks, trunkY: -m.GRID_ROW_GAP / 2 };
}

/** Where each host of a grid is. */
export function positionsOf({ hosts }: Placement): Record<string, Point> {
  return Object.fromEntries(hosts.map(({ id, x, y }) => [id, { x, y }]));
}

function columnCount(graph: FabricGraph, options: GridOptions): number {
  const count = graph.hosts.length;
  if (count <= 2) return Math.max(count, 1);
  const order = graph.tenants.map((tenant) => tenant.id);
  const heights = graph.hosts.flatMap((host) =>
    placeRow([host], order, options.unfolded).map((h) => h.height),
  );
  const average = heights.reduce((sum, height) => sum + height, 0) / count + m.GRID_ROW_GAP;
  const pairWidth = m.HOST_WIDTH * 2 + gutterWidth(count, trackOrder(graph).length) + m.PAIR_GAP;
  let best = 2;
  let bestMisfit = Number.POSITIVE_INFINITY;
  for (let columns = 2; columns <= count + 1; columns += 2) {
    const shape = ((columns / 2) * pairWidth) / (Math.ceil(count / columns) * average);
    const misfit = Math.abs(Math.log(shape / options.aspect));
    if (misfit < bestMisfit) {
      best = columns;
      bestMisfit = misfit;
    }
  }
  return best;
}

function gutterWidth(hosts: number, tracks: number): number {
  if (hosts <= 2) return m.GUTTER;
  return Math.min(m.GUTTER_MAX, roundUp(m.GUTTER_LABELS + Math.max(1, tracks) * m.TRACK_GAP, 8));
}

/** Networks in the order in which lanes stack. */
function trackOrder(graph: FabricGraph): string[] {
  return graph.meshes.map((mesh) => mesh.networkId);
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let i = 0; i < items.length; i += size) chunks.push(items.slice(i, i + size));
  return chunks;
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
