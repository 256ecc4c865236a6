import { describe, expect, it } from 'vitest';
import { BatchWordError } from './batch-line';
import { batch } from './plan.testing';
import { batchSections } from './sections';

const tail = { lines: ['link show', 'netconf show'], sectionName: (namespace: string) => `in ${namespace}` };

describe('a batch becomes one process', () => {
  it.each([
    {
      name: 'of the host itself',
      one: batch('ip', ['link set dev a up', 'link set dev b up']),
      argv: ['ip', '-batch', '-'],
      input: 'link set dev a up\nlink set dev b up\n',
    },
    {
      name: 'of a namespace',
      one: batch('ip', ['link set dev lo up'], { namespace: 'microsoft' }),
      argv: ['ip', '-n', 'microsoft', '-batch', '-'],
      input: 'link set dev lo up\n',
    },
    {
      name: 'of bridge',
      one: batch('bridge', ['fdb append 00:00:00:00:00:00 dev v dst 10.10.10.20']),
      argv: ['bridge', '-batch', '-'],
      input: 'fdb append 00:00:00:00:00:00 dev v dst 10.10.10.20\n',
    },
    {
      name: 'of settings in a namespace',
      one: batch('sysctl', ['net.ipv4.ip_forward=0', 'net.ipv6.conf.all.forwarding=0'], {
        namespace: 'apple',
      }),
      argv: [
        ...['ip', 'netns', 'exec', 'apple', 'sysctl', '-qw'],
        ...['net.ipv4.ip_forward=0', 'net.ipv6.conf.all.forwarding=0'],
      ],
      input: undefined,
    },
    {
      name: 'of settings of the host itself',
      one: batch('sysctl', ['net.ipv4.ip_forward=0']),
      argv: ['sysctl', '-qw', 'net.ipv4.ip_forward=0'],
      input: undefined,
    },
  ])('$name', ({ one, argv, input }) => {
    expect(batchSections([one], null, null)).toEqual([
      { section: { name: 'batch 0', argv, input, onFailure: 'stop' }, readsBack: null },
    ]);
  });
});

it('after a failure the next independent batch runs, and then what reads back', () => {
  const lines = ['link set dev a up'];
  const batches = [
    batch('ip', lines, { independent: true }),
    batch('bridge', lines),
    batch('ip', lines, { independent: true }),
    batch('bridge', lines),
  ];
  const next = (afterwards: string | null) =>
    batchSections(batches, null, afterwards).map(({ section }) => section.onFailure);
  expect(next('links')).toEqual([
    { skipTo: 'batch 2' },
    { skipTo: 'batch 2' },
    { skipTo: 'links' },
    { skipTo: 'links' },
  ]);
  expect(next(null)).toEqual([{ skipTo: 'batch 2' }, { skipTo: 'batch 2' }, 'stop', 'stop']);
});

it('a namespace is read back by the last batch of ip in it, and by no other', () => {
  const lines = ['link set dev lo up'];
  const sections = batchSections(
    [
      batch('ip', lines),
      batch('ip', lines, { namespace: 'microsoft' }),
      batch('ip', lines, { namespace: 'apple' }),
      batch('ip', lines, { namespace: 'microsoft' }),
      batch('sysctl', ['net.ipv4.ip_forward=0'], { namespace: 'microsoft' }),
    ],
    tail,
    null,
  );
  expect(sections.map(({ readsBack }) => readsBack)).toEqual([null, null, 'apple', 'microsoft', null]);
  expect(sections[3]?.section).toMatchObject({
    argv: ['ip', '-j', '-d', '-s', '-n', 'microsoft', '-batch', '-'],
    input: 'link set dev lo up\nlink show\nnetconf show\n',
  });
  expect(sections[1]?.section.argv).toEqual(['ip', '-n', 'microsoft', '-batch', '-']);
});

it.each([
  ['a word with a newline', batch('ip', []), ['link', 'add', 'a\nlink', 'del']],
  ['a setting of two words', batch('sysctl', []), ['net.ipv4.ip_forward', '0']],
])('%s is refused before anything is sent', (_, one, line) => {
  const step = { ...batch('ip', ['a']).steps[0], line } as (typeof one.steps)[number];
  expect(() => batchSections([{ ...one, steps: [step] }], null, null)).toThrow(BatchWordError);
});

it.each(['', '-n', 'a b', '../x', 'a\nb'])('a namespace named %j is refused', (namespace) => {
  expect(() => batchSections([batch('ip', ['link'], { namespace })], null, null)).toThrow(BatchWordError);
});
