/**
 * What the Encoding standard asks of a TextEncoderStream, a chunk at a time. Node's own (seen in 20.20) takes a chunk
 * apart into characters and joins them again: 140 ns and 30 bytes of garbage for each. The snapshot of 200 hosts is 23
 * million of them, and stopped the whole process for 5 to 10 s.
 */
export class WholeTextEncoderStream extends TransformStream<string, Uint8Array> {
  readonly encoding = 'utf-8';

  constructor() {
    const encoder = new TextEncoder();
    /** The first half of a character whose second half is to come. */
    let half = '';
    super({
      transform(chunk, controller) {
        const text = half + chunk;
        half = endsInHalf(text) ? text.slice(-1) : '';
        const whole = half === '' ? text : text.slice(0, -1);
        if (whole !== '') controller.enqueue(encoder.encode(whole));
      },
      flush(controller) {
        // Nothing came: as any other lone surrogate it becomes U+FFFD.
        if (half !== '') controller.enqueue(encoder.encode(half));
      },
    });
  }
}

/** tRPC takes the global one for its event streams. */
export function encodeWholeChunks(): void {
  globalThis.TextEncoderStream = WholeTextEncoderStream as unknown as typeof TextEncoderStream;
}

function endsInHalf(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
