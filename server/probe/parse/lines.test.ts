import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Lines } from './lines';

it('lines are the same however the bytes are cut', () => {
  const text = 'first é\n\nthird \u{1f642} line\r\nlast';
  const bytes = Buffer.from(text);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 8 }), (cuts) => {
      const lines = new Lines();
      const taken: string[] = [];
      let from = 0;
      for (const to of [...cuts.sort((a, b) => a - b), bytes.length]) {
        taken.push(...lines.take(bytes.subarray(from, to)));
        from = to;
      }
      expect([...taken, ...lines.end()]).toEqual(['first é', '', 'third \u{1f642} line', 'last']);
    }),
  );
});

it('what would steer a terminal or break a line is shown and does nothing', () => {
  const lines = new Lines().take(Buffer.from('\x1b[31mred\x07 a\rb \x9b c\u2028d\n'));
  expect(lines).toEqual(['\ufffd[31mred\ufffd a\ufffdb \ufffd c\ufffdd']);
});

it('a line without end takes no more than its share of memory', () => {
  const lines = new Lines();
  for (let i = 0; i < 1000; i++) expect(lines.take(Buffer.alloc(10_000, 'x'))).toEqual([]);
  expect(lines.end()[0]).toHaveLength(500);
});
