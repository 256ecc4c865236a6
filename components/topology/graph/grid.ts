import { placeRow } from './card';
import type { FabricGraph } from './fabric-graph';
import { groupBy } from './group';
import { MOST_BUSES } from './line';
import * as m from './metrics';
import type { PlacedHost, Placement, Point } from './placement';

export type GridOptions = {
  /** Rows whose endpoints are all shown. */
  unfolded: ReadonlySet<string>;
  /** Width divided by height of the place to fill. */
  aspect: number;
};

/**
 * Hosts in pairs of columns, each pair with a gutter between for its tunnels; as if nobody had moved any. `seats` says
 * who sits where, and keeps a host where it was when others come and go.
 */
export function gridOf(graph: FabricGraph, options: GridOptions, seats = new Seats()): Placement {
  const tracks = trackOrder(graph);
  const gutter = gutterWidth(graph.hosts.length, tracks.length);
  seats.take(graph.hosts, () => columnCount(graph, options, gutter));
  const order = graph.tenants.map((tenant) => tenant.id);
  const gutters = Array.from({ length: Math.ceil(seats.columns / 2) }, (_, pair) => pairX(pair, gutter));
  const rows = groupBy(graph.hosts, (host) => seats.rowOf(host.id));
  const placed = new Map<string, PlacedHost>();
  let y = 0;
  for (const row of [...rows.keys()].sort((a, b) => a - b)) {
    const cards = placeRow(rows.get(row) ?? [], order, options.unfolded);
    for (const host of cards) {
      const column = seats.columnOf(host.id);
      const pair = Math.floor(column / 2);
      const left = column % 2 === 0;
      const x = pairX(pair, gutter) + (left ? -gutter / 2 - m.HOST_WIDTH : gutter / 2);
      placed.set(host.id, { ...host, x, y, facing: left ? 'right' : 'left' });
    }
    y += Math.max(0, ...cards.map((host) => host.height)) + m.GRID_ROW_GAP;
  }
  const hosts = graph.hosts.flatMap((host) => placed.get(host.id) ?? []);
  return { hosts, gutters, gutterWidth: gutter, tracks, trunkY: -m.GRID_ROW_GAP / 2 };
}

/** Middle of the gutter of a pair of columns. */
function pairX(pair: number, gutter: number): number {
  return m.HOST_WIDTH + gutter / 2 + pair * (2 * m.HOST_WIDTH + gutter + m.PAIR_GAP);
}

/** Who sits where in the grid, for as long as the page is open. */
export class Seats {
  columns = 0;
  #seats = new Map<string, number>();

  /** Gives newcomers the first seats that are free. The number of columns is asked for when nobody sits yet. */
  take(hosts: readonly { id: string }[], columns: () => number): void {
    const here = new Set(hosts.map(({ id }) => id));
    for (const id of this.#seats.keys()) if (!here.has(id)) this.#seats.delete(id);
    // A handful of hosts is arranged anew as it grows: nobody knows it by heart yet.
    if (this.#seats.size <= FEW) {
      this.#seats.clear();
      this.columns = columns();
    }
    const taken = new Set(this.#seats.values());
    let free = 0;
    for (const { id } of hosts) {
      if (this.#seats.has(id)) continue;
      while (taken.has(free)) free++;
      taken.add(free);
      this.#seats.set(id, free);
    }
  }

  /** Everybody stands up; the next one to sit is the first of `order`. */
  empty(order: readonly string[] = []): void {
    this.#seats = new Map(order.length > FEW ? order.map((id, seat) => [id, seat]) : []);
  }

  rowOf(id: string): number {
    return Math.floor((this.#seats.get(id) ?? 0) / Math.max(1, this.columns));
  }

  columnOf(id: string): number {
    return (this.#seats.get(id) ?? 0) % Math.max(1, this.columns);
  }
}

const FEW = 6;

/** Where each host of a grid is. */
export function positionsOf({ hosts }: Placement): Record<string, Point> {
  return Object.fromEntries(hosts.map(({ id, x, y }) => [id, { x, y }]));
}

function columnCount(graph: FabricGraph, options: GridOptions, gutter: number): number {
  const count = graph.hosts.length;
  if (count <= 2) return Math.max(count, 1);
  const order = graph.tenants.map((tenant) => tenant.id);
  const heights = graph.hosts.flatMap((host) =>
    placeRow([host], order, options.unfolded).map((h) => h.height),
  );
  const average = heights.reduce((sum, height) => sum + height, 0) / count + m.GRID_ROW_GAP;
  const pairWidth = m.HOST_WIDTH * 2 + gutter + m.PAIR_GAP;
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
  if (tracks > MOST_BUSES) return m.GUTTER_COUNTED;
  return Math.min(m.GUTTER_MAX, roundUp(m.GUTTER_LABELS + Math.max(1, tracks) * m.TRACK_GAP, 8));
}

/** Networks in the order in which lanes stack. */
function trackOrder(graph: FabricGraph): string[] {
  return graph.meshes.map((mesh) => mesh.networkId);
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
