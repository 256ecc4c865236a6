import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execInHost } from '../../lab/lab';
import { loadIntent } from '../intent/load';
import { EVERYTHING } from '../model/capture';
import type { TraceEnds, TraceHop } from '../model/trace';
import { lastSeen, type TraceRow, withRowPatch } from '../model/trace-row';
import type { TraceEvent } from '../probe/trace-event';
import type { TraceWish } from './face';
import { type Rig, startRig } from './rig.testing';

let rig: Rig;
let ends: TraceEnds;

async function on(host: string, command: string): Promise<string> {
  const { status, stdout, stderr } = await execInHost({
    stateDir: rig.stateDir,
    host,
    argv: command.split(' '),
  });
  if (status !== 0) throw new Error(`${host}: ${command}: ${stderr}${stdout}`);
  return stdout;
}

beforeAll(async () => {
  rig = await startRig({ hosts: 2 });
  await rig.settled();
  await rig.commitFile(readFileSync('lab/seed.yaml', 'utf8'));
  await rig.settled();
  const { tenants } = await loadIntent();
  const tenant = tenants.find(({ name }) => name === 'microsoft');
  const [from = '', to = ''] = tenant?.endpoints.map(({ id }) => id) ?? [];
  ends = { between: 'endpoints', networkId: tenant?.networks[0]?.id ?? '', from, to };
});
afterAll(() => rig.stop());

type Event<K extends TraceEvent['kind']> = Extract<TraceEvent, { kind: K }>;

class Followed {
  hops: TraceHop[] = [];
  rows: TraceRow[] = [];
  frames = 0;
  /** Bytes of each frame, as it was on the wire. */
  readonly lengths = new Set<number>();
  failed: Record<number, string> = {};
  clocks: Event<'clocks'> | null = null;
  end: Event<'end'> | null = null;

  take(event: TraceEvent): void {
    if (event.kind === 'hops') this.hops = event.hops;
    else if (event.kind === 'hop' && event.error !== null) this.failed[event.hop] = event.error;
    else if (event.kind === 'clocks') this.clocks = event;
    else if (event.kind === 'end') this.end = event;
    else if (event.kind === 'rows') {
      this.frames += event.frames.bytes.length;
      for (const length of event.frames.length) this.lengths.add(length);
      for (const patch of event.rows) {
        this.rows[patch.n] = withRowPatch(this.rows[patch.n], patch, this.hops.length);
      }
    }
  }

  get isSettled(): boolean {
    return this.rows.every(({ fate }) => fate !== 'passing');
  }

  /** Where packets of one direction that were lost were last seen, by device. */
  lostAt(direction: TraceRow['direction']): string[] {
    const lost = this.rows.filter((row) => row.direction === direction && row.fate === 'lost');
    return [
      ...new Set(lost.map((row) => this.hops[lastSeen(row)]).map((hop) => `${hop?.host} ${hop?.place.at}`)),
    ];
  }
}

/** Until the echoes were sent and nothing is under way, or what `until` waits for. */
async function follow(
  change: Partial<TraceWish> = {},
  { during, until }: { during?: () => Promise<unknown>; until?: (followed: Followed) => boolean } = {},
): Promise<Followed> {
  const stop = new AbortController();
  const limits = { packets: 2000, seconds: 20 };
  const wish = { ends, filter: EVERYTHING, limits, echoes: 3, ...change };
  const followed = new Followed();
  let isSent = during === undefined && wish.echoes === 0;
  for await (const event of rig.controller.trace(wish, stop.signal)) {
    followed.take(event);
    if (event.kind === 'watching') void during?.().then(() => (isSent = true));
    if (event.kind === 'probed' && !during) isSent = true;
    if (isSent && followed.isSettled && (until?.(followed) ?? true)) stop.abort();
  }
  return followed;
}

/** From either host, not waited for; nothing may come back. */
const pings = () =>
  Promise.allSettled([
    on('node01', 'ip netns exec microsoft ping -n -c 2 -i 0.2 -W 0.3 10.1.0.5'),
    on('node02', 'ip netns exec microsoft ping -n -c 2 -i 0.2 -W 0.3 10.1.0.4'),
  ]);

const captures = async () =>
  (await Promise.all(['node01', 'node02'].map((host) => on(host, 'ps -ww -e -o args=')))).join('\n');

describe('packets that arrive', () => {
  it('pass all hops in order, both ways, each in a row of its own', async () => {
    // A hop whose tcpdump waits for its turn tells later than the last one.
    const all = { until: ({ frames }: Followed) => frames >= 12 * 8 };
    const followed = await follow({ filter: { ...EVERYTHING, protocol: 'icmp' } }, all);
    expect(followed.hops.map(({ host, place, device }) => `${host} ${place.at} ${device}`)).toEqual([
      'node01 endpoint msft-veth1',
      'node01 bridge msft-br',
      'node01 vxlan msft-vxl-10',
      'node01 underlay eth1',
      'node02 underlay eth1',
      'node02 vxlan msft-vxl-10',
      'node02 bridge msft-br',
      'node02 endpoint msft-veth1',
    ]);
    // Three echoes each way, and their answers.
    expect(followed.rows).toHaveLength(12);
    expect(followed.rows.filter(({ direction }) => direction === 'there')).toHaveLength(6);
    expect(followed.frames).toBe(12 * 8);
    const offset = new Map(followed.clocks?.hosts.map(({ hostId, offsetUs }) => [hostId, offsetUs]));
    const slack = followed.clocks?.gap?.errorUs ?? 0;
    for (const { fate, seen, direction, copies } of followed.rows) {
      expect({ fate, copies }).toEqual({ fate: 'arrived', copies: {} });
      const times = seen.map((at, hop) => (at ?? 0) - (offset.get(followed.hops[hop]?.hostId ?? '') ?? 0));
      const inOrder = direction === 'there' ? times : [...times].reverse();
      inOrder.forEach((time, i) => {
        if (i > 0) expect(time).toBeGreaterThanOrEqual((inOrder[i - 1] ?? 0) - slack);
      });
    }
    expect(followed.end).toMatchObject({ reason: 'stopped', packets: 12, arrived: 12, lost: 0, error: null });
    expect(followed.end?.droppedByKernel).toEqual(Array.from({ length: 8 }, () => 0));
    console.log(`clocks of two lab hosts, which are one: ${JSON.stringify(followed.clocks)}`);
    // Lab hosts share one clock, so what is found must be none, within the error.
    expect(Math.abs(followed.clocks?.gap?.gapUs ?? Number.NaN)).toBeLessThanOrEqual(slack);
    expect(followed.clocks?.gap?.by).toBe('packets');
    for (const { offsetUs, errorUs } of followed.clocks?.hosts ?? []) {
      expect(Math.abs(offsetUs)).toBeLessThanOrEqual(errorUs + 100);
    }
  });

  it('with ARP before them, of no other tenant', async () => {
    for (const host of ['node01', 'node02']) await on(host, 'ip -n microsoft neigh flush all');
    const during = async () => {
      await on('node01', 'ip netns exec apple ping -n -c 2 -i 0.2 -s 321 10.1.0.5');
      await on('node01', 'ip netns exec microsoft ping -n -c 2 -i 0.2 -s 432 10.1.0.5');
    };
    const followed = await follow({ echoes: 0 }, { during, until: ({ rows }) => rows.length >= 6 });
    // A question and its answer, two echoes and theirs; asking back is up to the other side, and so are its router
    // solicitations (RFC 7559).
    expect(followed.rows.length).toBeGreaterThanOrEqual(6);
    // Ethernet, IPv4 and ICMP; on the underlay in outer Ethernet, IPv4, UDP and VXLAN.
    const echo = (payload: number) => [payload + 42, payload + 42 + 50];
    for (const length of echo(432)) expect(followed.lengths).toContain(length);
    for (const length of echo(321)) expect(followed.lengths).not.toContain(length);
    expect(followed.end).toMatchObject({ lost: 0 });
  });

  it('as fast as a host sends them are none of them called lost', async () => {
    const during = () => on('node01', 'ip netns exec microsoft ping -n -q -f -c 600 10.1.0.5');
    const icmp = { ...EVERYTHING, protocol: 'icmp' } as const;
    const all = { until: ({ frames }: Followed) => frames >= 1200 * 8, during };
    const followed = await follow({ echoes: 0, filter: icmp }, all);
    expect(followed.end).toMatchObject({ packets: 1200, arrived: 1200, lost: 0 });
    expect(followed.frames).toBe(1200 * 8);
  });

  it('between two hosts of a tunnel are those of its network', async () => {
    const { hosts } = await loadIntent();
    const [from = '', to = ''] = hosts.map(({ id }) => id);
    const during = () => on('node02', 'ip netns exec microsoft ping -n -c 2 -i 0.2 10.1.0.4');
    const icmp = { ...EVERYTHING, protocol: 'icmp' } as const;
    const followed = await follow(
      { ends: { ...ends, between: 'hosts', from, to }, filter: icmp },
      { during, until: ({ rows }) => rows.length === 4 },
    );
    expect(followed.end).toMatchObject({ packets: 4, arrived: 4 });
    expect(followed.rows.map(({ direction }) => direction)).toEqual(['back', 'there', 'back', 'there']);
  });
});

describe('packets that are lost were last seen where they were', () => {
  it('at a bridge port that takes none: in front of it there, behind the bridge back', async () => {
    await on('node02', 'bridge link set dev msft-vxl-10 state 0');
    try {
      const followed = await follow({ echoes: 0 }, { during: pings });
      expect(followed.lostAt('there')).toEqual(['node02 vxlan']);
      expect(followed.lostAt('back')).toEqual(['node02 bridge']);
      expect(followed.end).toMatchObject({ arrived: 0 });
    } finally {
      await on('node02', 'bridge link set dev msft-vxl-10 state 3');
    }
  });

  it('at a packet filter on the way in: there alone', async () => {
    // Neighbours are known before: answers to ARP come in, too.
    await on('node02', 'ip netns exec microsoft ping -n -c 1 -w 5 10.1.0.4');
    await on('node02', 'nft add table inet cut');
    await on('node02', 'nft add chain inet cut in { type filter hook input priority 0 ; }');
    await on('node02', 'nft add rule inet cut in udp dport 8472 drop');
    try {
      const icmp = { ...EVERYTHING, protocol: 'icmp' } as const;
      const followed = await follow({ filter: icmp, echoes: 0 }, { during: pings });
      expect(followed.lostAt('there')).toEqual(['node02 underlay']);
      expect(followed.lostAt('back')).toEqual([]);
      expect(followed.rows.filter(({ direction }) => direction === 'back').length).toBeGreaterThan(0);
    } finally {
      await on('node02', 'nft delete table inet cut');
    }
  });

  it('at a tunnel that floods to nobody, though the other hop that is gone is not looked at', async () => {
    await on('node01', 'bridge fdb del 00:00:00:00:00:00 dev msft-vxl-10 dst 10.10.10.20');
    await on('node01', 'ip -n microsoft neigh flush all');
    await on('node02', 'ip link del dev msft-vxl-10');
    await rig.until('node02', ({ observed }) => !observed?.links.some(({ name }) => name === 'msft-vxl-10'));
    const followed = await follow({ echoes: 0 }, { during: pings, until: ({ rows }) => rows.length > 0 });
    expect(followed.failed).toEqual({ 5: 'msft-vxl-10 is not there' });
    expect(followed.lostAt('there')).toEqual(['node01 vxlan']);
    expect(followed.end).toMatchObject({ error: null, reason: 'stopped' });
    const { failed } = await rig.controller.repair(rig.controller.drift().map(({ key }) => key));
    expect(failed).toEqual([]);
  });
});

describe('nothing is left on the hosts', () => {
  const within5s = { timeout: 5_000 };

  it('when somebody leaves, and meanwhile nobody else follows there', async () => {
    const wish = { ends, filter: EVERYTHING, limits: { packets: 10, seconds: 20 }, echoes: 0 };
    const events = rig.controller.trace(wish, new AbortController().signal);
    for await (const event of events) if (event.kind === 'watching') break;
    const second: TraceEvent[] = [];
    for await (const event of rig.controller.trace(wish, new AbortController().signal)) second.push(event);
    expect(second).toMatchObject([
      { kind: 'end', error: expect.stringContaining('are followed on node01 already') },
    ]);
    await expect.poll(captures, within5s).not.toContain('--immediate-mode');
  });

  it('at its limits', async () => {
    const few = await follow({ limits: { packets: 4, seconds: 20 } });
    expect(few.end).toMatchObject({ reason: 'packets', packets: 4 });
    const short = await follow(
      { limits: { packets: 100, seconds: 1 }, echoes: 0 },
      { during: () => new Promise(() => {}) },
    );
    expect(short.end).toMatchObject({ reason: 'time', error: null });
    await expect.poll(captures, within5s).not.toContain('--immediate-mode');
  });
});
