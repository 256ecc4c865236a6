import type { Family } from './address';

/** Bytes that VXLAN adds to an inner IP packet: outer IP (20 or 40) + UDP 8 + VXLAN 8 + inner Ethernet 14 (RFC 7348). */
export const VXLAN_OVERHEAD: Record<Family, number> = { 4: 50, 6: 70 };

/** IPv6 needs 1280 bytes on every link (RFC 8200); below that a tenant's network is of no use. */
export const SMALLEST_INNER_MTU = 1280;

/** RFC 791: what every IPv4 host must be able to take in. */
export const SMALLEST_IPV4_MTU = 576;

export const ETHERNET_MTU = 1500;

/** MTU in bytes of a tenant's devices over an underlay of `underlayMtu` bytes. */
export function innerMtu(underlayMtu: number, family: Family): number {
  return underlayMtu - VXLAN_OVERHEAD[family];
}
