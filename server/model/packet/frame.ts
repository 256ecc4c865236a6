/** One field of a header, and which bytes of the frame it was read from (`to` is behind the last). */
export type Field = { name: string; value: string; from: number; to: number };

/** One header, outermost first. */
export type Layer = { name: string; title: string; from: number; to: number; fields: Field[] };

/** What a header and all behind it come to. */
export type Said = {
  source: string;
  target: string;
  protocol: string;
  /** What a person wants to know of it at a glance. */
  info: string;
  /** As `tcpdump -e -n` prints it behind the time. */
  line: string;
};

export type Protocol =
  | 'ethernet'
  | 'network'
  | 'arp'
  | 'ipv4'
  | 'ipv6'
  | 'transport'
  | 'icmp'
  | 'icmp6'
  | 'tcp'
  | 'udp'
  | 'vxlan';

/** `number`: an ethertype or IP protocol number. `ends`: addresses of the header before. `end`: in bytes of the frame. */
export type Around = { at: number; end: number; number: number; source: string; target: string };
export type Dissector = (frame: Frame, around: Around) => Said;

/** The frame was cut to the snap length, or is shorter than its headers say. */
export class Cut extends Error {}

/** A frame that is read header by header. Reading beyond what was captured throws `Cut`. */
export class Frame {
  readonly layers: Layer[] = [];
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    /** UDP ports that carry VXLAN. */
    readonly vxlanPorts: ReadonlySet<number>,
    private readonly dissectors: Readonly<Record<Protocol, Dissector>>,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  next(protocol: Protocol, around: Around): Said {
    return this.dissectors[protocol](this, around);
  }

  /** Begins a layer: its fields are added as they are read. */
  layer(name: string, from: number): Layer {
    const layer = { name, title: name, from, to: from, fields: [] };
    this.layers.push(layer);
    return layer;
  }

  u8(at: number): number {
    if (at + 1 > this.bytes.length) throw new Cut();
    return this.view.getUint8(at);
  }

  u16(at: number): number {
    if (at + 2 > this.bytes.length) throw new Cut();
    return this.view.getUint16(at);
  }

  u32(at: number): number {
    if (at + 4 > this.bytes.length) throw new Cut();
    return this.view.getUint32(at);
  }

  mac(at: number): string {
    if (at + 6 > this.bytes.length) throw new Cut();
    return Array.from(this.bytes.subarray(at, at + 6), (byte) => byte.toString(16).padStart(2, '0')).join(
      ':',
    );
  }

  ipv4(at: number): string {
    if (at + 4 > this.bytes.length) throw new Cut();
    return this.bytes.subarray(at, at + 4).join('.');
  }

  ipv6(at: number): string {
    return ipv6Text(Array.from({ length: 8 }, (_, i) => this.u16(at + 2 * i)));
  }
}

/** Adds a field to a layer, which grows with it. */
export function field(layer: Layer, name: string, value: string | number, from: number, size: number): void {
  layer.fields.push({ name, value: String(value), from, to: from + size });
  layer.to = Math.max(layer.to, from + size);
}

export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** RFC 5952: the longest run of two or more zeros is `::`. */
function ipv6Text(words: readonly number[]): string {
  let best = { from: 0, length: 1 };
  for (let from = 0; from < 8; from++) {
    let length = 0;
    while (from + length < 8 && words[from + length] === 0) length++;
    if (length > best.length) best = { from, length };
  }
  const text = (part: readonly number[]) => part.map((word) => word.toString(16)).join(':');
  if (best.length < 2) return text(words);
  return `${text(words.slice(0, best.from))}::${text(words.slice(best.from + best.length))}`;
}
