import { parseAddress } from '../model/address';
import type { CaptureFilter } from '../model/capture';
import type { Tunnel } from './capture-event';

/**
 * A filter as one expression of pcap-filter(7), made of fixed words and numbers alone; '' lets everything pass.
 * A filter about a tunnel is about the frames inside it. The direction is not part of it: libpcap judges the first frame
 * by itself, without what the kernel knows of it, and `inbound` and `outbound` would lose it.
 */
export function captureExpression(filter: CaptureFilter, tunnel: Tunnel | null): string {
  const parts = tunnel === null ? plain(filter) : [...outer(tunnel), ...inner(filter, tunnel)];
  return parts.join(' and ');
}

function plain({ protocol, address, port }: CaptureFilter): string[] {
  const parts: string[] = [];
  if (protocol !== 'any') parts.push(protocol);
  const parsed = address === null ? null : parseAddress(address);
  if (parsed) parts.push(`${parsed.family === 6 ? 'ip6 ' : ''}host ${parsed.text}`);
  if (port !== null)
    parts.push(protocol === 'any' ? `(tcp port ${port} or udp port ${port})` : `port ${port}`);
  return parts;
}

const ETHERTYPE = { arp: 0x0806, ipv4: 0x0800, ipv6: 0x86dd };
const NUMBER = { icmp: 1, tcp: 6, udp: 17, icmp6: 58 };
const UDP_HEADER = 8;
const VXLAN_HEADER = 8;
const IPV6_HEADER = 40;

/** `udp[…]` reads IPv4 alone; under IPv6 one counts from the IP header, so extension headers are not looked behind. */
function base(family: 4 | 6): { word: string; udp: number } {
  return family === 4 ? { word: 'udp', udp: 0 } : { word: 'ip6', udp: IPV6_HEADER };
}

/** RFC 7348: flags (the I bit says that there is a VNI), three bytes, VNI in three bytes, one byte. */
function outer({ vni, port, family }: Tunnel): string[] {
  const { word, udp } = base(family);
  return [
    ...(family === 4 ? [`udp dst port ${port}`] : ['ip6[6] = 17', `ip6[${IPV6_HEADER + 2}:2] = ${port}`]),
    `${word}[${udp + UDP_HEADER}] & 8 = 8`,
    `${word}[${udp + UDP_HEADER + 4}:4] & 0xffffff00 = ${vni * 256}`,
  ];
}

/** The same filter on the frame that a tunnel carries, byte by byte: no word of the language looks that deep. */
function inner({ protocol, address, port }: CaptureFilter, { family }: Tunnel): string[] {
  const { word, udp } = base(family);
  const start = udp + UDP_HEADER + VXLAN_HEADER;
  const at = (offset: number, size: 1 | 2 | 4) => `${word}[${start + offset}:${size}]`;
  const type = (what: keyof typeof ETHERTYPE) => `${at(12, 2)} = ${ETHERTYPE[what]}`;
  const ipv4 = (number: number) => `(${type('ipv4')} and ${at(23, 1)} = ${number})`;
  const ipv6 = (number: number) => `(${type('ipv6')} and ${at(20, 1)} = ${number})`;
  const parts: string[] = [];

  if (protocol === 'arp') parts.push(type('arp'));
  else if (protocol === 'icmp') parts.push(ipv4(NUMBER.icmp));
  else if (protocol === 'icmp6') parts.push(ipv6(NUMBER.icmp6));
  else if (protocol !== 'any') parts.push(`(${ipv4(NUMBER[protocol])} or ${ipv6(NUMBER[protocol])})`);

  const parsed = address === null ? null : parseAddress(address);
  if (parsed) {
    const is = (offset: number) =>
      words(parsed.bytes).map((value, i) => `${at(offset + 4 * i, 4)} = ${value}`);
    const either = (a: number, b: number) => `((${is(a).join(' and ')}) or (${is(b).join(' and ')}))`;
    parts.push(
      parsed.family === 4
        ? `((${type('ipv4')} and ${either(26, 30)}) or (${type('arp')} and ${either(28, 38)}))`
        : `(${type('ipv6')} and ${either(22, 38)})`,
    );
  }

  if (port !== null) {
    const numbers = protocol === 'any' ? [NUMBER.tcp, NUMBER.udp] : [NUMBER[protocol as 'tcp' | 'udp']];
    const [any4, any6] = [ipv4, ipv6].map((of) => `(${numbers.map(of).join(' or ')})`);
    // Only the first fragment has ports; the header's length is in its own first byte.
    const first = `${at(20, 2)} & 0x1fff = 0`;
    const behind = `${start + 14} + ((${at(14, 1)} & 0xf) * 4)`;
    const four = [0, 2].map((offset) => `${word}[${behind} + ${offset}:2] = ${port}`).join(' or ');
    const six = [54, 56].map((offset) => `${at(offset, 2)} = ${port}`).join(' or ');
    parts.push(`((${any4} and ${first} and (${four})) or (${any6} and (${six})))`);
  }
  return parts;
}

/** 32 bits each, without a sign. */
function words(bytes: readonly number[]): number[] {
  const view = new DataView(Uint8Array.from(bytes).buffer);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(i * 4));
}
