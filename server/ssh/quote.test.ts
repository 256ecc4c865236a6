import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { constantCommand, quoteArgv, quoteWord, typedCommand } from './quote';

// Shells start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const anyCharacter = fc.integer({ min: 1, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const words = fc.array(
  fc
    .oneof(
      fc.string({ unit: anyCharacter, maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...'\'"\\$`!*?[]{}()<>|&;#~ \t\n\r-=%^\u2028é'), maxLength: 40 }),
    )
    .filter((text) => !text.includes('\0') && !/\p{Cs}/u.test(text)),
  { minLength: 1, maxLength: 40 },
);

describe.each(
  ['dash', 'bash', 'sh'].flatMap((shell) => [
    { shell, how: 'quoted', quote: quoteArgv },
    { shell, how: 'typed', quote: typedCommand },
  ]),
)('a $how word in $shell', ({ shell, quote }) => {
  it('is the same word, whatever it holds', () => {
    fc.assert(
      fc.property(words, (argv) => {
        const program = `printf '%s\\0' ${quote(argv)}`;
        const { stdout, status } = spawnSync(shell, { input: program, encoding: 'utf8' });
        expect(status).toBe(0);
        expect(stdout.split('\0').slice(0, -1)).toEqual(argv);
      }),
      { numRuns: 60 },
    );
  });
});

it('a typed command has quotes only where they are needed', () => {
  expect(typedCommand(['ip', 'netns', 'exec', "o'x", 'ping', '-i', '0.2', '--', '2001:db8::5'])).toBe(
    "ip netns exec 'o'\\''x' ping -i 0.2 -- 2001:db8::5",
  );
  expect(typedCommand(['A=1'])).toBe("'A=1'");
});

it('a NUL byte is refused, as no argument can hold it', () => {
  expect(() => quoteWord('a\0b')).toThrow(TypeError);
});

it('a command has at least a program', () => {
  expect(() => quoteArgv([])).toThrow(TypeError);
});

it.each(["it's", 'a\\b', 'wow!', 'two\nlines', 'cr\r', 'nul\0'])(
  'a program that login shells read differently is refused: %j',
  (program) => {
    expect(() => constantCommand(program)).toThrow(TypeError);
  },
);
