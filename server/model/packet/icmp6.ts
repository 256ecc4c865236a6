import { type Dissector, type Frame, field, hex, type Layer } from './frame';

const TYPES: Record<number, { name: string; words: string }> = {
  1: { name: 'Destination unreachable', words: 'destination unreachable' },
  2: { name: 'Packet too big', words: 'packet too big' },
  3: { name: 'Time exceeded', words: 'time exceeded in-transit' },
  4: { name: 'Parameter problem', words: 'parameter problem' },
  128: { name: 'Echo request', words: 'echo request' },
  129: { name: 'Echo reply', words: 'echo reply' },
  133: { name: 'Router solicitation', words: 'router solicitation' },
  134: { name: 'Router advertisement', words: 'router advertisement' },
  135: { name: 'Neighbor solicitation', words: 'neighbor solicitation' },
  136: { name: 'Neighbor advertisement', words: 'neighbor advertisement' },
  143: { name: 'Multicast listener report v2', words: 'multicast listener report v2' },
};
const OPTIONS: Record<number, string> = { 1: 'Source MAC', 2: 'Target MAC', 3: 'Prefix', 5: 'MTU' };

/** RFC 4443, and neighbour discovery (RFC 4861) */
export const icmp6: Dissector = (frame, { at, end, source, target }) => {
  const layer = frame.layer('ICMPv6', at);
  const [type, code] = [frame.u8(at), frame.u8(at + 1)];
  const known = TYPES[type];
  field(layer, 'Type', `${known?.name ?? 'Unknown'} (${type})`, at, 1);
  field(layer, 'Code', code, at + 1, 1);
  field(layer, 'Checksum', hex(frame.u16(at + 2), 4), at + 2, 2);
  let info = known?.name ?? `Type ${type}`;
  let words = known?.words ?? `type-#${type}`;
  if (type === 128 || type === 129) {
    const [id, seq] = [frame.u16(at + 4), frame.u16(at + 6)];
    field(layer, 'Identifier', id, at + 4, 2);
    field(layer, 'Sequence', seq, at + 6, 2);
    if (end > at + 8) field(layer, 'Data', `${end - at - 8} bytes`, at + 8, end - at - 8);
    info += `, id ${id}, seq ${seq}`;
    words += `, id ${id}, seq ${seq}`;
  } else if (type === 135 || type === 136) {
    const wanted = frame.ipv6(at + 8);
    if (type === 136) field(layer, 'Flags', neighbourFlags(frame.u8(at + 4)), at + 4, 1);
    field(layer, 'Target', wanted, at + 8, 16);
    options(frame, layer, at + 24, end);
    info = type === 135 ? `Who has ${wanted}?` : `${wanted} is here`;
    words += type === 135 ? `, who has ${wanted}` : `, tgt is ${wanted}`;
  } else if (type === 133) options(frame, layer, at + 8, end);
  else if (type === 134) {
    field(layer, 'Router lifetime', `${frame.u16(at + 6)} s`, at + 6, 2);
    options(frame, layer, at + 16, end);
  } else if (type === 2) {
    field(layer, 'MTU', frame.u32(at + 4), at + 4, 4);
    info += `: the MTU is ${frame.u32(at + 4)}`;
    words += `, mtu ${frame.u32(at + 4)}`;
  } else if (type === 1) {
    info += `: ${frame.ipv6(at + 8 + 24)}`;
    words += `, unreachable ${code === 0 ? 'route' : code === 3 ? 'address' : `#${code}`} ${frame.ipv6(at + 8 + 24)}`;
  } else if (type === 143) {
    const groups = frame.u16(at + 6);
    field(layer, 'Group records', groups, at + 6, 2);
    words += `, ${groups} group record(s)`;
    info += `, ${groups} ${groups === 1 ? 'group' : 'groups'}`;
  }
  layer.title = `ICMPv6, ${info}`;
  const line = `${source} > ${target}: ICMP6, ${words}, length ${end - at}`;
  return { source, target, protocol: 'ICMPv6', info, line };
};

function neighbourFlags(byte: number): string {
  const set = [byte & 0x80 ? 'router' : '', byte & 0x40 ? 'solicited' : '', byte & 0x20 ? 'override' : ''];
  return set.filter((flag) => flag !== '').join(', ') || 'none';
}

function options(frame: Frame, layer: Layer, from: number, end: number): void {
  for (let at = from; at + 8 <= end; ) {
    const type = frame.u8(at);
    const size = frame.u8(at + 1) * 8;
    // RFC 4861: an option without length makes the packet worth nothing.
    if (size === 0) return;
    const name = OPTIONS[type] ?? `Option ${type}`;
    const value =
      type === 1 || type === 2
        ? frame.mac(at + 2)
        : type === 3
          ? `${frame.ipv6(at + 16)}/${frame.u8(at + 2)}`
          : type === 5
            ? String(frame.u32(at + 4))
            : `${size} bytes`;
    field(layer, name, value, at, size);
    at += size;
  }
}
