import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePingLine, SummaryOfLines } from './ping';

/** Recorded in two namespaces with a veth pair, as the file names say: by which program, and what happened. */
const fixtures = new URL('./fixtures/', import.meta.url);

function read(file: string) {
  const lines = readFileSync(new URL(file, fixtures), 'utf8').split('\n').map(parsePingLine);
  const summary = new SummaryOfLines();
  for (const line of lines) summary.take(line);
  const replies = lines.flatMap((line) => (line.kind === 'reply' ? [[line.seq, line.rttMs]] : []));
  return { replies, summary: summary.summary() };
}

const none = { minMs: null, avgMs: null, maxMs: null };

const expected: Record<string, ReturnType<typeof read>> = {
  'iputils-20221126-reply.txt': {
    replies: [
      [1, 0.072],
      [2, 0.055],
      [3, 0.064],
    ],
    summary: { sent: 3, received: 3, lossPercent: 0, minMs: 0.055, avgMs: 0.063, maxMs: 0.072 },
  },
  'iputils-20221126-reply-ipv6.txt': {
    replies: [
      [1, 0.139],
      [2, 0.065],
    ],
    summary: { sent: 2, received: 2, lossPercent: 0, minMs: 0.065, avgMs: 0.102, maxMs: 0.139 },
  },
  'iputils-20221126-lost.txt': { replies: [], summary: { sent: 2, received: 0, lossPercent: 100, ...none } },
  'iputils-20221126-unreachable.txt': {
    replies: [],
    summary: { sent: 4, received: 0, lossPercent: 100, ...none },
  },
  'iputils-20221126-too-large.txt': {
    replies: [],
    summary: { sent: 2, received: 0, lossPercent: 100, ...none },
  },
  'iputils-20221126-no-route.txt': { replies: [], summary: null },
  // Fewer than 16 bytes hold no time, so a reply has none.
  'iputils-20221126-no-time.txt': { replies: [], summary: { sent: 2, received: 2, lossPercent: 0, ...none } },
  'busybox-1.35-reply.txt': {
    replies: [
      [0, 0.065],
      [1, 0.062],
      [2, 0.074],
    ],
    summary: { sent: 3, received: 3, lossPercent: 0, minMs: 0.062, avgMs: 0.067, maxMs: 0.074 },
  },
  'busybox-1.35-lost.txt': { replies: [], summary: { sent: 2, received: 0, lossPercent: 100, ...none } },
};

describe('what ping printed', () => {
  it.each(readdirSync(fixtures))('%s', (file) => {
    expect(read(file)).toEqual(expected[file]);
  });
});

it.each([
  ['a second answer to one packet', '64 bytes from 10.1.0.5: icmp_seq=1 ttl=64 time=0.09 ms (DUP!)'],
  ['another host that speaks up', 'From 10.1.0.4 icmp_seq=1 Destination Host Unreachable'],
  ['a reply that is quoted', 'x 64 bytes from 10.1.0.5: icmp_seq=1 ttl=64 time=0.09 ms'],
  ['nothing', ''],
])('%s is no reply', (_, line) => {
  expect(parsePingLine(line)).toEqual({ kind: 'other' });
});

it('reads which packet has no answer yet', () => {
  expect(parsePingLine('no answer yet for icmp_seq=7')).toEqual({ kind: 'silent', seq: 7 });
});

it('reads the counts where errors and second answers are counted too', () => {
  const line = '9 packets transmitted, 6 received, +1 duplicates, +2 errors, 33.3333% packet loss, time 8ms';
  expect(parsePingLine(line)).toEqual({ kind: 'counts', sent: 9, received: 6, lossPercent: 33.3333 });
});

it('reads a line of 100 kB in no time', () => {
  for (const line of [`1 bytes from ${'a:'.repeat(50_000)}`, `1 packets ${'+1 errors,'.repeat(10_000)}`]) {
    expect(parsePingLine(line).kind).toBe('other');
  }
});
