import type { Family } from './address';

/** Bytes of IP and ICMP headers in front of an echo's payload: 20 or 40, and 8. */
export const ECHO_OVERHEAD: Record<Family, number> = { 4: 28, 6: 48 };

/**
 * message-too-long: the sending kernel refuses. fragmentation-needed: a router says so (`Frag needed`, `Packet too
 * big`). silence: larger packets vanish.
 */
export type LimitSign = 'message-too-long' | 'fragmentation-needed' | 'silence';

/** The largest packet that passes from one place to an address, with fragmentation forbidden. Bytes, IP header included. */
export type PacketLimit = {
  target: string;
  family: Family;
  /** Through which packets leave, and its MTU. */
  device: string;
  deviceMtu: number;
  /** null: not even a small packet is answered. */
  largest: number | null;
  /** interface: the device that packets leave through takes no more. path: something on the way carries less. */
  limit: 'interface' | 'path' | null;
  sign: LimitSign | null;
  /** Who said that a packet is too large, and how much it carries. */
  toldBy: string | null;
  toldMtu: number | null;
  /** Sizes that were tried. */
  tries: number;
};

export function packetLimitSentence(found: PacketLimit): string {
  const { target, family, device, deviceMtu, largest, limit } = found;
  if (largest === null) {
    return `${target} does not answer even small packets: what is larger cannot be measured before the way is mended`;
  }
  const much = `${target} answers packets of up to ${largest} bytes (ICMP payload ${largest - ECHO_OVERHEAD[family]})`;
  if (limit === 'interface') return `${much}, which is all that ${device} takes: the path carries as much`;
  return `${much}, although ${device} takes ${deviceMtu}: ${onTheWay(found)}`;
}

function onTheWay({ sign, toldBy, toldMtu }: PacketLimit): string {
  if (sign === 'silence') return 'larger ones vanish on the way without a word';
  if (sign === 'fragmentation-needed') {
    return `${toldBy ?? 'something on the way'} answers that larger ones need fragmentation${toldMtu === null ? '' : ` (MTU ${toldMtu})`}`;
  }
  return `the host refuses larger ones, as it was told on the way that ${toldMtu} bytes are the most`;
}

/** What the underlay carries from one host's VTEP to another's. Host ids and addresses. */
export type MeasuredWay = {
  from: string;
  to: string;
  source: string;
  target: string;
  found: PacketLimit | null;
  /** Why it could not be measured, else null. */
  error: string | null;
  at: number;
};
