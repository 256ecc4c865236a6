import { describe, expect, it } from 'vitest';
import type { ToRead } from '../to-read';
import { parseDocument } from './document';
import { parseFdb } from './fdb';
import { TOUCHED_READ } from './fixtures/network';
import { parseKernel } from './kernel';
import { parseNamespace, parseNamespaceListing } from './namespace';
import { parseObserved, unreadNamespaces } from './observed';
import { ReadError } from './read-error';
import { DISTRIBUTIONS, recorded } from './recorded';
import { type ReadOutput, SECTION, TOUCHED } from './section-output';
import { atOnce } from './slices';
import { applyTouched } from './touched';

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
    case TOUCHED.namespaceList:
      return (output) => parseNamespaceListing([output]);
    case TOUCHED.links:
      return readerOfTouched({ fdb: new Set() });
    case TOUCHED.fdb:
      return readerOfTouched({ links: new Set(), neighbours: new Set(), routes: false });
    default: {
      const name = decodeURIComponent(section.slice('read:namespace:'.length));
      return (output) => parseNamespace({ name, nsid: null }, [output], 0);
    }
  }
}

function readerOfTouched(less: Partial<ToRead>): (output: ReadOutput) => void {
  const outputs = recorded('debian12', 'full');
  const before = parseObserved({ hostId: 'h', readAt: 0, root: outputs, namespaces: outputs });
  const rest = { namespaceList: false, forwarding: false, namespaces: new Set<never>() };
  const read = { ...TOUCHED_READ, ...rest, ...less };
  return (output) => atOnce(applyTouched(before, { read, outputs: [output], readAt: 0 }));
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
  (['bare', 'full', 'touched'] as const).flatMap((host) =>
    recorded(distribution, host)
      .filter(({ stdout }) => stdout !== '')
      .map(({ name }) => ({ distribution, host, section: name })),
  ),
);

/** Milliseconds: some twenty thousand reads each. */
const PATIENCE = 60_000;

/** Of files, not of iproute2. */
const PLAIN = new Set<string>([SECTION.kernel, SECTION.forwarding6]);

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
    PATIENCE,
  );
});

/** Places of the brackets, quotes, colons and commas that make the JSON. */
function structure(text: string): number[] {
  const places: number[] = [];
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? '';
    if (inString && character === '\\') i++;
    else if (character === '"') {
      inString = !inString;
      places.push(i);
    } else if (!inString && '[]{}:,'.includes(character)) places.push(i);
  }
  return places;
}

describe('an output that is no JSON', () => {
  it.each(cases.filter(({ distribution, section }) => distribution === 'debian12' && !PLAIN.has(section)))(
    'is a failed read, wherever it is spoilt: $host, $section',
    ({ distribution, host, section }) => {
      const outputs = recorded(distribution, host);
      const whole = outputs.find(({ name }) => name === section) as ReadOutput;
      const read = readerOf(outputs, section);
      const spoilt = (at: number) => `${whole.stdout.slice(0, at)}x${whole.stdout.slice(at + 1)}`;
      const outcomes = new Set(
        structure(whole.stdout).map((at) => outcome(() => read({ ...whole, stdout: spoilt(at) }))),
      );
      expect([...outcomes].filter((one) => !/^(malformed|truncated) /.test(one))).toEqual([]);
    },
    PATIENCE,
  );
});
