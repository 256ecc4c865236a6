import type { HopObject } from './answer';
import type { PathEnd } from './scene';

/** Where a packet there passes by, in order, and how it goes there. */
export type Place = {
  hostId: string;
  host: string;
  object: HopObject;
  namespace: string | null;
  device: string;
  direction: 'in' | 'out';
  tunnelPort: number | null;
};

/** Every place from one end to the other at which packets can be looked at. */
export function placesOf(from: PathEnd, to: PathEnd): Place[] {
  const isLocal = from.host.hostId === to.host.hostId;
  const own = [inside(from, 'out'), hostEnd(from, 'in')];
  const others = [hostEnd(to, 'out'), inside(to, 'in')];
  if (isLocal) return [...own, ...others];
  return [
    ...own,
    tunnel(from, 'out'),
    underlay(from, 'out'),
    underlay(to, 'in'),
    tunnel(to, 'in'),
    ...others,
  ];
}

type Direction = Place['direction'];

function place(
  { host }: PathEnd,
  kind: HopObject['kind'],
  device: string,
  direction: Direction,
  more: { namespace?: string; tunnelPort?: number } = {},
): Place {
  const { namespace = null, tunnelPort = null } = more;
  const object = { kind, name: device, namespace };
  return { hostId: host.hostId, host: host.name, object, namespace, device, direction, tunnelPort };
}

function inside(end: PathEnd, direction: Direction): Place {
  const { namespace, namespaceEnd } = end.veth;
  return place(end, 'interface', namespaceEnd.name, direction, { namespace });
}

const hostEnd = (end: PathEnd, direction: Direction) =>
  place(end, 'host-end', end.veth.hostEnd.name, direction);

const tunnel = (end: PathEnd, direction: Direction) => place(end, 'vxlan', end.vxlan.name, direction);

const underlay = (end: PathEnd, direction: Direction) =>
  place(end, 'underlay', end.vxlan.device, direction, { tunnelPort: end.vxlan.port });
