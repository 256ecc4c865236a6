import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dissect } from './packet/dissect';
import { timeText } from './packet/time';
import { type CapturedFrame, pcapng } from './pcapng';

const run = promisify(execFile);
const M = { a: '024f1e901104', b: '024f1e901105', all: 'ffffffffffff', group: '3333ff000005' };
const V4 = (length: number, protocol: string, flags = '4000') =>
  `45 00 ${length.toString(16).padStart(4, '0')} abcd ${flags} 40 ${protocol} 0000 0a010004 0a010005`;
const V6 = (length: number, next: string, target = '20010db8000000000000000000000005') =>
  `60000000 ${length.toString(16).padStart(4, '0')} ${next} 40 20010db8000000000000000000000004 ${target}`;
const ECHO = `08 00 f7ff 0003 0001 ${'61'.repeat(56)}`;

/** Frames of each kind, as hexadecimal. */
const FRAMES: Record<string, string> = {
  'ARP request': `${M.all}${M.a} 0806 0001 0800 06 04 0001 ${M.a} 0a010004 000000000000 0a010005`,
  'ARP reply': `${M.a}${M.b} 0806 0001 0800 06 04 0002 ${M.b} 0a010005 ${M.a} 0a010004`,
  '802.1Q': `${M.all}${M.a} 8100 6005 0806 0001 0800 06 04 0001 ${M.a} 0a010004 000000000000 0a010005`,
  'ICMP echo': `${M.b}${M.a} 0800 ${V4(84, '01')} ${ECHO}`,
  'ICMP port unreachable': `${M.b}${M.a} 0800 ${V4(56, '01')} 0303 0000 00000000 45000020 abcd4000 4011 0000 0a010005 0a010004 04d2 14e9 000c 0000`,
  'ICMP need to frag': `${M.b}${M.a} 0800 ${V4(56, '01')} 0304 0000 0000 05aa 45000020 abcd4000 4011 0000 0a010005 0a010004 04d2 14e9 000c 0000`,
  'TCP syn': `${M.b}${M.a} 0800 ${V4(60, '06')} b26e 1e61 00000001 00000000 a002 faf0 0000 0000 0204 0582 0402 080a 00000001 00000000 01 030307`,
  'TCP data': `${M.b}${M.a} 0800 ${V4(45, '06')} b26e 1e61 00000002 00000009 5018 01f6 0000 0000 68616c6c6f`,
  UDP: `${M.b}${M.a} 0800 ${V4(34, '11')} 04d2 7a69 000e 0000 68616c6c6f0a`,
  'ICMPv6 echo': `${M.b}${M.a} 86dd ${V6(64, '3a')} 80 00 0000 0003 0001 ${'61'.repeat(56)}`,
  'neighbour solicitation': `${M.group}${M.a} 86dd ${V6(32, '3a', 'ff0200000000000000000001ff000005')} 87 00 0000 00000000 20010db8000000000000000000000005 0101 ${M.a}`,
  'neighbour advertisement': `${M.b}${M.a} 86dd ${V6(32, '3a')} 88 00 0000 60000000 20010db8000000000000000000000004 0201 ${M.a}`,
  'TCP over IPv6': `${M.b}${M.a} 86dd ${V6(20, '06')} b26e 1e61 00000001 00000000 5002 faf0 0000 0000`,
  VXLAN: `020000000002020000000001 0800 45000086 0000 0000 4011 0000 0a0a0a0a 0a0a0a14 c001 12b5 0072 0000 08000000 00000a00 ${M.b}${M.a} 0800 ${V4(84, '01')} ${ECHO}`,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overlane-pcapng-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const frameOf = (text: string, at: number): CapturedFrame => {
  const bytes = Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
  return { at, length: bytes.length, bytes };
};

async function tcpdump(frames: CapturedFrame[], ...words: string[]): Promise<string> {
  const path = join(folder, 'frames.pcapng');
  await writeFile(
    path,
    pcapng({ name: 'msft-veth1', filter: 'icmp or arp', snapLength: 2048 }, frames).flatMap((part) => [part]),
  );
  return (await run('tcpdump', [...words, '-r', path])).stdout;
}

describe('as tcpdump itself prints it', () => {
  it.each(Object.entries(FRAMES))('%s', async (_, text) => {
    const frame = frameOf(text, 1_700_000_000_123_456);
    // -S: sequence numbers as they are on the wire; -K: checksums are made up here.
    const printed = await tcpdump([frame], '-e', '-n', '-S', '-K');
    expect(`${timeText(frame.at)} ${dissect(frame.bytes, frame.length).line}\n`).toBe(printed);
  });
});

it('a file has every frame with its time, its length on the wire and its bytes', async () => {
  const frames = Array.from({ length: 3000 }, (_, i) => ({
    ...frameOf(FRAMES['ICMP echo'] ?? '', 1_700_000_000_000_000 + i * 7),
    length: 98 + (i % 5),
  }));
  const lines = (await tcpdump(frames, '-n', '-tt', '-e')).trim().split('\n');
  expect(lines).toHaveLength(3000);
  expect(lines[2999]).toMatch(/^1700000000\.020993 .* length 102: /);
});
