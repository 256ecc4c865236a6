import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WholeTextEncoderStream } from './text-encoder-stream';

async function encoded(stream: TransformStream<string, Uint8Array>, chunks: readonly string[]) {
  const source = new ReadableStream<string>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const parts: Uint8Array[] = [];
  const reader = source.pipeThrough(stream).getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) parts.push(read.value);
  return { bytes: Buffer.concat(parts).toString('hex'), empty: parts.some(({ length }) => length === 0) };
}

it('gives the bytes that the platform’s own gives, wherever characters are cut', async () => {
  const unit = fc.oneof(
    fc.constantFrom('\ud83d', '\ude00', '\ud83d\ude00', 'é', '', '\ufffd'),
    fc.string({ maxLength: 5 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(unit, { maxLength: 8 }), async (chunks) => {
      const ours = await encoded(new WholeTextEncoderStream(), chunks);
      const own = await encoded(new TextEncoderStream() as never, chunks);
      expect(ours.bytes).toBe(own.bytes);
      expect(ours.empty).toBe(false);
    }),
  );
});
