import { LEVELS, type Level } from './level';
import type { PlacedHost, PlacedLane, Placement, Point } from './placement';

/** A part of the plane, in flow pixels. */
export type Rect = { x: number; y: number; width: number; height: number };

/** Of the view on each side: what is so near is mounted before it comes into sight. */
const MARGIN = 0.2;
/** Mounted things (hosts, lanes, devices) beyond which less detail is shown, whatever the zoom. */
export const MOST_MOUNTED = 300;

/** What of the plane is in sight. `transform`: x, y and zoom of React Flow. */
export function viewOf([x, y, zoom]: readonly [number, number, number], width: number, height: number): Rect {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
}

export function withMargin({ x, y, width, height }: Rect): Rect {
  const [wide, high] = [width * MARGIN, height * MARGIN];
  return { x: x - wide, y: y - high, width: width + 2 * wide, height: height + 2 * high };
}

export function contains(outer: Rect, inner: Rect): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}

export function meets(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

export function runMeets(run: readonly Point[], rect: Rect): boolean {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of run) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return left <= rect.x + rect.width && right >= rect.x && top <= rect.y + rect.height && bottom >= rect.y;
}

/** Lanes of a host that are within the part, in the order of the card. */
export function lanesIn(host: PlacedHost, rect: Rect): PlacedLane[] {
  return host.lanes.filter((lane) => meets({ ...lane, x: host.x + lane.x, y: host.y + lane.y }, rect));
}

/** `level`, or less detail where so much would be mounted in the part that moving it were no longer fluid. */
export function affordable(level: Level, placement: Placement, rect: Rect): Level {
  const hosts = placement.hosts.filter((host) => meets(host, rect));
  let at = LEVELS.indexOf(level);
  while (at > 0 && mounted(LEVELS[at] ?? 'map', hosts, rect) > MOST_MOUNTED) at--;
  return LEVELS[at] ?? level;
}

function mounted(level: Level, hosts: readonly PlacedHost[], rect: Rect): number {
  if (level === 'map' || level === 'far') return hosts.length;
  let count = hosts.length;
  for (const host of hosts) {
    for (const lane of lanesIn(host, rect)) {
      count += 1;
      // A namespace for each endpoint that is shown, the bridge and the VXLAN interface.
      if (level !== 'middle') for (const row of lane.rows) count += row.shown + 2;
    }
  }
  return count;
}
