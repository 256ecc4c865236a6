/** A frame as it was captured. `at` in microseconds since the epoch, `length` in bytes on the wire. */
export type CapturedFrame = { at: number; length: number; bytes: Uint8Array };

export type PcapngInterface = {
  /** Where it was captured. */
  name: string;
  /** What a person may want to know of it. */
  comment?: string;
  filter: string;
  /** Bytes kept of each frame. */
  snapLength: number;
};

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE = 1;
const ENHANCED_PACKET = 6;
const ETHERNET = 1;
const USER_APPLICATION = 4;
const IF_NAME = 2;
const IF_FILTER = 11;
const COMMENT = 1;

/** A file that Wireshark and tcpdump open (draft-ietf-opsawg-pcapng), in parts to be written one after the other. */
export function pcapng(what: PcapngInterface, frames: readonly CapturedFrame[]): Uint8Array<ArrayBuffer>[] {
  return [...pcapngHead(what), ...frames.map((frame) => pcapngFrame(frame))];
}

/** What stands before the first frame: the interfaces in the order of their numbers. */
export function pcapngHead(...all: PcapngInterface[]): Uint8Array<ArrayBuffer>[] {
  return [sectionHeader(), ...all.map(interfaceBlock)];
}

function sectionHeader(): Uint8Array<ArrayBuffer> {
  const body = new DataView(new ArrayBuffer(16));
  body.setUint32(0, 0x1a2b3c4d, true);
  body.setUint16(4, 1, true);
  // The length of the section is not known: −1.
  body.setBigInt64(8, -1n, true);
  return block(SECTION_HEADER, [bytesOf(body), ...options([[USER_APPLICATION, 'Overlane']])]);
}

function interfaceBlock({ name, comment, filter, snapLength }: PcapngInterface): Uint8Array<ArrayBuffer> {
  const body = new DataView(new ArrayBuffer(8));
  body.setUint16(0, ETHERNET, true);
  body.setUint32(4, snapLength, true);
  return block(INTERFACE, [
    bytesOf(body),
    ...options([
      [IF_NAME, name],
      ...(comment === undefined ? [] : [[COMMENT, comment] as const]),
      ...(filter === '' ? [] : [[IF_FILTER, filter] as const]),
    ]),
  ]);
}

/** @param place number of its interface, from 0 @param comment shown with the frame */
export function pcapngFrame(
  { at, length, bytes }: CapturedFrame,
  place = 0,
  comment: string | null = null,
): Uint8Array<ArrayBuffer> {
  const head = new DataView(new ArrayBuffer(20));
  head.setUint32(0, place, true);
  head.setUint32(4, Math.floor(at / 2 ** 32), true);
  head.setUint32(8, at % 2 ** 32, true);
  head.setUint32(12, bytes.length, true);
  head.setUint32(16, length, true);
  const filling = new Uint8Array((4 - (bytes.length % 4)) % 4);
  const notes = comment === null ? [] : [filling, ...options([[COMMENT, comment]])];
  return block(ENHANCED_PACKET, [bytesOf(head), bytes, ...notes]);
}

/** Type and length, the parts one after the other, filled up to 32 bits, and the length again. */
function block(type: number, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = parts.reduce((sum, part) => sum + part.length, 0);
  const total = 12 + Math.ceil(body / 4) * 4;
  const all = new Uint8Array(total);
  const view = new DataView(all.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, total, true);
  let at = 8;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  view.setUint32(total - 4, total, true);
  return all;
}

const MOST_TEXT = 500;

function options(list: readonly (readonly [code: number, text: string])[]): Uint8Array[] {
  const parts = list.map(([code, text]) => {
    const value = new TextEncoder().encode(text.slice(0, MOST_TEXT));
    // A filter begins with a byte that says in which language: 0 is libpcap's.
    const head = code === IF_FILTER ? Uint8Array.from([0]) : new Uint8Array(0);
    const length = head.length + value.length;
    const option = new Uint8Array(4 + Math.ceil(length / 4) * 4);
    const view = new DataView(option.buffer);
    view.setUint16(0, code, true);
    view.setUint16(2, length, true);
    option.set(head, 4);
    option.set(value, 4 + head.length);
    return option;
  });
  return [...parts, new Uint8Array(4)];
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer);
}
