import { type Dissector, type Frame, field, hex } from './frame';
import { protocolName } from './transport';

const TYPES: Record<number, string> = {
  0: 'Echo reply',
  3: 'Destination unreachable',
  5: 'Redirect',
  8: 'Echo request',
  11: 'Time exceeded',
  12: 'Parameter problem',
};
const UNREACHABLE: Record<number, string> = {
  0: 'network',
  1: 'host',
  2: 'protocol',
  3: 'port',
  4: 'needs fragments',
  9: 'network, by an administrator',
  10: 'host, by an administrator',
  13: 'by an administrator',
};

/** RFC 792 */
export const icmp: Dissector = (frame, { at, end, source, target }) => {
  const layer = frame.layer('ICMP', at);
  const [type, code] = [frame.u8(at), frame.u8(at + 1)];
  field(layer, 'Type', `${TYPES[type] ?? 'Unknown'} (${type})`, at, 1);
  field(layer, 'Code', type === 3 ? `${UNREACHABLE[code] ?? 'Unknown'} (${code})` : code, at + 1, 1);
  field(layer, 'Checksum', hex(frame.u16(at + 2), 4), at + 2, 2);
  let info = `${TYPES[type] ?? `Type ${type}`}${code > 0 ? `, code ${code}` : ''}`;
  let words = `type-#${type}`;
  if (type === 0 || type === 8) {
    const [id, seq] = [frame.u16(at + 4), frame.u16(at + 6)];
    field(layer, 'Identifier', id, at + 4, 2);
    field(layer, 'Sequence', seq, at + 6, 2);
    if (end > at + 8) field(layer, 'Data', `${end - at - 8} bytes`, at + 8, end - at - 8);
    info = `Echo ${type === 8 ? 'request' : 'reply'}, id ${id}, seq ${seq}`;
    words = `echo ${type === 8 ? 'request' : 'reply'}, id ${id}, seq ${seq}`;
  } else if (type === 3) {
    if (code === 4) field(layer, 'MTU of the next hop', frame.u16(at + 6), at + 6, 2);
    words = unreachable(frame, at + 8, code, code === 4 ? frame.u16(at + 6) : 0);
    info = words.charAt(0).toUpperCase() + words.slice(1);
  } else if (type === 11) {
    words = code === 0 ? 'time exceeded in-transit' : 'ip reassembly time exceeded';
    info = code === 0 ? 'Time to live exceeded' : 'Time for reassembly exceeded';
  } else if (type === 5) {
    field(layer, 'Gateway', frame.ipv4(at + 4), at + 4, 4);
    words = `redirect ${frame.ipv4(at + 24)} to ${code === 1 ? 'host' : 'net'} ${frame.ipv4(at + 4)}`;
    info = `Redirect to ${frame.ipv4(at + 4)}`;
  }
  layer.title = `ICMP, ${info}`;
  const line = `${source} > ${target}: ICMP ${words}, length ${end - at}`;
  return { source, target, protocol: 'ICMP', info, line };
};

/** `at`: of the IPv4 header that is quoted. */
function unreachable(frame: Frame, at: number, code: number, mtu: number): string {
  const target = frame.ipv4(at + 16);
  const number = frame.u8(at + 9);
  if (code === 0) return `net ${target} unreachable`;
  if (code === 1) return `host ${target} unreachable`;
  if (code === 2) return `${target} protocol ${number} unreachable`;
  if (code === 3) {
    const port = frame.u16(at + (frame.u8(at) & 0xf) * 4 + 2);
    return `${target} ${protocolName(number).toLowerCase()} port ${port} unreachable`;
  }
  if (code === 4) return `${target} unreachable - need to frag (mtu ${mtu})`;
  if (code === 10 || code === 13) return `host ${target} unreachable - admin prohibited`;
  return `${target} unreachable - #${code}`;
}
