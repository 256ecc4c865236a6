import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execInHost } from '../../lab/lab';
import { loadIntent } from '../intent/load';
import { type CaptureFilter, type CapturePlace, EVERYTHING } from '../model/capture';
import type { Intent } from '../model/intent';
import type { CaptureEnd, CaptureEvent } from '../probe/capture-event';
import { type Rig, startRig } from './rig.testing';

let rig: Rig;
let intent: Intent;
const at = (host: string) => ({ stateDir: rig.stateDir, host });

async function on(host: string, ...argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await execInHost({ ...at(host), argv });
  if (status !== 0) throw new Error(`${host}: ${argv.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

beforeAll(async () => {
  rig = await startRig({ hosts: 2 });
  await rig.settled();
  await rig.commitFile(readFileSync('lab/seed.yaml', 'utf8'));
  await rig.settled();
  intent = await loadIntent();
});
afterAll(() => rig.stop());

function place(tenantName: string, where: CapturePlace['at'], hostName = 'node01'): CapturePlace {
  const tenant = intent.tenants.find(({ name }) => name === tenantName);
  const host = intent.hosts.find(({ name }) => name === hostName);
  const networkId = tenant?.networks[0]?.id;
  const endpoint = tenant?.endpoints.find(({ hostId }) => hostId === host?.id);
  if (!host || !networkId || !endpoint) throw new Error(`no ${tenantName} on ${hostName}`);
  if (where === 'endpoint' || where === 'host-end') return { at: where, endpointId: endpoint.id, networkId };
  return { at: where, hostId: host.id, networkId };
}

function hostOf(name: string): string {
  return intent.hosts.find((host) => host.name === name)?.id ?? '';
}

const ping = (namespace: string, mark: string, target = '10.1.0.5', ...more: string[]) => [
  'ip',
  'netns',
  'exec',
  namespace,
  'ping',
  '-n',
  '-c',
  '3',
  '-i',
  '0.1',
  '-p',
  mark,
  ...more,
  target,
];

type Seen = { frames: string[]; argv: string[]; end: CaptureEnd };

/** All frames, as hexadecimal, that pass while `traffic` runs; it begins when tcpdump listens. */
async function during(
  where: CapturePlace,
  traffic: () => Promise<unknown>,
  filter: Partial<CaptureFilter> = {},
  until: (frames: string[]) => boolean = (frames) => frames.length > 0,
): Promise<Seen> {
  const stop = new AbortController();
  const limits = { packets: 1000, bytes: 1_000_000, seconds: 20, snapLength: 2048 };
  const wish = { hostId: hostOf('node01'), place: where, filter: { ...EVERYTHING, ...filter }, limits };
  const frames: string[] = [];
  let argv: string[] = [];
  let sent = false;
  const look = () => {
    if (sent && until(frames)) stop.abort();
  };
  for await (const event of rig.controller.capture(wish, stop.signal) as AsyncIterable<CaptureEvent>) {
    if (event.kind === 'end') return { frames, argv, end: event };
    if (event.kind === 'packets') {
      frames.push(...event.bytes.map((bytes) => Buffer.from(bytes, 'base64').toString('hex')));
      look();
    }
    if (event.kind === 'began') {
      argv = event.argv;
      void traffic().then(() => {
        sent = true;
        look();
      });
    }
  }
  throw new Error('a capture without an end');
}

const holding = (frames: string[], mark: string) => frames.filter((frame) => frame.includes(mark.repeat(4)));

describe('what a capture sees', () => {
  it.each(['endpoint', 'host-end', 'bridge', 'vxlan', 'underlay'] as const)(
    'at %s are the frames that pass there',
    async (where) => {
      const traffic = () => on('node01', ...ping('microsoft', 'a1b2'));
      const seen = await during(
        place('microsoft', where),
        traffic,
        {},
        (all) => holding(all, 'a1b2').length === 6,
      );
      // Three echoes and three answers.
      expect(holding(seen.frames, 'a1b2')).toHaveLength(6);
      expect(seen.end).toMatchObject({ reason: 'stopped', error: null, droppedByKernel: 0 });
      expect(seen.end.captured).toBe(seen.frames.length);
      expect(seen.argv.filter((word) => word.startsWith('-')).sort()).toEqual(
        [
          '--immediate-mode',
          '-B',
          '-U',
          '-Z',
          '-c',
          '-i',
          '-n',
          '-s',
          '-',
          '-w',
          ...(where === 'underlay' ? ['--'] : []),
        ].sort(),
      );
    },
  );

  it('on an underlay is the one tenant, though another one sends at the same time and to the same address', async () => {
    const traffic = async () => {
      await on('node01', ...ping('apple', 'c1c2'));
      await on('node01', ...ping('microsoft', 'd1d2'));
      await on('node01', ...ping('apple', 'c1c2'));
    };
    const seen = await during(
      place('microsoft', 'underlay'),
      traffic,
      {},
      (all) => holding(all, 'd1d2').length === 6,
    );
    expect(holding(seen.frames, 'd1d2')).toHaveLength(6);
    expect(holding(seen.frames, 'c1c2')).toEqual([]);
    // The VNI stands in each frame: Ethernet 14, IPv4 20, UDP 8, then flags, reserved, VNI.
    for (const frame of seen.frames) expect(frame.slice((42 + 4) * 2, (42 + 7) * 2)).toBe('00000a');
    // And the witness: the other tenant's capture does see it.
    const other = await during(
      place('apple', 'underlay'),
      traffic,
      {},
      (all) => holding(all, 'c1c2').length === 12,
    );
    expect(holding(other.frames, 'd1d2')).toEqual([]);
  });
});

/** ARP, ICMP, ICMPv6, TCP and UDP, one after the other. */
async function everything(): Promise<void> {
  await on('node01', 'ip', '-n', 'microsoft', 'neigh', 'flush', 'all');
  await on('node01', ...ping('microsoft', 'a1b2'));
  await execInHost({ ...at('node01'), argv: ping('microsoft', 'a1b2', '10.1.0.77', '-W', '1') });
  const inside = ['ip', 'netns', 'exec', 'microsoft'];
  await on('node01', ...inside, 'bash', '-c', 'echo hallo >/dev/udp/10.1.0.5/5353');
  await execInHost({
    ...at('node01'),
    argv: [...inside, 'bash', '-c', 'echo hallo >/dev/tcp/10.1.0.5/8080'],
  });
  await execInHost({
    ...at('node01'),
    argv: [...inside, 'ping', '-6', '-c', '1', '-W', '1', 'ff02::1%msft-veth1'],
  });
}

const byte = (frame: string, offset: number, size: number) => frame.slice(offset * 2, (offset + size) * 2);
const isArp = (frame: string) => byte(frame, 12, 2) === '0806';
const ipv4 = (protocol: number) => (frame: string) =>
  byte(frame, 12, 2) === '0800' && Number.parseInt(byte(frame, 23, 1), 16) === protocol;
const ADDRESS = { '10.1.0.5': '0a010005', '10.1.0.77': '0a01004d' };
const port = (frame: string, number: number) =>
  [34, 36].some((offset) => Number.parseInt(byte(frame, offset, 2), 16) === number);

const filters: { filter: Partial<CaptureFilter>; fits(frame: string): boolean }[] = [
  { filter: { protocol: 'arp' }, fits: isArp },
  { filter: { protocol: 'icmp' }, fits: ipv4(1) },
  { filter: { protocol: 'icmp6' }, fits: (frame) => byte(frame, 12, 2) === '86dd' },
  { filter: { protocol: 'tcp' }, fits: ipv4(6) },
  { filter: { protocol: 'udp' }, fits: ipv4(17) },
  { filter: { protocol: 'tcp', port: 8080 }, fits: (frame) => ipv4(6)(frame) && port(frame, 8080) },
  { filter: { port: 5353 }, fits: (frame) => ipv4(17)(frame) && port(frame, 5353) },
  {
    filter: { protocol: 'arp', address: '10.1.0.77' },
    fits: (frame) => isArp(frame) && byte(frame, 38, 4) === ADDRESS['10.1.0.77'],
  },
  {
    filter: { address: '10.1.0.5' },
    fits: (frame) =>
      isArp(frame)
        ? [28, 38].some((offset) => byte(frame, offset, 4) === ADDRESS['10.1.0.5'])
        : [26, 30].some((offset) => byte(frame, offset, 4) === ADDRESS['10.1.0.5']),
  },
];

describe.each(['endpoint', 'underlay'] as const)('at %s the filter', (where) => {
  it.each(filters)('$filter passes what it says and nothing else', async ({ filter, fits }) => {
    const { frames, end } = await during(place('microsoft', where), everything, filter);
    expect(end).toMatchObject({ reason: 'stopped', error: null });
    // On the underlay it is about the frame inside: Ethernet, IPv4, UDP and VXLAN before it.
    const inner = frames.map((frame) => (where === 'underlay' ? frame.slice(50 * 2) : frame));
    expect(inner.length).toBeGreaterThan(0);
    expect(inner.filter((frame) => !fits(frame))).toEqual([]);
  });

  it.each(['in', 'out'] as const)('of direction %s passes one way alone', async (direction) => {
    const filter = { protocol: 'icmp', address: '10.1.0.5', direction } as const;
    const traffic = () => on('node01', ...ping('microsoft', 'e1e2'));
    const { frames } = await during(place('microsoft', where), traffic, filter, (all) => all.length >= 3);
    const icmp = frames.map((frame) => byte(where === 'underlay' ? frame.slice(50 * 2) : frame, 34, 1));
    // 8 is an echo, 0 its answer.
    expect(icmp).toEqual(Array(3).fill(direction === 'in' ? '00' : '08'));
  });
});

describe('no capture', () => {
  it('looks into a device of somebody else that has the name of ours', async () => {
    const bridge = { link: 'aapl-br' };
    await on('node01', 'ip', 'link', 'set', 'dev', bridge.link, 'alias', 'theirs');
    await rig.until(
      'node01',
      ({ observed }) => observed?.links.find(({ name }) => name === bridge.link)?.alias === 'theirs',
    );
    const seen = await during(place('apple', 'bridge'), async () => {});
    expect(seen).toMatchObject({
      frames: [],
      end: { reason: 'failed', error: expect.stringContaining('not what Overlane made') },
    });
  });

  it('is left where the device goes while it runs', async () => {
    const gone = () => on('node01', 'ip', 'link', 'del', 'dev', 'msft-vxl-10');
    const { end } = await during(place('microsoft', 'vxlan'), gone, {}, () => false);
    expect(end).toMatchObject({ reason: 'failed', error: expect.stringMatching(/./) });
  });
});
