import type { FabricGraph, HostCard, NetworkRow, TenantLane } from './fabric-graph';
import * as m from './metrics';

export type Point = { x: number; y: number };

/** Which side of the card its VXLAN interfaces are on: hosts of a left column face right, and the other way round. */
export type Facing = 'right' | 'left';

export type PlacedHost = {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
  facing: Facing;
  /** Relative to the host, as everything below. */
  lanes: PlacedLane[];
  /** Where the sentence stands that says why the host is not ready, or null. */
  noticeY: number | null;
  foreignY: number | null;
};

export type PlacedLane = {
  key: string;
  x: number;
  y: number;
  width: number;
  height: number;
  rows: PlacedRow[];
};

/** `y` and `chainY` (the middle of bridge and VXLAN interface) are relative to the lane. */
export type PlacedRow = {
  key: string;
  y: number;
  height: number;
  chainY: number;
  shown: number;
  folded: number;
};

export type Placement = {
  hosts: PlacedHost[];
  /** Middle of each gutter, left to right. Tunnels that are not straight run up and down there. */
  gutters: number[];
  gutterWidth: number;
  /** Order of the networks' tracks in a gutter. */
  tracks: string[];
  /** Above all hosts: where tunnels pass from one gutter to another. */
  trunkY: number;
};

export type LayoutOptions = {
  /** Where people put hosts; hosts that are not in it go where the grid has their place. */
  positions: Readonly<Record<string, Point>>;
  /** Hosts that are being dragged, where they are at this moment. */
  moving: Readonly<Record<string, Point>>;
  /** Rows whose endpoints are all shown. */
  unfolded: ReadonlySet<string>;
  /** Width divided by height of the place to fill. */
  aspect: number;
};

export function layout(graph: FabricGraph, options: LayoutOptions): Placement {
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
  const placement = settle(hosts, gutters, tracks, options);
  return { ...placement, gutterWidth: gutter };
}

/** Moves hosts to where people put them, apart from each other, and turns each towards the gutter nearest to it. */
function settle(
  hosts: PlacedHost[],
  grid: number[],
  tracks: string[],
  { positions, moving }: LayoutOptions,
): Omit<Placement, 'gutterWidth'> {
  const put = hosts.some((host) => positions[host.id] ?? moving[host.id]);
  if (!put) return { hosts, gutters: grid, tracks, trunkY: -m.GRID_ROW_GAP / 2 };
  const moved = hosts.map((host) => ({ ...host, ...positions[host.id], ...moving[host.id] }));
  const apart = pushApart(moved, (host) =>
    moving[host.id] ? 'held' : positions[host.id] ? 'placed' : 'free',
  );
  const gutters = guttersBetween(apart);
  const turned = apart.map((host) => ({ ...host, facing: facingOf(host, gutters) }));
  const top = Math.min(...turned.map((host) => host.y));
  return { hosts: turned, gutters, tracks, trunkY: top - m.GRID_ROW_GAP / 2 };
}

type Hold = 'held' | 'placed' | 'free';
const YIELDS: Record<Hold, number> = { held: 0, placed: 1, free: 2 };

/**
 * Cards grow when tenants come, and new hosts take places of the grid: whoever would lie under another goes below
 * it. What is held in a hand stays there and moves nobody; what a person placed yields to nothing that was not.
 */
function pushApart(hosts: PlacedHost[], holdOf: (host: PlacedHost) => Hold): PlacedHost[] {
  const done: PlacedHost[] = [];
  const order = hosts.toSorted((a, b) => YIELDS[holdOf(a)] - YIELDS[holdOf(b)] || a.y - b.y || a.x - b.x);
  for (const host of order) {
    let y = host.y;
    if (holdOf(host) !== 'held') {
      const inWay = () => done.find((other) => holdOf(other) !== 'held' && overlap({ ...host, y }, other));
      for (let other = inWay(); other; other = inWay()) y = other.y + other.height + m.CARD_GAP;
    }
    done.push({ ...host, y });
  }
  return hosts.map((host) => done.find((one) => one.id === host.id) ?? host);
}

function overlap(a: PlacedHost, b: PlacedHost): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Hosts whose middles are closer than this stand in one column. */
const ONE_COLUMN = m.HOST_WIDTH / 3;

/** Between each first and second column, and right of a last one that is alone. */
function guttersBetween(hosts: readonly PlacedHost[]): number[] {
  const columns: { left: number; right: number }[] = [];
  for (const host of hosts.toSorted((a, b) => a.x - b.x)) {
    const last = columns.at(-1);
    if (last && host.x - last.left < ONE_COLUMN) last.right = Math.max(last.right, host.x + host.width);
    else columns.push({ left: host.x, right: host.x + host.width });
  }
  const gutters: number[] = [];
  for (let i = 0; i < columns.length; i += 2) {
    const [first, second] = [columns[i], columns[i + 1]];
    if (!first) continue;
    const gap = second ? second.left - first.right : 0;
    gutters.push(first.right + (gap > 2 * m.TRACK_GAP ? gap / 2 : m.GUTTER / 2));
  }
  return gutters;
}

function facingOf(host: PlacedHost, gutters: readonly number[]): Facing {
  return nearest(gutters, host.x + host.width / 2) >= host.x + host.width / 2 ? 'right' : 'left';
}

/** The gutter nearest to `x`; without any, one to the right. */
export function nearest(gutters: readonly number[], x: number): number {
  let best = gutters[0] ?? x + m.HOST_WIDTH;
  for (const gutter of gutters) if (Math.abs(gutter - x) < Math.abs(best - x)) best = gutter;
  return best;
}

function columnCount(graph: FabricGraph, options: LayoutOptions): number {
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
  const order = new Set<string>();
  for (const tunnel of graph.tunnels) order.add(tunnel.networkId);
  return [...order];
}

/**
 * Hosts side by side. Lanes of one tenant are at one height over all of them, so that tunnels between neighbours are
 * straight. Where hosts have little in common that would be mostly holes; then each host is packed by itself.
 */
function placeRow(
  hosts: readonly HostCard[],
  order: readonly string[],
  unfolded: ReadonlySet<string>,
): PlacedHost[] {
  const slots = new Map<string, TenantLane[]>();
  for (const lane of hosts.flatMap((host) => host.lanes)) {
    slots.set(lane.tenantId, [...(slots.get(lane.tenantId) ?? []), lane]);
  }
  const present = [...slots.values()].reduce((sum, lanes) => sum + lanes.length, 0);
  const common = slots.size <= 12 || present >= (slots.size * hosts.length) / 2;
  if (!common) return hosts.map((host) => placeHost(host, host.lanes.map(slotAlone(unfolded)), unfolded));
  const aligned = order.filter((id) => slots.has(id)).map((id) => slotFor(slots.get(id) ?? [], unfolded));
  const placed = hosts.map((host) => placeHost(host, aligned, unfolded));
  const height = Math.max(0, ...placed.map((host) => host.height));
  return placed.map((host) => ({ ...host, height }));
}

type Slot = { tenantId: string; rows: { networkId: string; shown: number }[]; titled: boolean };

/** Room for the tenant on whichever of the hosts needs most. */
function slotFor(lanes: readonly TenantLane[], unfolded: ReadonlySet<string>): Slot {
  const rows = new Map<string, number>();
  for (const row of lanes.flatMap((lane) => lane.rows)) {
    rows.set(row.networkId, Math.max(rows.get(row.networkId) ?? 0, shownOf(row, unfolded).slots));
  }
  return {
    tenantId: lanes[0]?.tenantId ?? '',
    rows: [...rows].map(([networkId, shown]) => ({ networkId, shown })),
    titled: rows.size > 1,
  };
}

function slotAlone(unfolded: ReadonlySet<string>) {
  return (lane: TenantLane) => slotFor([lane], unfolded);
}

function shownOf(row: NetworkRow, unfolded: ReadonlySet<string>): { slots: number; shown: number } {
  if (row.ends.length <= m.ENDPOINTS_SHOWN) return { slots: row.ends.length, shown: row.ends.length };
  if (unfolded.has(row.key)) return { slots: row.ends.length + 1, shown: row.ends.length };
  return { slots: m.ENDPOINTS_SHOWN, shown: m.ENDPOINTS_SHOWN - 1 };
}

function placeHost(host: HostCard, slots: readonly Slot[], unfolded: ReadonlySet<string>): PlacedHost {
  let y = m.HOST_HEADER + m.LANE_GAP;
  const lanes: PlacedLane[] = [];
  for (const slot of slots) {
    const height = slotHeight(slot);
    const lane = host.lanes.find((candidate) => candidate.tenantId === slot.tenantId);
    if (lane) {
      lanes.push({
        key: lane.key,
        x: m.LANE_INSET,
        y,
        width: m.HOST_WIDTH - 2 * m.LANE_INSET,
        height,
        rows: placeLaneRows(lane, slot, unfolded),
      });
    }
    y += height + m.LANE_GAP;
  }
  // Below the lanes: above them it would push them out of line with the neighbour's.
  const noticeY = needsNotice(host) ? y : null;
  if (noticeY !== null) y += m.NOTICE_HEIGHT + m.LANE_GAP;
  else if (slots.length === 0) y += m.EMPTY_BODY;
  const foreignY = host.foreign.length > 0 ? y : null;
  if (foreignY !== null) y += foreignHeight(host.foreign.length) + m.LANE_GAP;
  return {
    id: host.id,
    x: 0,
    y: 0,
    width: m.HOST_WIDTH,
    height: y + m.HOST_FOOTER,
    facing: 'right',
    lanes,
    noticeY,
    foreignY,
  };
}

/** Not ready, so that a sentence and the next step stand in the card. */
export function needsNotice(host: Pick<HostCard, 'state' | 'ghost'>): boolean {
  return host.state === 'unpinned' || host.state === 'unreachable' || host.state === 'refused';
}

export function foreignHeight(count: number): number {
  return m.FOREIGN_HEADER + Math.ceil(Math.min(count, m.FOREIGN_SHOWN) / 2) * m.FOREIGN_LINE + 8;
}

function slotHeight(slot: Slot): number {
  const rows = slot.rows.map((row) => rowHeight(row.shown, slot.titled));
  const inner = rows.reduce((sum, height) => sum + height, 0) + Math.max(0, rows.length - 1) * m.ROW_GAP;
  return m.LANE_HEADER + inner + m.LANE_PADDING;
}

function rowHeight(boxes: number, titled: boolean): number {
  return (titled ? m.ROW_TITLE : 0) + boxes * m.BOX_HEIGHT + Math.max(0, boxes - 1) * m.BOX_GAP;
}

function placeLaneRows(lane: TenantLane, slot: Slot, unfolded: ReadonlySet<string>): PlacedRow[] {
  const placed: PlacedRow[] = [];
  let y = m.LANE_HEADER;
  for (const { networkId, shown } of slot.rows) {
    const row = lane.rows.find((candidate) => candidate.networkId === networkId);
    if (row) {
      const own = shownOf(row, unfolded);
      placed.push({
        key: row.key,
        y,
        height: rowHeight(own.slots, slot.titled),
        chainY: y + (slot.titled ? m.ROW_TITLE : 0) + m.BOX_HEIGHT / 2,
        shown: own.shown,
        folded: row.ends.length - own.shown,
      });
    }
    y += rowHeight(shown, slot.titled) + m.ROW_GAP;
  }
  return placed;
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let i = 0; i < items.length; i += size) chunks.push(items.slice(i, i + size));
  return chunks;
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

/** Where the grid would put every host, whatever people did. */
export function gridPositions(
  graph: FabricGraph,
  options: Omit<LayoutOptions, 'positions' | 'moving'>,
): Record<string, Point> {
  const { hosts } = layout(graph, { ...options, positions: {}, moving: {} });
  return Object.fromEntries(hosts.map(({ id, x, y }) => [id, { x, y }]));
}
