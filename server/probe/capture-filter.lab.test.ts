import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CaptureFilter, EVERYTHING } from '../model/capture';
import { pcapng } from '../model/pcapng';
import { captureExpression } from './capture-filter';

const MACS = '024f1e901105024f1e901104';
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
const PORTS = (from: number, to: number) => `${hex(from, 4)}${hex(to, 4)}`;
const IPV4 = (protocol: string, rest: string) =>
  `${MACS}0800 4500${hex(20 + rest.length / 2, 4)}abcd0000 40${protocol}0000 0a0100040a010005${rest}`;
const IPV6 = (next: string, rest: string) =>
  `${MACS}86dd 60000000${hex(rest.length / 2, 4)}${next}40 20010db8000000000000000000000004 20010db8000000000000000000000005${rest}`;

/** Frames inside a tunnel, by name. */
const INNER: Record<string, string> = {
  arp: `ffffffffffff024f1e901104 0806 0001080006040001 024f1e901104 0a010004 000000000000 0a010005`,
  icmp: IPV4('01', '0800f7ff00030001'),
  tcp: IPV4('06', `${PORTS(45678, 80)}00000001000000005002faf000000000`),
  udp: IPV4('11', `${PORTS(53, 4000)}00080000`),
  icmp6: IPV6('3a', '8000f7ff00030001'),
  tcp6: IPV6('06', `${PORTS(45678, 80)}00000001000000005002faf000000000`),
  fragment: IPV4('11', PORTS(53, 4000)).replace('abcd0000', 'abcd0010'),
};

function inTunnel(family: 4 | 6, vni: number, inner: string, port = 8472): string {
  const bytes = inner.replace(/\s/g, '');
  const udp =
    `c001${hex(port, 4)}${hex(16 + bytes.length / 2, 4)}0000 08000000 ${hex(vni, 6)}00 ${bytes}`.replace(
      /\s/g,
      '',
    );
  const addresses = { 4: '0a0a0a0a0a0a0a14', 6: `${'fd00'.padEnd(31, '0')}1${'fd00'.padEnd(31, '0')}2` }[
    family
  ];
  return family === 4
    ? `020000000002020000000001 0800 4500${hex(20 + udp.length / 2, 4)}00000000 4011 0000 ${addresses}${udp}`
    : `020000000002020000000001 86dd 60000000${hex(udp.length / 2, 4)}1140${addresses}${udp}`;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overlane-filter-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Numbers of the frames that tcpdump lets pass. */
async function passing(frames: string[], expression: string): Promise<number[]> {
  const path = join(folder, 'frames.pcapng');
  const parts = frames.map((text, i) => {
    const bytes = Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
    return { at: (i + 1) * 1_000_000, length: bytes.length, bytes };
  });
  await writeFile(path, pcapng({ name: 'eth1', filter: '', snapLength: 2048 }, parts));
  const { stdout } = await promisify(execFile)('tcpdump', ['-n', '-tt', '-r', path, '--', expression]);
  return [...stdout.matchAll(/^(\d+)\.000000 /gm)].map(([, seconds]) => Number(seconds) - 1);
}

const filters: [Partial<CaptureFilter>, string[]][] = [
  [{}, Object.keys(INNER)],
  [{ protocol: 'arp' }, ['arp']],
  [{ protocol: 'icmp' }, ['icmp']],
  [{ protocol: 'icmp6' }, ['icmp6']],
  [{ protocol: 'tcp' }, ['tcp', 'tcp6']],
  [{ protocol: 'udp' }, ['udp', 'fragment']],
  [{ protocol: 'tcp', port: 80 }, ['tcp', 'tcp6']],
  // A fragment behind the first has no ports, whatever its bytes look like.
  [{ port: 53 }, ['udp']],
  [{ address: '10.1.0.5' }, ['arp', 'icmp', 'tcp', 'udp', 'fragment']],
  [{ address: '10.1.0.6' }, []],
  [{ address: '2001:db8::4' }, ['icmp6', 'tcp6']],
  [{ protocol: 'tcp', address: '2001:db8::5', port: 80 }, ['tcp6']],
];

for (const family of [4, 6] as const) {
  it.each(filters)(`over IPv${family} a tunnel's filter %j passes its own %j`, async (filter, names) => {
    const own = Object.values(INNER).map((inner) => inTunnel(family, 10, inner));
    const others = [
      ...Object.values(INNER).map((inner) => inTunnel(family, 20, inner)),
      ...Object.values(INNER).map((inner) => inTunnel(family, 10, inner, 4789)),
      // The same VNI where the flags say that there is none.
      ...own.map((frame) => frame.replace('08000000', '00000000')),
      ...Object.values(INNER),
    ];
    const expression = captureExpression({ ...EVERYTHING, ...filter }, { vni: 10, port: 8472, family });
    const seen = await passing([...own, ...others], expression);
    expect(seen.map((i) => Object.keys(INNER)[i])).toEqual(names);
  });
}
