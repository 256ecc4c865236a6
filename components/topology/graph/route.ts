import { TRACK_GAP } from './metrics';
import { nearest, type PlacedHost, type Placement, type Point } from './placement';

/** Where a tunnel leaves a host's card. */
export type Port = Point & { hostId: string; gutter: number; facing: 'left' | 'right' };

const STRAIGHT_WITHIN = 0.5;

export function portOf(host: PlacedHost, y: number, gutters: readonly number[]): Port {
  const x = host.facing === 'right' ? host.x + host.width : host.x;
  return { hostId: host.id, x, y: host.y + y, gutter: nearest(gutters, x), facing: host.facing };
}

/** Distance of a network's track from the middle of its gutter. */
export function trackOffset(index: number, count: number, room: number): number {
  if (count <= 1) return 0;
  const gap = Math.min(TRACK_GAP, room / (count - 1));
  return (index - (count - 1) / 2) * gap;
}

/**
 * The corners of a tunnel from port to port: straight where the ports face each other, else along the network's
 * track in the gutter, and over the trunk above all hosts where the gutters differ. It never crosses a host that
 * stands in the grid.
 */
export function route(a: Port, b: Port, offset: number, trunkY: number): Point[] {
  if (a.gutter === b.gutter) {
    const facing = a.facing !== b.facing && (a.x - b.x) * (a.facing === 'right' ? 1 : -1) < 0;
    if (facing && Math.abs(a.y - b.y) < STRAIGHT_WITHIN) return [point(a), point(b)];
    const x = a.gutter + offset;
    return [point(a), { x, y: a.y }, { x, y: b.y }, point(b)];
  }
  const [ax, bx] = [a.gutter + offset, b.gutter + offset];
  return [
    point(a),
    { x: ax, y: a.y },
    { x: ax, y: trunkY },
    { x: bx, y: trunkY },
    { x: bx, y: b.y },
    point(b),
  ];
}

/** One line through all ports of a network: along each gutter from top to bottom, and from gutter to gutter. */
export function routeBus(ports: readonly Port[], offset: number, trunkY: number): Point[][] {
  const byGutter = new Map<number, Port[]>();
  for (const port of ports) byGutter.set(port.gutter, [...(byGutter.get(port.gutter) ?? []), port]);
  const lines: Point[][] = [];
  let previous: Port | null = null;
  for (const gutter of [...byGutter.keys()].sort((x, y) => x - y)) {
    const along = (byGutter.get(gutter) ?? []).toSorted((a, b) => a.y - b.y || a.x - b.x);
    const first = along[0];
    if (previous && first) lines.push(route(previous, first, offset, trunkY));
    for (const [i, port] of along.entries()) {
      const next = along[i + 1];
      if (next) lines.push(route(port, next, offset, trunkY));
    }
    previous = first ?? previous;
  }
  return lines;
}

/** An SVG path with round corners. */
export function roundedPath(points: readonly Point[], radius = 10): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${fixed(first.x)} ${fixed(first.y)}`;
  let from = first;
  for (const [i, corner] of rest.entries()) {
    const to = rest[i + 1];
    if (!to) {
      path += `L${fixed(corner.x)} ${fixed(corner.y)}`;
      break;
    }
    const before = towards(corner, from, radius);
    const after = towards(corner, to, radius);
    path += `L${fixed(before.x)} ${fixed(before.y)}Q${fixed(corner.x)} ${fixed(corner.y)} ${fixed(after.x)} ${fixed(after.y)}`;
    from = corner;
  }
  return path;
}

/** A bow over what lies between, the higher the further it goes. */
export function bowedPath(points: readonly Point[]): string {
  const [a, b] = [points[0], points.at(-1)];
  if (!a || !b) return '';
  const rise = Math.min(900, 0.22 * Math.hypot(b.x - a.x, b.y - a.y));
  const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2 - rise];
  return `M${fixed(a.x)} ${fixed(a.y)}Q${fixed(x)} ${fixed(y)} ${fixed(b.x)} ${fixed(b.y)}`;
}

/** The middle of a line, measured along it. */
export function middleOf(points: readonly Point[]): Point {
  const total = points.slice(1).reduce((sum, p, i) => sum + distance(points[i] ?? p, p), 0);
  let left = total / 2;
  for (const [i, to] of points.slice(1).entries()) {
    const from = points[i] ?? to;
    const length = distance(from, to);
    if (length >= left && length > 0) {
      return { x: from.x + ((to.x - from.x) * left) / length, y: from.y + ((to.y - from.y) * left) / length };
    }
    left -= length;
  }
  return points[0] ?? { x: 0, y: 0 };
}

export function trunkOf(placement: Placement, index: number): number {
  return placement.trunkY - index * TRACK_GAP;
}

/** At most half of the way, so that two corners close together do not overlap. */
function towards(corner: Point, other: Point, radius: number): Point {
  const length = distance(corner, other);
  if (length === 0) return corner;
  const step = Math.min(radius, length / 2) / length;
  return { x: corner.x + (other.x - corner.x) * step, y: corner.y + (other.y - corner.y) * step };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function point(port: Port): Point {
  return { x: port.x, y: port.y };
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}
