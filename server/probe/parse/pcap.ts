/** One captured frame. */
export type PcapPacket = {
  /** Microseconds since the epoch. */
  at: number;
  /** Bytes on the wire; fewer may have been captured. */
  length: number;
  bytes: Uint8Array;
};

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
/** libpcap's own bound on a snap length (MAXIMUM_SNAPLEN); what claims more is no record. */
const MOST_BYTES = 262_144;
const ETHERNET = 1;

/** What tcpdump writes with `-w -` (pcap-savefile(5)), cut into frames as it comes. What is malformed ends it. */
export class PcapStream {
  /** Why nothing more is read, or null. */
  fault: string | null = null;
  private rest: Uint8Array = new Uint8Array(0);
  private order: { little: boolean; perMicrosecond: number } | null = null;

  /** The frames that these bytes complete. */
  take(chunk: Uint8Array): PcapPacket[] {
    if (this.fault !== null) return [];
    const all = joined(this.rest, chunk);
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    let at = 0;
    if (this.order === null) {
      if (all.length < FILE_HEADER) {
        this.rest = all;
        return [];
      }
      this.order = this.opened(view);
      at = FILE_HEADER;
    }
    const packets: PcapPacket[] = [];
    while (this.order && all.length - at >= RECORD_HEADER) {
      const { little, perMicrosecond } = this.order;
      const captured = view.getUint32(at + 8, little);
      const length = view.getUint32(at + 12, little);
      if (captured > MOST_BYTES || length < captured) {
        this.fault = 'What came from the host is no capture: a frame has an impossible length.';
        break;
      }
      const end = at + RECORD_HEADER + captured;
      if (end > all.length) break;
      const micro = Math.floor(view.getUint32(at + 4, little) / perMicrosecond);
      packets.push({
        at: view.getUint32(at, little) * 1_000_000 + micro,
        length,
        // A copy: a frame of 60 bytes must not keep a chunk of 32 kB.
        bytes: all.slice(at + RECORD_HEADER, end),
      });
      at = end;
    }
    this.rest = this.fault === null ? all.slice(at) : new Uint8Array(0);
    return packets;
  }

  private opened(view: DataView): { little: boolean; perMicrosecond: number } | null {
    for (const little of [true, false]) {
      const magic = view.getUint32(0, little);
      const perMicrosecond = magic === 0xa1b2c3d4 ? 1 : magic === 0xa1b23c4d ? 1000 : 0;
      if (perMicrosecond === 0) continue;
      // The upper bits may say how long a frame check sequence is.
      const link = view.getUint32(20, little) & 0xffff;
      if (link !== ETHERNET) {
        this.fault = `The device carries no Ethernet frames (link type ${link}): there is nothing to show of it.`;
        return null;
      }
      return { little, perMicrosecond };
    }
    this.fault = 'What came from the host is no capture.';
    return null;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  // `slice` of a Buffer is a view, that of a Uint8Array a copy.
  if (a.length === 0) return new Uint8Array(b.buffer, b.byteOffset, b.length);
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
