import * as m from './metrics';
import { type Facing, nearest, type PlacedHost, type Placement, type Point } from './placement';

export type Places = {
  /** Where people put hosts; hosts that are not in it go where the grid has their place. */
  positions: Readonly<Record<string, Point>>;
  /** Hosts that are being dragged, where they are at this moment. */
  moving: Readonly<Record<string, Point>>;
};

/** Moves hosts to where people put them, apart from each other, and turns each towards the gutter nearest to it. */
export function settle(grid: Placement, { positions, moving }: Places): Placement {
  if (!grid.hosts.some((host) => positions[host.id] ?? moving[host.id])) return grid;
  const moved = grid.hosts.map((host) => ({ ...host, ...positions[host.id], ...moving[host.id] }));
  const apart = pushApart(moved, (host) =>
    moving[host.id] ? 'held' : positions[host.id] ? 'placed' : 'free',
  );
  const gutters = guttersBetween(apart);
  const hosts = apart.map((host) => ({ ...host, facing: facingOf(host, gutters) }));
  const top = Math.min(...hosts.map((host) => host.y));
  return { ...grid, hosts, gutters, trunkY: top - m.GRID_ROW_GAP / 2 };
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
