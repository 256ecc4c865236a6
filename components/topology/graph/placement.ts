import { MOST_BUSES } from './line';
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

/** The gutter nearest to `x`; without any, one to the right. */
export function nearest(gutters: readonly number[], x: number): number {
  let best = gutters[0] ?? x + m.HOST_WIDTH;
  for (const gutter of gutters) if (Math.abs(gutter - x) < Math.abs(best - x)) best = gutter;
  return best;
}

/** What must be in view to see everything: all hosts, and the trunk where tunnels pass over them. */
export function boundsOf({
  hosts,
  gutters,
  tracks,
  trunkY,
}: Pick<Placement, 'hosts' | 'gutters' | 'tracks' | 'trunkY'>) {
  const left = Math.min(...hosts.map((host) => host.x));
  const right = Math.max(...hosts.map((host) => host.x + host.width));
  const hostTop = Math.min(...hosts.map((host) => host.y));
  const top =
    gutters.length > 1 && tracks.length <= MOST_BUSES
      ? trunkY - tracks.length * m.TRACK_GAP - m.GRID_ROW_GAP / 2
      : hostTop;
  const bottom = Math.max(...hosts.map((host) => host.y + host.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}
