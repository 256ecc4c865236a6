import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../../lab/wait';
import { type EventWitness, witnessEvents } from '../../lab/witness/kernel-events';
import { type Counters, countersOf } from '../live/counters';
import { LabHosts, runOne } from '../ssh/lab-hosts.testing';
import type { Runner } from '../ssh/runner';
import { probeHost } from './capability';
import { sampleCounters } from './counters';
import { observe } from './observe';
import type { Observed, ObservedLink } from './observed';
import { isNothingToRead, toRead } from './to-read';
import { isNothing, mergeTouched, nothingTouched } from './touched';
import { watchKernel } from './watch';

const SEED = readFileSync(new URL('../../lab/fixtures/seed-node01.sh', import.meta.url), 'utf8');

let lab: LabHosts;
let runner: Runner;
let events: EventWitness;

beforeAll(async () => {
  lab = await LabHosts.up(1);
  runner = await lab.runner(0);
  events = await witnessEvents({ stateDir: lab.stateDir, host: 'node01' });
});
afterAll(async () => {
  events?.stop();
  await lab?.down();
});

function counted(): { runner: Runner; jobs: number } {
  const counter = {
    jobs: 0,
    runner: {
      run: (job) => {
        counter.jobs += 1;
        return runner.run(job);
      },
      stream: (argv, options) => runner.stream(argv, options),
    } satisfies Runner,
  };
  return counter;
}

const link = (links: ObservedLink[], name: string) => links.find((one) => one.name === name);
const namespace = (observed: Observed, name: string) => observed.namespaces.find((one) => one.name === name);

/** The kernel has tried all IPv6 addresses for duplicates, which raises events of its own. */
async function settled(): Promise<Observed> {
  let observed = await observe(runner, 'host01');
  const calm = async () => {
    observed = await observe(runner, 'host01');
    const links = [...observed.links, ...observed.namespaces.flatMap((one) => one.links)];
    return links.every(({ addresses }) => addresses.every(({ tentative }) => !tentative));
  };
  expect(await waitUntil(calm, { everyMs: 100, atMostMs: 20_000 })).toBe(true);
  return observed;
}

describe('a host on which nobody has built anything', () => {
  it('is read in one job', async () => {
    const counter = counted();
    const observed = await observe(counter.runner, 'host01', () => 1234);
    expect(counter.jobs).toBe(1);
    expect(observed).toMatchObject({ hostId: 'host01', readAt: 1234, namespaces: [], fdb: [] });
    expect(observed.links.map(({ name }) => name).sort()).toEqual(['eth0', 'eth1', 'lo']);
    expect(link(observed.links, 'eth1')?.addresses).toContainEqual({
      text: '10.10.10.10/16',
      family: 4,
      scope: 'global',
      tentative: false,
    });
    expect(observed.forwarding).toEqual({ ipv4: false, ipv6: false });
    expect(`${observed.bootId}\n`).toBe(await lab.witness(0, 'cat', '/proc/sys/kernel/random/boot_id'));
  });

  it('can do all that Overlane needs', async () => {
    const context = { rights: 'root' as const, underlayDevice: 'eth1', vxlanPort: 8472, user: 'root' };
    await settled();
    let probed: Awaited<ReturnType<typeof probeHost>> | undefined;
    const heard = await events.during(async () => {
      probed = await probeHost(runner, context);
    });
    expect(heard).toEqual([]);
    expect(probed?.capabilities).toMatchObject({
      rights: 'root',
      json: true,
      bridgeTool: true,
      ping: true,
      tcpdump: true,
      vxlan: true,
    });
    expect(probed?.capabilities.iproute2).toMatch(/^\d+\.\d+/);
    expect(probed?.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('the seed’s network, made by hand', () => {
  beforeAll(async () => {
    expect((await runOne(runner, ['sh', '-e'], SEED)).code).toBe(0);
    await settled();
  });

  it('is seen as it is', async () => {
    const observed = await observe(runner, 'host01');
    expect(observed.namespaces.map(({ name, unreadable }) => [name, unreadable])).toEqual([
      ['apple', null],
      ['microsoft', null],
    ]);
    const microsoft = namespace(observed, 'microsoft');
    const inside = link(microsoft?.links ?? [], 'msft-veth1');
    expect(inside).toMatchObject({ kind: 'veth', up: true, carrier: true, mtu: 1500, group: 0, alias: null });
    expect(inside?.addresses.map(({ text }) => text)).toContain('10.1.0.4/24');
    expect(microsoft?.routes).toContainEqual({
      to: '10.1.0.0/24',
      via: null,
      device: 'msft-veth1',
      table: 'main',
    });
    expect(link(observed.links, 'msft-veth0')).toMatchObject({
      master: 'msft-br',
      portState: 'forwarding',
      peer: { index: inside?.index, nsid: microsoft?.nsid },
    });
    expect(link(observed.links, 'msft-br')).toMatchObject({ kind: 'bridge', up: true, mtu: 1450 });
    expect(link(observed.links, 'msft-vxl-10')).toMatchObject({
      kind: 'vxlan',
      master: 'msft-br',
      operstate: 'UNKNOWN',
      vxlan: { vni: 10, port: 8472, local: null, remote: '10.10.10.20', device: 'eth1', learning: true },
    });
    const flood = observed.fdb.filter(({ mac }) => mac === '00:00:00:00:00:00');
    expect(flood.map(({ device, dst, via, state }) => [device, dst, via, state])).toEqual([
      ['aapl-vxl-20', '10.10.10.20', 'eth1', 'permanent'],
      ['msft-vxl-10', '10.10.10.20', 'eth1', 'permanent'],
    ]);
  });

  it('needs a second job only for namespaces that were not known', async () => {
    const jobs = async (known: string[]) => {
      const counter = counted();
      await observe(counter.runner, 'host01', Date.now, known);
      return counter.jobs;
    };
    expect(await jobs([])).toBe(2);
    expect(await jobs(['microsoft'])).toBe(2);
    expect(await jobs(['microsoft', 'apple'])).toBe(1);
    expect(await jobs(['microsoft', 'apple', 'long-gone'])).toBe(1);
  });

  it('is read without an event', async () => {
    expect(await events.during(() => observe(runner, 'host01'))).toEqual([]);
  });

  it('has the same counters in a sample as in a complete read', async () => {
    // Both ends of the bridge answer: frames on veth, bridge and VXLAN interface.
    await lab.witness(0, 'ip', 'address', 'add', '10.1.0.1/24', 'dev', 'msft-br');
    await lab.witness(
      0,
      'ip',
      'netns',
      'exec',
      'microsoft',
      'ping',
      '-q',
      '-c',
      '3',
      '-i',
      '0.01',
      '10.1.0.1',
    );
    // The management interface carries the reads themselves.
    const still = (counters: Counters) => ({ ...counters, eth0: null });
    let sample: Counters = {};
    let complete: Counters = {};
    const agree = async () => {
      sample = await sampleCounters(runner, ['microsoft', 'apple']);
      complete = countersOf(await observe(runner, 'host01'));
      return isDeepStrictEqual(still(sample), still(complete));
    };
    await waitUntil(agree, { everyMs: 100, atMostMs: 10_000 });
    expect(still(sample)).toEqual(still(complete));
    for (const key of ['msft-veth0', 'msft-br', 'microsoft/msft-veth1']) {
      expect(sample[key]?.rxPackets, key).toBeGreaterThanOrEqual(3);
    }
    await lab.witness(0, 'ip', 'address', 'del', '10.1.0.1/24', 'dev', 'msft-br');
  });

  it('is read although a namespace cannot be entered', async () => {
    await lab.witness(0, 'touch', '/run/netns/stale');
    const observed = await observe(runner, 'host01');
    expect(namespace(observed, 'stale')?.unreadable).toMatch(/Invalid argument/);
    expect(namespace(observed, 'microsoft')?.unreadable).toBeNull();
    await lab.witness(0, 'rm', '/run/netns/stale');
  });
});

describe('what the kernel says by itself', () => {
  let touched = nothingTouched();
  let calls = 0;
  let lastCall = 0;
  const quiet = () => waitUntil(() => performance.now() - lastCall > 500, { everyMs: 50, atMostMs: 20_000 });
  const take = () => {
    const all = touched;
    touched = nothingTouched();
    return all;
  };

  beforeAll(async () => {
    await settled();
    const stream = await watchKernel(runner, {
      iproute2: '6.1.0',
      onTouched: (more) => {
        calls += 1;
        lastCall = performance.now();
        touched = mergeTouched(touched, more);
      },
      onEnd: () => {
        throw new Error('the monitor ended');
      },
    });
    // The monitor needs a moment to begin; it has when it speaks.
    await quiet();
    take();
    let turn = 0;
    const awake = async () => {
      await lab.witness(0, 'ip', 'link', 'set', 'dev', 'msft-br', 'alias', `turn${turn++}`);
      return !isNothing(touched);
    };
    expect(await waitUntil(awake, { everyMs: 50, atMostMs: 10_000 })).toBe(true);
    return () => stream.close();
  });

  const flood = ['00:00:00:00:00:00', 'dev', 'aapl-vxl-20', 'dst', '10.10.10.20', 'via', 'eth1'];
  it.each([
    ['a link taken down', ['ip', 'link', 'set', 'dev', 'msft-br', 'down']],
    [
      'a link in a namespace taken down',
      ['ip', '-n', 'microsoft', 'link', 'set', 'dev', 'msft-veth1', 'down'],
    ],
    ['an address in a namespace', ['ip', '-n', 'apple', 'addr', 'add', '10.9.9.9/24', 'dev', 'aapl-veth1']],
    ['a flood entry removed', ['bridge', 'fdb', 'del', ...flood]],
    ['a port moved', ['ip', 'link', 'set', 'dev', 'aapl-veth0', 'nomaster']],
    ['forwarding in a namespace', ['ip', 'netns', 'exec', 'apple', 'sysctl', '-qw', 'net.ipv4.ip_forward=1']],
    ['a namespace deleted', ['ip', 'netns', 'del', 'microsoft']],
  ])('tells of %s', async (_, argv) => {
    expect(await quiet()).toBe(true);
    const known = await observe(runner, 'host01');
    take();
    const before = calls;
    await lab.witness(0, ...argv);
    expect(await waitUntil(() => calls > before, { everyMs: 10, atMostMs: 3000 })).toBe(true);
    const read = toRead(take(), known);
    expect(read !== 'everything' && !isNothingToRead(read)).toBe(true);
  });

  it('leads to no read where neighbours come back to what they were', async () => {
    const neighbour = ['neigh', 'replace', '10.1.0.7', 'lladdr', '02:00:00:00:07:09', 'dev', 'aapl-veth1'];
    const become = (state: string) => lab.witness(0, 'ip', '-n', 'apple', ...neighbour, 'nud', state);
    await become('reachable');
    expect(await quiet()).toBe(true);
    const known = await observe(runner, 'host01');
    take();
    const before = calls;
    for (const state of ['stale', 'reachable', 'probe', 'stale', 'delay', 'reachable']) await become(state);
    expect(await waitUntil(() => calls > before, { everyMs: 10, atMostMs: 3000 })).toBe(true);
    expect(await quiet()).toBe(true);
    const read = toRead(take(), known);
    expect(read !== 'everything' && isNothingToRead(read)).toBe(true);
  });
});
