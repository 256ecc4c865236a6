/** Frames as hosts send them, for tests. */

export const MAC = { a: '024f1e901104', b: '024f1e901105', c: '024f1e901106' } as const;
export const VTEP = { a: '0a0a0a0a', b: '0a0a0a14', c: '0a0a0a1e' } as const;
export const ADDRESS = { a: '0a010004', b: '0a010005', c: '0a010006' } as const;
export type Who = keyof typeof MAC;
export const TUNNEL = { vni: 10, port: 8472 };

const hex = (value: number, bytes: number) =>
  (value >>> 0)
    .toString(16)
    .padStart(2 * bytes, '0')
    .slice(-2 * bytes);
const bytes = (...parts: string[]) => Uint8Array.from(Buffer.from(parts.join('').replace(/\s/g, ''), 'hex'));

function ipv4(
  from: string,
  to: string,
  protocol: number,
  payload: string,
  { id = 0, offset = 0 } = {},
): string {
  const total = 20 + payload.length / 2;
  return `4500${hex(total, 2)}${hex(id, 2)}${hex(offset, 2)}40${hex(protocol, 1)}0000${from}${to}${payload}`;
}

/** `size`: bytes of payload. */
export function echo(
  from: Who,
  to: Who,
  seq: number,
  { id = 7, reply = false, ipId = seq, size = 56 } = {},
): Uint8Array {
  const icmp = `${reply ? '00' : '08'}000000${hex(id, 2)}${hex(seq, 2)}${'61'.repeat(size)}`;
  return bytes(MAC[to], MAC[from], '0800', ipv4(ADDRESS[from], ADDRESS[to], 1, icmp, { id: ipId }));
}

export function arpRequest(from: Who, to: Who): Uint8Array {
  return bytes(
    'ffffffffffff',
    MAC[from],
    '0806 0001 0800 06 04 0001',
    MAC[from],
    ADDRESS[from],
    '000000000000',
    ADDRESS[to],
  );
}

export function arpReply(from: Who, to: Who): Uint8Array {
  return bytes(
    MAC[to],
    MAC[from],
    '0806 0001 0800 06 04 0002',
    MAC[from],
    ADDRESS[from],
    MAC[to],
    ADDRESS[to],
  );
}

export function udp(from: Who, to: Who, text: string, { ipId = 0 } = {}): Uint8Array {
  const payload = Buffer.from(text).toString('hex');
  const body = `c001 1f90 ${hex(8 + text.length, 2)} 0000 ${payload}`.replace(/\s/g, '');
  return bytes(MAC[to], MAC[from], '0800', ipv4(ADDRESS[from], ADDRESS[to], 17, body, { id: ipId }));
}

/** Data of a connection, from a sequence number on. */
export function tcp(
  from: Who,
  to: Who,
  seq: number,
  length: number,
  { ipId = 1, checksum = 0 } = {},
): Uint8Array {
  const body = `c0011f90${hex(seq, 4)}0000000150180200${hex(checksum, 2)}0000${'00'.repeat(Math.min(length, 60))}`;
  const total = 40 + length;
  const header = `4500${hex(total, 2)}${hex(ipId, 2)}400040060000${ADDRESS[from]}${ADDRESS[to]}`;
  return bytes(MAC[to], MAC[from], '0800', header, body);
}

/** Neighbour solicitation of fe80::5 by fe80::4. */
export function solicitation(): Uint8Array {
  const address = (last: string) => `fe80${'0'.repeat(26)}${last}`;
  const body = `87000000 00000000 ${address('05')} 0101 ${MAC.a}`;
  return bytes(
    '3333ff000005',
    MAC.a,
    '86dd 60000000 0020 3a ff',
    address('04'),
    `ff02${'0'.repeat(18)}01ff000005`,
    body,
  );
}

/** As it is on the underlay, from one VTEP to another. */
export function packed(
  frame: Uint8Array,
  from: Who,
  to: Who,
  { vni = TUNNEL.vni, port = TUNNEL.port } = {},
): Uint8Array {
  const inner = Buffer.from(frame).toString('hex');
  const vxlan = `08000000${hex(vni, 3)}00${inner}`;
  const datagram = `c001${hex(port, 2)}${hex(8 + vxlan.length / 2, 2)}0000${vxlan}`;
  return bytes('020000000002', '020000000001', '0800', ipv4(VTEP[from], VTEP[to], 17, datagram));
}

export function packed6(frame: Uint8Array): Uint8Array {
  const vxlan = `0800000000000a00${Buffer.from(frame).toString('hex')}`;
  const datagram = `c001${hex(TUNNEL.port, 2)}${hex(8 + vxlan.length / 2, 2)}0000${vxlan}`;
  const head = `60000000${hex(datagram.length / 2, 2)}1140${'20'.repeat(16)}${'21'.repeat(16)}`;
  return bytes('020000000002', '020000000001', '86dd', head, datagram);
}
