import { type Dissector, field, hex } from './frame';

/** RFC 768 */
export const udp: Dissector = (frame, around) => {
  const { at, end, source, target } = around;
  const layer = frame.layer('UDP', at);
  const [from, to, total] = [frame.u16(at), frame.u16(at + 2), frame.u16(at + 4)];
  const length = Math.max(0, total - 8);
  layer.title = `UDP, port ${from} to ${to}, ${length} bytes`;
  field(layer, 'Source port', from, at, 2);
  field(layer, 'Destination port', to, at + 2, 2);
  field(layer, 'Length', total, at + 4, 2);
  field(layer, 'Checksum', hex(frame.u16(at + 6), 4), at + 6, 2);
  const ends = `${source}.${from} > ${target}.${to}: `;
  if (frame.vxlanPorts.has(to)) {
    const inner = frame.next('vxlan', {
      ...around,
      at: at + 8,
      end: total >= 8 ? Math.min(end, at + total) : end,
    });
    return { ...inner, line: `${ends}${inner.line}` };
  }
  if (length > 0) field(layer, 'Data', `${length} bytes`, at + 8, length);
  const info = `${from} → ${to}, ${length} bytes`;
  return { source, target, protocol: 'UDP', info, line: `${ends}UDP, length ${length}` };
};
