import { describe, expect, it } from 'vitest';
import { parseDocument } from './document';
import { parseFdb } from './fdb';
import { parseKernel } from './kernel';
import { parseNamespace } from './namespace';
import { unreadNamespaces } from './observed';
import { ReadError } from './read-error';
import { DISTRIBUTIONS, recorded } from './recorded';
import { type ReadOutput, SECTION } from './section-output';
import { atOnce } from './slices';

/** What reads this section alone. */
function readerOf(outputs: ReadOutput[], section: string): (output: ReadOutput) => void {
  const others = outputs.filter(({ name }) => name !== section);
  switch (section) {
    case SECTION.links:
      return ({ stdout }) => parseDocument(section, stdout);
    case SECTION.addresses:
      return (output) => unreadNamespaces([output]);
    case SECTION.fdb:
      return ({ stdout }) => atOnce(parseFdb(section, stdout));
    case SECTION.kernel:
    case SECTION.forwarding6:
      return (output) => parseKernel([...others, output]);
    default: {
      const name = decodeURIComponent(section.slice('read:namespace:'.length));
      return (output) => parseNamespace({ name, nsid: null }, [output], 0);
    }
  }
}

function outcome(read: () => void): string {
  try {
    read();
    return 'read';
  } catch (error) {
    if (error instanceof ReadError) return `${error.code} ${error.section}`;
    throw error;
  }
}

const cases = DISTRIBUTIONS.flatMap((distribution) =>
  (['bare', 'full'] as const).flatMap((host) =>
    recorded(distribution, host)
      .filter(({ stdout }) => stdout !== '')
      .map(({ name }) => ({ distribution, host, section: name })),
  ),
);

describe('an output that was cut off', () => {
  it.each(cases)(
    'is a failed read at every byte: $distribution, $host, $section',
    ({ distribution, host, section }) => {
      const outputs = recorded(distribution, host);
      const whole = outputs.find(({ name }) => name === section) as ReadOutput;
      const read = readerOf(outputs, section);
      const bytes = Buffer.from(whole.stdout);
      const at = (cut: number) =>
        outcome(() => read({ ...whole, stdout: bytes.subarray(0, cut).toString() }));
      expect(at(bytes.length)).toBe('read');
      // Of JSON, the last byte is the new line after the last list: without it, nothing is missing.
      const cuts = whole.stdout.endsWith(']\n') ? bytes.length - 1 : bytes.length;
      const outcomes = new Set(Array.from({ length: cuts }, (_, cut) => at(cut)));
      expect([...outcomes]).toEqual([`truncated ${section}`]);
    },
  );
});
