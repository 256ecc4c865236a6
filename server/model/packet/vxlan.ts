import { type Dissector, field, hex } from './frame';

/** RFC 7348. What a person looks for is the frame inside: its ends and its words stand for the whole. */
export const vxlan: Dissector = (frame, around) => {
  const { at, end } = around;
  const layer = frame.layer('VXLAN', at);
  const flags = frame.u8(at);
  const vni = frame.u32(at + 4) >>> 8;
  layer.title = `VXLAN, VNI ${vni}`;
  field(layer, 'Flags', `${flags & 8 ? 'I' : 'no I'} (${hex(flags, 2)})`, at, 1);
  field(layer, 'Reserved', hex(frame.u32(at) & 0xffffff, 6), at + 1, 3);
  field(layer, 'VNI', vni, at + 4, 3);
  field(layer, 'Reserved', hex(frame.u8(at + 7), 2), at + 7, 1);
  const inner = frame.next('ethernet', { ...around, at: at + 8, end });
  const words = `VXLAN, flags [${flags & 8 ? 'I' : '.'}] (${hex(flags, 2)}), vni ${vni}`;
  return { ...inner, info: `VNI ${vni}: ${inner.info}`, line: `${words}\n${inner.line}` };
};
