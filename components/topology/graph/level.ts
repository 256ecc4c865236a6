/**
 * map: hosts as plates with their tenants as stripes. far: hosts with counts and the names of their tenants, tunnels
 * bundled. middle: tenants as lanes. near: every device with its name and address. close: MAC, MTU, rate and both ends
 * of each veth as well.
 */
export const LEVELS = ['map', 'far', 'middle', 'near', 'close'] as const;
export type Level = (typeof LEVELS)[number];

/** From which zoom on each level is shown: text of 12 px is readable from about 0.72, names of tenants from 0.42 on. */
const FROM: Record<Level, number> = { map: 0, far: 0.15, middle: 0.42, near: 0.72, close: 1.3 };

/** A level is left a little later than it was entered, so that a hand at rest on its edge does not flicker. */
const STICKS = 0.94;

export function levelOf(zoom: number, before: Level | null = null): Level {
  const next = LEVELS.findLast((level) => zoom >= FROM[level]) ?? 'map';
  if (before === null || LEVELS.indexOf(next) >= LEVELS.indexOf(before)) return next;
  return zoom >= FROM[before] * STICKS ? before : next;
}

/** The zoom at which a level is in its middle, to go there. */
export const ZOOM_FOR: Record<Level, number> = { map: 0.1, far: 0.28, middle: 0.56, near: 0.95, close: 1.5 };
