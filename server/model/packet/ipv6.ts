import { type Dissector, field, hex } from './frame';
import { protocolName } from './transport';

const EXTENSIONS: Record<number, { name: string; word: string }> = {
  0: { name: 'Hop-by-hop options', word: 'HBH' },
  43: { name: 'Routing header', word: 'RT' },
  44: { name: 'Fragment header', word: 'frag' },
  60: { name: 'Destination options', word: 'DSTOPT' },
};
/** Of extension headers, so that a frame made by nobody well-meaning ends. */
const MOST = 8;

/** RFC 8200 */
export const ipv6: Dissector = (frame, { at, end }) => {
  const layer = frame.layer('IPv6', at);
  const first = frame.u32(at);
  const length = frame.u16(at + 4);
  let number = frame.u8(at + 6);
  const [source, target] = [frame.ipv6(at + 8), frame.ipv6(at + 24)];
  layer.title = `IPv6, ${source} to ${target}`;
  field(layer, 'Version', first >>> 28, at, 1);
  field(layer, 'Traffic class', hex((first >>> 20) & 0xff, 2), at, 2);
  field(layer, 'Flow label', hex(first & 0xfffff, 5), at + 1, 3);
  field(layer, 'Payload length', length, at + 4, 2);
  field(layer, 'Next header', `${protocolName(number)} (${number})`, at + 6, 1);
  field(layer, 'Hop limit', frame.u8(at + 7), at + 7, 1);
  field(layer, 'Source', source, at + 8, 16);
  field(layer, 'Destination', target, at + 24, 16);

  const last = length > 0 ? Math.min(end, at + 40 + length) : end;
  let here = at + 40;
  const words: string[] = [];
  for (let i = 0; i < MOST && EXTENSIONS[number]; i++) {
    const { name, word } = EXTENSIONS[number] ?? { name: '', word: '' };
    const extension = frame.layer(name, here);
    const next = frame.u8(here);
    const size = number === 44 ? 8 : (frame.u8(here + 1) + 1) * 8;
    field(extension, 'Next header', `${protocolName(next)} (${next})`, here, 1);
    field(extension, 'Length', `${size} bytes`, here + 1, 1);
    extension.to = here + size;
    if (number === 44 && (frame.u16(here + 2) & 0xfff8) > 0) {
      const info = `fragment of ${protocolName(next)} at ${frame.u16(here + 2) & 0xfff8}`;
      return { source, target, protocol: 'IPv6', info, line: `${source} > ${target}: frag` };
    }
    words.push(word);
    here += size;
    number = next;
  }
  const inner = frame.next('transport', { at: here, end: last, number, source, target });
  if (words.length === 0) return inner;
  const prefix = `${source} > ${target}: `;
  const rest = inner.line.startsWith(prefix) ? inner.line.slice(prefix.length) : inner.line;
  return { ...inner, line: `${prefix}${words.join(' ')} ${rest}` };
};
