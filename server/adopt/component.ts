import type { ObservedNamespace } from '../observe/observed';
import type { Seat, Segment } from './segment';
import type { Sight } from './sight';

/** Segments that share namespaces, and these: what becomes one tenant. */
export type Component = {
  /** By VNI. */
  segments: Segment[];
  /** By host and name. */
  rooms: Room[];
};

/** A namespace with the interfaces by which it is in the segments. */
export type Room = { sight: Sight; namespace: ObservedNamespace; wires: { segment: Segment; seat: Seat }[] };

/** Names say nothing here: two tenants may well be called the same by two people. */
export function componentsOf(segments: readonly Segment[]): Component[] {
  const rooms = new Map<string, Room>();
  for (const segment of segments) {
    for (const { sight, seats } of segment.presences) {
      for (const seat of seats) {
        const key = `${sight.host.id} ${seat.namespace.name}`;
        const room = rooms.get(key) ?? { sight, namespace: seat.namespace, wires: [] };
        room.wires.push({ segment, seat });
        rooms.set(key, room);
      }
    }
  }
  const leader = new Map<Segment, Segment>(segments.map((segment) => [segment, segment]));
  const find = (segment: Segment): Segment => {
    const next = leader.get(segment) ?? segment;
    return next === segment ? segment : find(next);
  };
  for (const { wires } of rooms.values()) {
    const [first] = wires;
    for (const { segment } of wires) if (first) leader.set(find(segment), find(first.segment));
  }
  const components = new Map<Segment, Component>();
  for (const segment of segments) {
    const at = find(segment);
    const component = components.get(at) ?? { segments: [], rooms: [] };
    component.segments.push(segment);
    components.set(at, component);
  }
  for (const room of rooms.values()) {
    const [first] = room.wires;
    if (first) components.get(find(first.segment))?.rooms.push(room);
  }
  return [...components.values()];
}
