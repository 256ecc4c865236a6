import type { FdbEntry, ObservedLink, ObservedNeighbour } from '../observe/observed';

/** What tells the things of one namespace of a host apart: words with a space between. */

/** A link keeps its index for life; its name may change. */
export const keyOfLink = ({ index }: ObservedLink) => String(index);

/** The kernel takes one entry for each MAC and VLAN on a device, and for the all-zero MAC one for each destination. */
export const keyOfFdbEntry = ({ mac, device, vlan, self, dst, via, port, vni }: FdbEntry) =>
  [mac, device, vlan ?? '', self ? 'self' : 'master', dst ?? '', via ?? '', port ?? '', vni ?? ''].join(' ');

export const keyOfNeighbour = ({ address, device }: ObservedNeighbour) => `${address} ${device}`;

/** Counters, by `DEVICE`, or `NAMESPACE/DEVICE`. */
export const keyOfCounters = (namespace: string | null, device: string) =>
  namespace === null ? device : `${namespace}/${device}`;
