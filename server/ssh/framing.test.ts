import fc from 'fast-check';
import { expect, it } from 'vitest';
import { beginMark, doneMark, parseFramed } from './framing';

const NONCE = '0123456789abcdef0123456789abcdef';
const one = (index: number, text: string, code: number) =>
  `${beginMark(NONCE, index)}${text}\n${NONCE} end ${index} ${code}\n`;

it('whatever comes before the first mark is dropped', () => {
  const noise = `Last login: today\n${NONCE.slice(0, 20)} begin 0\n`;
  const stdout = Buffer.from(noise + one(0, 'a', 0) + doneMark(NONCE));
  const stderr = Buffer.from(`warning${one(0, '', 0)}${doneMark(NONCE)}`);
  const framed = parseFramed(stdout, stderr, NONCE, ['x']);
  expect(framed).toEqual({
    sections: [{ name: 'x', code: 0, stdout: 'a', stderr: '' }],
    complete: true,
    began: true,
    fenced: null,
  });
});

it('a section that was skipped is not there, and those after it are', () => {
  const stdout = Buffer.from(one(0, 'a', 1) + one(2, 'c', 0) + doneMark(NONCE));
  const stderr = Buffer.from(one(0, '', 1) + one(2, '', 0) + doneMark(NONCE));
  const { sections } = parseFramed(stdout, stderr, NONCE, ['a', 'b', 'c']);
  expect(sections.map(({ name }) => name)).toEqual(['a', 'c']);
});

it('output that is cut anywhere holds only whole sections', () => {
  const texts = ['first', '', '\n\nthird é\n'];
  const stdout = Buffer.from(texts.map((text, i) => one(i, text, i)).join('') + doneMark(NONCE));
  const stderr = Buffer.from(texts.map((_, i) => one(i, 'e', i)).join('') + doneMark(NONCE));
  const names = ['a', 'b', 'c'];
  const whole = parseFramed(stdout, stderr, NONCE, names);
  expect(whole.complete).toBe(true);
  expect(whole.sections.map(({ stdout }) => stdout)).toEqual(texts);
  const at = (bytes: Buffer) => fc.integer({ min: 0, max: bytes.length - 1 });
  fc.assert(
    fc.property(at(stdout), at(stderr), (out, err) => {
      const cut = parseFramed(stdout.subarray(0, out), stderr.subarray(0, err), NONCE, names);
      expect(cut.complete).toBe(false);
      expect(whole.sections.slice(0, cut.sections.length)).toEqual(cut.sections);
    }),
    { numRuns: 2000 },
  );
});

it('nothing began where no mark was seen', () => {
  const { began, complete } = parseFramed(Buffer.from('hello\n'), Buffer.from('sh: not found\n'), NONCE, [
    'a',
  ]);
  expect({ began, complete }).toEqual({ began: false, complete: false });
});
