import type { PathEnd, Site } from './scene';

/** Whoever has an address on a network, as the hops that lead there see it. */
export type Station = {
  label: string;
  /** Without prefix length. */
  address: string;
  /** null: nobody that is read has the address. */
  mac: string | null;
  /** What it has by intent, where somebody gave it another; else null. */
  formerMac: string | null;
  hostId: string | null;
  /** The port of that host's bridge behind which it is; null: not known, or it is the bridge itself. */
  port: string | null;
  /** The VTEP behind which other hosts find it; null: not known. */
  vtep: string | null;
};

export function stationOf({ label, address, host, found, veth }: PathEnd): Station {
  const mac = found.inside.get(veth.namespace)?.get(veth.namespaceEnd.name)?.mac ?? null;
  return {
    label,
    address,
    mac,
    formerMac: veth.namespaceEnd.mac === mac ? null : veth.namespaceEnd.mac,
    hostId: host.hostId,
    port: veth.hostEnd.name,
    vtep: host.desired.underlay?.address ?? '',
  };
}

/** The port of the site's bridge that leads to the station; null: none does, or nobody knows. */
export function portOf(site: Site, { hostId, port }: Station): string | null {
  if (hostId === null) return null;
  return hostId === site.host.hostId ? port : site.vxlan.name;
}
