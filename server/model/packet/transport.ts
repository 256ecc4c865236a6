import type { Dissector, Said } from './frame';

const NAMES: Record<number, string> = {
  0: 'Hop-by-hop',
  1: 'ICMP',
  2: 'IGMP',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  43: 'Routing',
  44: 'Fragment',
  47: 'GRE',
  50: 'ESP',
  58: 'ICMPv6',
  59: 'none',
  60: 'Destination options',
  89: 'OSPF',
  132: 'SCTP',
};

export function protocolName(number: number): string {
  return NAMES[number] ?? `protocol ${number}`;
}

/** Whatever a protocol number says comes next. */
export const transport: Dissector = (frame, around): Said => {
  const { at, end, number, source, target } = around;
  if (number === 1) return frame.next('icmp', around);
  if (number === 6) return frame.next('tcp', around);
  if (number === 17) return frame.next('udp', around);
  if (number === 58) return frame.next('icmp6', around);
  const line = `${source} > ${target}: ip-proto-${number} ${end - at}`;
  return { source, target, protocol: protocolName(number), info: `${end - at} bytes`, line };
};
