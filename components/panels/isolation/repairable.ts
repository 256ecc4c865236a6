import type { DriftItem, Shared } from '@/server/api/types';

/** Attributes by which a thing of ours can join what should be apart. */
const JOINING =
  /^(?:presence|kind|pair|alias|id|dstport|arp|addrgenmode|master|address|flood entry|entry|IPv[46] forwarding)(?: |$)/;

/** Keys of what drifted at the shared thing itself, where it is ours and its repair parts what it joins. */
export function repairable({ hostId, object }: Shared, drift: readonly DriftItem[]): string[] {
  return drift
    .filter(
      (item) => item.hostId === hostId && item.object.name === object.name && JOINING.test(item.attribute),
    )
    .map(({ key }) => key);
}
