import type { Observed } from '@/server/observe/observed';

/** A device of a host with an address on it that can be a VTEP. Bytes for `mtu`. */
export type UnderlayOption = { device: string; address: string; text: string; mtu: number; up: boolean };

/** Devices that carry tenants or containers are no underlay. */
const NOT_AN_UNDERLAY = new Set(['bridge', 'vxlan', 'veth', 'loopback']);

/**
 * What of a host can be its underlay. The device that SSH comes in by is offered last: tenants' frames and the
 * management connection are better apart.
 */
export function underlayOptions(observed: Observed, managementAddress: string): UnderlayOption[] {
  const options: (UnderlayOption & { management: boolean })[] = [];
  for (const link of observed.links) {
    // A lab's hosts have veth devices for cables: those without a bridge count.
    if (link.kind === 'veth' ? link.master !== null : NOT_AN_UNDERLAY.has(link.kind)) continue;
    const management = link.addresses.some((one) => bare(one.text) === managementAddress);
    for (const one of link.addresses) {
      if (one.scope !== 'global') continue;
      options.push({
        device: link.name,
        address: bare(one.text),
        text: one.text,
        mtu: link.mtu,
        up: link.up && link.carrier,
        management,
      });
    }
  }
  return options
    .sort((a, b) => Number(a.management) - Number(b.management) || Number(b.up) - Number(a.up))
    .map(({ management: _management, ...option }) => option);
}

function bare(addressWithLength: string): string {
  return addressWithLength.split('/')[0] ?? addressWithLength;
}
