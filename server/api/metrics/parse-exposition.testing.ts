/** A strict reader of Prometheus's text format, for tests: whatever its grammar does not have is an error. */

type Parsed = { name: string; labels: Record<string, string>; value: number };
type Family = { type: string; help: string; samples: Parsed[] };

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*/;
const VALUE = /^(?:[+-]?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|Inf)|NaN)$/;
const SUFFIXES: Record<string, readonly string[]> = {
  counter: [''],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
};

export function parseExposition(text: string) {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const families = new Map<string, Family>();
  let help: { name: string; text: string } | null = null;
  let present: { name: string; family: Family } | null = null;
  for (const line of text.slice(0, -1).split('\n')) {
    if (line.startsWith('# HELP ')) {
      const [, name = '', words = ''] = /^# HELP (\S+) (.+)$/.exec(line) ?? bad(line);
      help = { name, text: unescaped(words, /\\(\\|n)/g, line) };
    } else if (line.startsWith('# TYPE ')) {
      const [, name = '', type = ''] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? bad(line);
      if (help?.name !== name) throw new Error(`HELP of ${name} does not stand before its TYPE`);
      if (families.has(name)) throw new Error(`${name} is there twice`);
      if (type === 'counter' && !name.endsWith('_total'))
        throw new Error(`a counter ends in _total: ${name}`);
      present = { name, family: { type, help: help.text, samples: [] } };
      families.set(name, present.family);
    } else {
      const sample = parseSample(line);
      const suffix =
        present && sample.name.startsWith(present.name) ? sample.name.slice(present.name.length) : null;
      if (!present || suffix === null || !SUFFIXES[present.family.type]?.includes(suffix)) {
        throw new Error(`a sample outside of its family: ${line}`);
      }
      present.family.samples.push(sample);
    }
  }
  const all = [...families.values()].flatMap(({ samples }) => samples);
  const ids = all.map((sample) => idOf(sample.name, sample.labels));
  if (new Set(ids).size !== ids.length) throw new Error('a series is there twice');
  const value = (name: string, labels: Record<string, string> = {}) =>
    all.find((sample) => idOf(sample.name, sample.labels) === idOf(name, labels))?.value;
  return {
    value,
    help: (name: string) => families.get(name)?.help,
    histogram(name: string) {
      const buckets = all
        .filter((sample) => sample.name === `${name}_bucket`)
        .map((sample): [string, number] => [sample.labels.le ?? '', sample.value]);
      for (const [index, [, count]] of buckets.entries()) {
        if (count < (buckets[index - 1]?.[1] ?? 0)) throw new Error(`the buckets of ${name} do not grow`);
      }
      const count = value(`${name}_count`);
      if (buckets.at(-1)?.[0] !== '+Inf' || buckets.at(-1)?.[1] !== count) {
        throw new Error(`the last bucket of ${name} does not hold all`);
      }
      return { buckets, sum: value(`${name}_sum`), count };
    },
  };
}

function parseSample(line: string): Parsed {
  const name = NAME.exec(line)?.[0] ?? bad(line);
  let rest = line.slice(name.length);
  const labels: Record<string, string> = {};
  if (rest.startsWith('{')) {
    rest = rest.slice(1);
    for (;;) {
      const label = LABEL.exec(rest)?.[0] ?? bad(line);
      const quoted = /^="((?:[^"\\\n]|\\["\\n])*)"/.exec(rest.slice(label.length)) ?? bad(line);
      if (label in labels) bad(line);
      labels[label] = unescaped(quoted[1] ?? '', /\\(\\|"|n)/g, line);
      rest = rest.slice(label.length + quoted[0].length);
      if (rest.startsWith('}')) break;
      if (!rest.startsWith(',')) bad(line);
      rest = rest.slice(1);
    }
    rest = rest.slice(1);
  }
  const text = rest.startsWith(' ') && VALUE.test(rest.slice(1)) ? rest.slice(1) : bad(line);
  return { name, labels, value: Number(text.replace('Inf', 'Infinity')) };
}

function unescaped(text: string, escapes: RegExp, line: string): string {
  if (text.replaceAll(escapes, '').includes('\\')) bad(line);
  return text.replaceAll(escapes, (_, c: string) => (c === 'n' ? '\n' : c));
}

function idOf(name: string, labels: Record<string, string>): string {
  return JSON.stringify([name, Object.entries(labels).sort()]);
}

function bad(line: string): never {
  throw new Error(`no line of the format: ${line}`);
}
