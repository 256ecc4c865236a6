import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PcapStream } from './pcap';

type Frame = { seconds: number; fraction: number; length: number; bytes: Uint8Array };

function file(frames: Frame[], { little = true, magic = 0xa1b2c3d4, link = 1 } = {}): Buffer {
  const words = (...values: number[]) => {
    const view = new DataView(new ArrayBuffer(values.length * 4));
    values.forEach((value, i) => {
      view.setUint32(i * 4, value, little);
    });
    return Buffer.from(view.buffer);
  };
  const header = words(magic, little ? 0x00040002 : 0x00020004, 0, 0, 2048, link);
  return Buffer.concat([
    header,
    ...frames.flatMap(({ seconds, fraction, length, bytes }) => [
      words(seconds, fraction, bytes.length, length),
      bytes,
    ]),
  ]);
}

const frame = fc.record({
  seconds: fc.nat(2 ** 31),
  fraction: fc.nat(999_999),
  length: fc.integer({ min: 1500, max: 65_535 }),
  bytes: fc.uint8Array({ maxLength: 100 }),
});

it('frames are the same however the bytes are cut, in either byte order', () => {
  fc.assert(
    fc.property(
      fc.array(frame, { maxLength: 6 }),
      fc.array(fc.nat(800)),
      fc.boolean(),
      (frames, cuts, little) => {
        const all = file(frames, { little });
        const stream = new PcapStream();
        const edges = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
        const taken = edges.slice(1).flatMap((to, i) => stream.take(all.subarray(edges[i], to)));
        expect(stream.fault).toBe(null);
        expect(taken).toEqual(
          frames.map(({ seconds, fraction, length, bytes }) => ({
            at: seconds * 1e6 + fraction,
            length,
            bytes,
          })),
        );
      },
    ),
  );
});

it('nanoseconds become microseconds', () => {
  const one = { seconds: 1, fraction: 123_456_789, length: 4, bytes: Uint8Array.of(1, 2, 3, 4) };
  expect(new PcapStream().take(file([one], { magic: 0xa1b23c4d }))[0]?.at).toBe(1_123_456);
});

describe('what is no capture', () => {
  it('of Ethernet says so', () => {
    const stream = new PcapStream();
    expect(stream.take(file([], { link: 101 }))).toEqual([]);
    expect(stream.fault).toContain('no Ethernet frames (link type 101)');
  });

  it('ends with a sentence at an impossible length, after what was right before', () => {
    const stream = new PcapStream();
    const good = { seconds: 1, fraction: 0, length: 4, bytes: Uint8Array.of(1, 2, 3, 4) };
    const bad = Buffer.alloc(16, 0xff);
    expect(stream.take(Buffer.concat([file([good]), bad]))).toHaveLength(1);
    expect(stream.fault).toContain('impossible length');
    expect(stream.take(file([good]))).toEqual([]);
  });

  it('never fails and never grows, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 })), (chunks) => {
        const stream = new PcapStream();
        for (const chunk of chunks) expect(stream.take(chunk).length).toBeLessThan(30);
        for (const chunk of chunks) stream.take(Buffer.concat([file([]), chunk]));
      }),
    );
  });
});
