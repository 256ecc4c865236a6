import { Cut, type Dissector, type Frame, field, hex } from './frame';

const FLAGS = [
  { bit: 1, letter: 'F', word: 'FIN' },
  { bit: 2, letter: 'S', word: 'SYN' },
  { bit: 4, letter: 'R', word: 'RST' },
  { bit: 8, letter: 'P', word: 'PSH' },
  { bit: 16, letter: '.', word: 'ACK' },
  { bit: 32, letter: 'U', word: 'URG' },
  { bit: 64, letter: 'E', word: 'ECE' },
  { bit: 128, letter: 'W', word: 'CWR' },
];

/** RFC 9293 */
export const tcp: Dissector = (frame, { at, end, source, target }) => {
  const layer = frame.layer('TCP', at);
  const [from, to] = [frame.u16(at), frame.u16(at + 2)];
  const [seq, ack] = [frame.u32(at + 4), frame.u32(at + 8)];
  const header = (frame.u8(at + 12) >> 4) * 4;
  const bits = frame.u8(at + 13);
  const window = frame.u16(at + 14);
  const set = FLAGS.filter(({ bit }) => bits & bit);
  field(layer, 'Source port', from, at, 2);
  field(layer, 'Destination port', to, at + 2, 2);
  field(layer, 'Sequence', seq, at + 4, 4);
  field(layer, 'Acknowledgment', ack, at + 8, 4);
  field(layer, 'Header length', `${header} bytes`, at + 12, 1);
  field(layer, 'Flags', set.map(({ word }) => word).join(', ') || 'none', at + 13, 1);
  field(layer, 'Window', window, at + 14, 2);
  field(layer, 'Checksum', hex(frame.u16(at + 16), 4), at + 16, 2);
  field(layer, 'Urgent pointer', frame.u16(at + 18), at + 18, 2);
  if (header < 20) throw new Cut();
  const options = header > 20 ? optionsOf(frame, at + 20, at + header) : [];
  for (const option of options) field(layer, 'Option', option.text, option.from, option.to - option.from);
  const length = Math.max(0, end - at - header);
  if (length > 0) field(layer, 'Data', `${length} bytes`, at + header, length);

  const flags = set.map(({ letter }) => letter).join('') || 'none';
  const parts = [`Flags [${flags}]`];
  if (length > 0) parts.push(`seq ${seq}:${(seq + length) % 2 ** 32}`);
  else if (bits & 7) parts.push(`seq ${seq}`);
  if (bits & 16) parts.push(`ack ${ack}`);
  parts.push(`win ${window}`);
  if (bits & 32) parts.push(`urg ${frame.u16(at + 18)}`);
  if (options.length > 0) parts.push(`options [${options.map(({ text }) => text).join(',')}]`);
  parts.push(`length ${length}`);
  const words = set.map(({ word }) => word).join(', ') || 'no flags';
  const info = `${from} → ${to} [${words}] seq ${seq}${bits & 16 ? `, ack ${ack}` : ''}, win ${window}, ${length} bytes`;
  layer.title = `TCP, port ${from} to ${to}, ${length} bytes`;
  return {
    source,
    target,
    protocol: 'TCP',
    info,
    line: `${source}.${from} > ${target}.${to}: ${parts.join(', ')}`,
  };
};

type Option = { text: string; from: number; to: number };

function optionsOf(frame: Frame, from: number, end: number): Option[] {
  const options: Option[] = [];
  for (let at = from; at < end; ) {
    const kind = frame.u8(at);
    if (kind < 2) {
      options.push({ text: kind === 0 ? 'eol' : 'nop', from: at, to: at + 1 });
      if (kind === 0) break;
      at += 1;
      continue;
    }
    const size = frame.u8(at + 1);
    if (size < 2 || at + size > end) break;
    options.push({ text: optionText(frame, kind, at, size), from: at, to: at + size });
    at += size;
  }
  return options;
}

function optionText(frame: Frame, kind: number, at: number, size: number): string {
  if (kind === 2 && size === 4) return `mss ${frame.u16(at + 2)}`;
  if (kind === 3 && size === 3) return `wscale ${frame.u8(at + 2)}`;
  if (kind === 4) return 'sackOK';
  if (kind === 5) {
    const blocks = Array.from({ length: Math.floor((size - 2) / 8) }, (_, i) => {
      const block = at + 2 + 8 * i;
      return `{${frame.u32(block)}:${frame.u32(block + 4)}}`;
    });
    return `sack ${blocks.length} ${blocks.join('')}`;
  }
  if (kind === 8 && size === 10) return `TS val ${frame.u32(at + 2)} ecr ${frame.u32(at + 6)}`;
  return `unknown-${kind}`;
}
