import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchWordError, batchLine, batchWord } from './batch-line';

it.each([
  'link',
  'msft-veth0',
  '02:4f:1e:90:11:04',
  '10.1.0.4/24',
  '2001:db8::4/64',
  'overlane:4f1e9011:abc.def-1',
  'net.ipv4.ip_forward=0',
  'net/ipv4/conf/eth0.100/forwarding=0',
  '00:00:00:00:00:00',
])('%s is a word', (word) => {
  expect(batchWord(word)).toBe(word);
});

describe('refused is', () => {
  it.each([
    ['a newline', 'a\nlink del eth0'],
    ['a carriage return', 'a\r'],
    ['a blank', 'a b'],
    ['a tab', 'a\tb'],
    ['a NUL byte', 'a\0'],
    ['a line separator', 'a\u2028b'],
    ['a comment', 'a#b'],
    ['a backslash', 'a\\'],
    ['a double quote', '"a'],
    ['a single quote', "a'b"],
    ['a pattern of the kernel', 'veth%d'],
    ['an option', '-force'],
    ['a variable', '$HOME'],
    ['nothing', ''],
    ['a letter outside ASCII', 'é'],
    ['more than 256 bytes', 'a'.repeat(257)],
  ])('%s', (_, word) => {
    expect(() => batchWord(word)).toThrow(BatchWordError);
  });

  it('a line of no words, and one of more than iproute2 reads', () => {
    expect(() => batchLine([])).toThrow(BatchWordError);
    expect(() => batchLine(Array(101).fill('a'))).toThrow(BatchWordError);
  });

  it('a word of 100 kB, at once', () => {
    expect(() => batchWord(`${'a'.repeat(100_000)}\n`)).toThrow(BatchWordError);
  });
});

it('words that pass stay one line of as many words, in a shell too', () => {
  const anyCharacter = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
  const word = fc.string({ unit: anyCharacter, maxLength: 6 });
  const passing = (words: string[]) => {
    try {
      return batchLine(words);
    } catch (error) {
      expect(error).toBeInstanceOf(BatchWordError);
      return null;
    }
  };
  const lines: string[] = [];
  fc.assert(
    fc.property(
      fc.array(fc.oneof(word, fc.string({ maxLength: 4 })), { minLength: 1, maxLength: 4 }),
      (words) => {
        const line = passing(words);
        if (line === null) return;
        expect(line.split(' ')).toEqual(words);
        lines.push(line);
      },
    ),
    { numRuns: 1000 },
  );
  expect(lines.length).toBeGreaterThan(10);
  const { stdout } = spawnSync('sh', ['-f'], {
    input: `printf '%s\\n' ${lines.join(' ')}`,
    encoding: 'utf8',
  });
  expect(stdout.trimEnd().split('\n')).toEqual(lines.flatMap((line) => line.split(' ')));
});
