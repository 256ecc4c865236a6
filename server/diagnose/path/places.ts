import type { HopObject } from './answer';
import type { PathEnd, Site } from './scene';

/** Where packets of a path pass by and can be looked at. */
export type Place = {
  hostId: string;
  host: string;
  object: HopObject;
  /** null: the host's own. */
  namespace: string | null;
  device: string;
  /** UDP port of the tunnel where the packets are inside one, else null. */
  tunnelPort: number | null;
  /** The bridge of that host that lies between its ports. */
  bridge: string;
};

/** Every place from one end to the other, in order. */
export function placesOf(from: PathEnd, to: PathEnd): Place[] {
  const isLocal = from.host.hostId === to.host.hostId;
  const own = [inside(from), hostEnd(from)];
  const others = [hostEnd(to), inside(to)];
  return isLocal
    ? [...own, ...others]
    : [...own, tunnel(from), underlay(from), underlay(to), tunnel(to), ...others];
}

/** Those towards an address that is no endpoint's: as far as devices are Overlane's. `site`: where it is, null: nobody knows. */
export function placesTowards(from: PathEnd, site: Site | null): Place[] {
  const own = [inside(from), hostEnd(from)];
  if (site?.host.hostId === from.host.hostId) return own;
  return [...own, tunnel(from), underlay(from), ...(site ? [underlay(site), tunnel(site)] : [])];
}

function place(
  { host, bridge }: Site,
  kind: HopObject['kind'],
  device: string,
  { namespace = null, tunnelPort = null }: { namespace?: string | null; tunnelPort?: number | null } = {},
): Place {
  const object = { kind, name: device, namespace };
  const { hostId, name } = host;
  return { hostId, host: name, object, namespace, device, tunnelPort, bridge: bridge.name };
}

function inside(end: PathEnd): Place {
  const { namespace, namespaceEnd } = end.veth;
  return place(end, 'interface', namespaceEnd.name, { namespace });
}

const hostEnd = (end: PathEnd) => place(end, 'host-end', end.veth.hostEnd.name);

const tunnel = (end: Site) => place(end, 'vxlan', end.vxlan.name);

const underlay = (end: Site) => place(end, 'underlay', end.vxlan.device, { tunnelPort: end.vxlan.port });
