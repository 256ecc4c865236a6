/**
 * By what a packet is known again at another hop: what bridges, tunnels and network cards leave as it is. Checksums are
 * not of it, since cards fill them in, and neither is what a frame's tunnel adds.
 */
export type PacketSign = {
  key: string;
  /** Other packets that look the same may follow it: ARP, neighbour discovery, whatever has no number of its own. */
  repeats: boolean;
  /** MACs of the frame, or of that within the tunnel. */
  source: string;
  target: string;
  isGroup: boolean;
  /** VTEPs, where it is in a tunnel. */
  outer: { source: string; target: string } | null;
  /** Bytes of a TCP connection, which network cards cut up and join. `to` is behind the last, modulo 2^32. */
  stretch: { flow: string; from: number; to: number } | null;
};

/** `at`: where the frame begins that is in the tunnel; 0 outside of one. */
export type Inner = { at: number; outer: PacketSign['outer'] };

const VLAN_TYPES: readonly number[] = [0x8100, 0x88a8];
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const ARP = 0x0806;
const ICMP = 1;
const TCP = 6;
const UDP = 17;
const FRAGMENT = 44;
const ICMP6 = 58;
/** Extension headers of IPv6 that say their length in units of 8 bytes: hop by hop, routing, destination options. */
const EXTENSIONS: readonly number[] = [0, 43, 60];
const MOST_EXTENSIONS = 8;
const VXLAN_HEADER = 8;
/** Bytes of a payload that tell packets apart: as many as are captured at every hop. */
const DIGESTED = 48;

/** @param tunnel where only what is within it counts, else null. null: it is not of the tunnel, or cut too short */
export function signOf(bytes: Uint8Array, tunnel: { vni: number; port: number } | null): PacketSign | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const inner = tunnel === null ? { at: 0, outer: null } : unpacked(view, tunnel);
    return inner && frameSign(view, inner);
  } catch (error) {
    // It was cut before what tells it from others.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Where the frame in a tunnel begins; null where this is none of the tunnel's. @throws RangeError */
export function unpacked(view: DataView, tunnel: { vni: number; port: number }): Inner | null {
  const { at, type } = behindEthernet(view, 0);
  let udp: number;
  let outer: Inner['outer'];
  if (type === IPV4) {
    if (view.getUint8(at + 9) !== UDP || (view.getUint16(at + 6) & 0x1fff) > 0) return null;
    udp = at + (view.getUint8(at) & 0xf) * 4;
    outer = { source: hexOf(view, at + 12, 4), target: hexOf(view, at + 16, 4) };
  } else if (type === IPV6) {
    if (view.getUint8(at + 6) !== UDP) return null;
    udp = at + 40;
    outer = { source: hexOf(view, at + 8, 16), target: hexOf(view, at + 24, 16) };
  } else return null;
  if (view.getUint16(udp + 2) !== tunnel.port) return null;
  const vxlan = udp + 8;
  if ((view.getUint8(vxlan) & 8) === 0 || view.getUint32(vxlan + 4) >>> 8 !== tunnel.vni) return null;
  return { at: vxlan + VXLAN_HEADER, outer };
}

function frameSign(view: DataView, { at: start, outer }: Inner): PacketSign {
  const [target, source] = [hexOf(view, start, 6), hexOf(view, start + 6, 6)];
  const { at, type } = behindEthernet(view, start);
  const ends = `${source} ${target} ${type.toString(16)}`;
  const rest =
    type === ARP
      ? { key: hexOf(view, at + 6, 22), repeats: true, stretch: null }
      : type === IPV4
        ? ipv4Sign(view, at)
        : type === IPV6
          ? ipv6Sign(view, at)
          : { key: digest(view, at, DIGESTED), repeats: true, stretch: null };
  const isGroup = (view.getUint8(start) & 1) === 1;
  return { ...rest, key: `${ends} ${rest.key}`, source, target, isGroup, outer };
}

type Rest = Pick<PacketSign, 'key' | 'repeats' | 'stretch'>;

/** RFC 791. An identification of 0 is what packets have that may not be cut up and need none. */
function ipv4Sign(view: DataView, at: number): Rest {
  const id = view.getUint16(at + 4);
  const offset = view.getUint16(at + 6) & 0x1fff;
  const number = view.getUint8(at + 9);
  const ends = hexOf(view, at + 12, 8);
  const header = (view.getUint8(at) & 0xf) * 4;
  const total = view.getUint16(at + 2);
  const behind = { at: at + header, length: Math.max(0, total - header), number, isFirst: offset === 0 };
  const { key, repeats, stretch } = transportSign(view, behind, ends);
  return { key: `${ends} ${number} ${id} ${offset} ${key}`, repeats: repeats && id === 0, stretch };
}

/** RFC 8200. It has no identification but in fragments. */
function ipv6Sign(view: DataView, at: number): Rest {
  const ends = hexOf(view, at + 8, 32);
  const length = view.getUint16(at + 4);
  let number = view.getUint8(at + 6);
  let here = at + 40;
  let fragment = '';
  let isFirst = true;
  for (let i = 0; i < MOST_EXTENSIONS; i++) {
    if (number === FRAGMENT) {
      const offset = view.getUint16(here + 2) & 0xfff8;
      fragment = `${view.getUint32(here + 4)} ${offset}`;
      isFirst = offset === 0;
      number = view.getUint8(here);
      here += 8;
    } else if (EXTENSIONS.includes(number)) {
      number = view.getUint8(here);
      here += (view.getUint8(here + 1) + 1) * 8;
    } else break;
  }
  const behind = { at: here, length: Math.max(0, at + 40 + length - here), number, isFirst };
  const { key, repeats, stretch } = transportSign(view, behind, ends);
  return { key: `${ends} ${number} ${fragment} ${key}`, repeats: repeats && fragment === '', stretch };
}

type Behind = { at: number; length: number; number: number; isFirst: boolean };

function transportSign(view: DataView, { at, length, number, isFirst }: Behind, ends: string): Rest {
  if (!isFirst) return { key: `${length}`, repeats: true, stretch: null };
  if (number === ICMP || number === ICMP6) {
    const type = view.getUint8(at);
    // Echoes count themselves.
    const isEcho = number === ICMP ? type === 0 || type === 8 : type === 128 || type === 129;
    const key = `${hexOf(view, at, 2)} ${isEcho ? hexOf(view, at + 4, 4) : digest(view, at + 4, length - 4)} ${length}`;
    return { key, repeats: !isEcho, stretch: null };
  }
  if (number === TCP) return tcpSign(view, at, length, ends);
  if (number === UDP) {
    return { key: `${hexOf(view, at, 6)} ${digest(view, at + 8, length - 8)}`, repeats: true, stretch: null };
  }
  return { key: `${length} ${digest(view, at, length)}`, repeats: true, stretch: null };
}

function tcpSign(view: DataView, at: number, length: number, ends: string): Rest {
  const from = view.getUint32(at + 4);
  const data = Math.max(0, length - (view.getUint8(at + 12) >> 4) * 4);
  const key = `${hexOf(view, at, 12)} ${view.getUint8(at + 13)} ${data}`;
  const flow = `${ends} ${hexOf(view, at, 4)}`;
  return { key, repeats: true, stretch: data === 0 ? null : { flow, from, to: (from + data) >>> 0 } };
}

/** Where what an Ethernet frame carries begins, behind tags of VLANs. */
function behindEthernet(view: DataView, start: number): { at: number; type: number } {
  let at = start + 12;
  while (VLAN_TYPES.includes(view.getUint16(at))) at += 4;
  return { at: at + 2, type: view.getUint16(at) };
}

function hexOf(view: DataView, at: number, size: number): string {
  if (at + size > view.byteLength) throw new RangeError('cut');
  let text = '';
  for (let i = at; i < at + size; i++) text += (view.getUint8(i) + 0x100).toString(16).slice(1);
  return text;
}

/** 32 bits over what there is of some bytes (FNV-1a). Short frames are filled up behind their end by some cards. */
function digest(view: DataView, at: number, length: number): string {
  let hash = 0x811c9dc5;
  for (let i = at; i < Math.min(at + Math.min(DIGESTED, length), view.byteLength); i++) {
    hash = Math.imul(hash ^ view.getUint8(i), 0x01000193);
  }
  return (hash >>> 0).toString(16);
}
