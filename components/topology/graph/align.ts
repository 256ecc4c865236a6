import type { PlacedHost, Point } from './placement';

/** Pixels within which a dragged host takes the line of another: then tunnels between them are straight. */
const REACH = 12;

/** `at`, or beside it where another host's top or left edge is. */
export function aligned(hostId: string, at: Point, hosts: readonly PlacedHost[]): Point {
  const others = hosts.filter((host) => host.id !== hostId);
  return {
    x: nearestOf(
      at.x,
      others.map((host) => host.x),
    ),
    y: nearestOf(
      at.y,
      others.map((host) => host.y),
    ),
  };
}

function nearestOf(value: number, lines: readonly number[]): number {
  let best = value;
  let reach = REACH;
  for (const line of lines) {
    const distance = Math.abs(line - value);
    if (distance <= reach) {
      best = line;
      reach = distance;
    }
  }
  return best;
}
