import { Cut, type Dissector, field, hex } from './frame';
import { protocolName } from './transport';

/** RFC 791 */
export const ipv4: Dissector = (frame, { at, end }) => {
  const layer = frame.layer('IPv4', at);
  const header = (frame.u8(at) & 0xf) * 4;
  const total = frame.u16(at + 2);
  const offset = frame.u16(at + 6);
  const number = frame.u8(at + 9);
  const [source, target] = [frame.ipv4(at + 12), frame.ipv4(at + 16)];
  layer.title = `IPv4, ${source} to ${target}`;
  field(layer, 'Version', frame.u8(at) >> 4, at, 1);
  field(layer, 'Header length', `${header} bytes`, at, 1);
  field(layer, 'DSCP and ECN', hex(frame.u8(at + 1), 2), at + 1, 1);
  field(layer, 'Total length', total, at + 2, 2);
  field(layer, 'Identification', `${hex(frame.u16(at + 4), 4)} (${frame.u16(at + 4)})`, at + 4, 2);
  field(layer, 'Flags', flags(offset), at + 6, 1);
  field(layer, 'Fragment offset', (offset & 0x1fff) * 8, at + 6, 2);
  field(layer, 'Time to live', frame.u8(at + 8), at + 8, 1);
  field(layer, 'Protocol', `${protocolName(number)} (${number})`, at + 9, 1);
  field(layer, 'Header checksum', hex(frame.u16(at + 10), 4), at + 10, 2);
  field(layer, 'Source', source, at + 12, 4);
  field(layer, 'Destination', target, at + 16, 4);
  if (header > 20) field(layer, 'Options', `${header - 20} bytes`, at + 20, header - 20);
  if (header < 20) throw new Cut();
  // A total length of 0 is what segments have that a device was to cut up.
  const last = total >= header ? Math.min(end, at + total) : end;
  const around = { at: at + header, end: last, number, source, target };
  if ((offset & 0x1fff) > 0) {
    const info = `fragment of ${protocolName(number)} at ${(offset & 0x1fff) * 8}`;
    const line = `${source} > ${target}: ${protocolName(number).toLowerCase()}`;
    return { source, target, protocol: 'IPv4', info, line };
  }
  return frame.next('transport', around);
};

function flags(word: number): string {
  const set = [word & 0x4000 ? 'DF' : '', word & 0x2000 ? 'MF' : ''].filter((flag) => flag !== '');
  return set.length > 0 ? set.join(', ') : 'none';
}
