import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../../lab/wait';
import { LabHosts, runOne } from '../ssh/lab-hosts.testing';
import type { Runner } from '../ssh/runner';
import { observe } from './observe';
import { observeTouched } from './observe-touched';
import type { Observed } from './observed';
import { SECTION } from './parse/section-output';
import { confusesNames } from './to-read';
import { isNothing, mergeTouched, nothingTouched, type Touched } from './touched';
import { type KernelMonitor, watchKernel } from './watch';

const SEED = readFileSync(new URL('../../lab/fixtures/seed-node01.sh', import.meta.url), 'utf8');

let lab: LabHosts;
let runner: Runner;
let monitor: KernelMonitor;
let touched = nothingTouched();
let known: Observed;

/** How a neighbour stands changes without an event, or with one that says nothing new. */
const STANDING: Record<string, string> = {
  STALE: 'REACHABLE',
  DELAY: 'REACHABLE',
  PROBE: 'REACHABLE',
  INCOMPLETE: 'FAILED',
};

/** Counters, times and ages move by themselves. */
function steady(observed: Observed): unknown {
  const moving = new Set(['stats', 'used', 'updated', 'readAt']);
  const text = JSON.stringify(observed, (key, value: unknown) => {
    if (moving.has(key)) return undefined;
    return key === 'state' && Array.isArray(value)
      ? value.map((word: string) => STANDING[word] ?? word)
      : value;
  });
  return JSON.parse(text) as unknown;
}

function take(): Touched {
  const all = touched;
  touched = nothingTouched();
  return all;
}

const names = (observed: Observed) => observed.namespaces.map(({ name }) => name);

/** Follows the events until what they led to read is what the host has, as a full read says. */
async function caughtUp(): Promise<{ full: Observed; everything: number }> {
  let everything = 0;
  const counting: Runner = {
    run: (job) => {
      if (job.sections.some(({ name }) => name === SECTION.links)) everything += 1;
      return runner.run(job);
    },
    stream: (argv, options) => runner.stream(argv, options),
  };
  let full = known;
  const agrees = async () => {
    const heard = take();
    if (!isNothing(heard)) {
      if (confusesNames(heard, known)) monitor.renew();
      known = await observeTouched(counting, known, heard);
    }
    full = await observe(runner, 'host01', Date.now, names(known));
    return isNothing(touched) && JSON.stringify(steady(known)) === JSON.stringify(steady(full));
  };
  await waitUntil(agrees, { everyMs: 50, atMostMs: 5000 });
  return { full, everything };
}

beforeAll(async () => {
  lab = await LabHosts.up(1);
  runner = await lab.runner(0);
  expect((await runOne(runner, ['sh', '-e'], SEED)).code).toBe(0);
  known = await observe(runner, 'host01');
  monitor = await watchKernel(runner, {
    iproute2: '6.1.0',
    onTouched: (more) => {
      touched = mergeTouched(touched, more);
    },
    onEnd: () => {
      throw new Error('the monitor ended');
    },
  });
  // It has begun when it hears.
  let turn = 0;
  const awake = async () => {
    await lab.witness(0, 'ip', 'link', 'set', 'dev', 'msft-br', 'alias', `turn${turn++}`);
    return touched.devices.size > 0 || touched.everything;
  };
  expect(await waitUntil(awake, { everyMs: 50, atMostMs: 10_000 })).toBe(true);
  // Duplicate address detection ends after some seconds.
  const calm = async () => {
    known = await observe(runner, 'host01');
    const links = [...known.links, ...known.namespaces.flatMap((one) => one.links)];
    return links.every(({ addresses }) => addresses.every(({ tentative }) => !tentative));
  };
  expect(await waitUntil(calm, { everyMs: 100, atMostMs: 20_000 })).toBe(true);
  await caughtUp();
});
afterAll(async () => {
  monitor?.close();
  await lab?.down();
});

const ip = (...lines: string[]) => ({ tool: 'ip', lines });
const bridge = (...lines: string[]) => ({ tool: 'bridge', lines });

describe('what the events of a change lead to read', () => {
  it.each([
    ['a bridge goes down', ip('link set dev msft-br down')],
    ['a bridge comes up', ip('link set dev msft-br up')],
    ['an endpoint goes down', ip('-n microsoft link set dev msft-veth1 down')],
    ['an endpoint comes up', ip('-n microsoft link set dev msft-veth1 up')],
    ['an address is added in a namespace', ip('-n microsoft addr add 10.9.9.9/24 dev msft-veth1')],
    ['an address goes from a namespace', ip('-n microsoft addr del 10.9.9.9/24 dev msft-veth1')],
    ['an MTU changes', ip('link set dev msft-veth0 mtu 1400')],
    ['an MTU changes in a namespace', ip('-n microsoft link set dev msft-veth1 mtu 1390')],
    ['a port is taken from its bridge', ip('link set dev msft-veth0 nomaster')],
    ['a port is given to another bridge', ip('link set dev msft-veth0 master aapl-br')],
    ['a port comes back', ip('link set dev msft-veth0 master msft-br')],
    [
      'a flood entry is added',
      bridge('fdb append 00:00:00:00:00:00 dev msft-vxl-10 dst 10.10.10.77 self permanent'),
    ],
    [
      'a flood entry goes',
      bridge('fdb del 00:00:00:00:00:00 dev msft-vxl-10 dst 10.10.10.77 self permanent'),
    ],
    ['a static entry of a bridge is added', bridge('fdb add 02:00:00:00:07:07 dev msft-veth0 master static')],
    ['an entry is learned', bridge('fdb add 02:00:00:00:07:08 dev msft-vxl-10 dst 10.10.10.20 self dynamic')],
    ['an entry moves', bridge('fdb replace 02:00:00:00:07:08 dev msft-vxl-10 dst 10.10.10.30 self dynamic')],
    [
      'a veth pair is added with its end in a namespace',
      ip('link add name more0 type veth peer name more1 netns apple', 'link set dev more0 up'),
    ],
    ['a veth pair within the host is added', ip('link add name pair0 type veth peer name pair1')],
    ['a MAC changes', ip('link set dev pair0 address 02:00:00:00:08:08')],
    [
      'an alias and a group are given',
      ip('link set dev pair0 up', 'link set dev pair0 alias mine', 'link set dev pair0 group 77'),
    ],
    ['addresses are no longer generated', ip('link set dev pair0 addrgenmode none')],
    ['a link is renamed', ip('link set dev pair0 name other0')],
    ['another link takes its name', ip('link add name pair0 type bridge')],
    [
      'an address of the host is added',
      ip('addr add 10.44.0.1/24 dev other0', 'link set dev other0 up', 'link set dev pair1 up'),
    ],
    ['a route of the host is added', ip('route add 10.77.0.0/16 via 10.44.0.7')],
    [
      'a route with two next hops is added',
      ip('route add 10.78.0.0/16 nexthop via 10.44.0.7 nexthop via 10.44.0.8'),
    ],
    ['routes go in silence with their link', ip('link set dev other0 down')],
    ['a route of a namespace is added', ip('-n apple route add 10.88.0.0/16 via 10.1.0.9')],
    [
      'a neighbour of the host is added',
      ip('neigh add 10.10.10.99 lladdr 02:00:00:00:09:09 dev eth1 nud permanent'),
    ],
    [
      'a neighbour of the host is learned',
      ip('neigh add 10.10.10.98 lladdr 02:00:00:00:09:08 dev eth1 nud stale'),
    ],
    [
      'a neighbour has another MAC',
      ip('neigh replace 10.10.10.98 lladdr 02:00:00:00:09:07 dev eth1 nud reachable'),
    ],
    [
      'a neighbour of a namespace is added',
      ip('-n apple neigh add 10.1.0.99 lladdr 02:00:00:00:09:09 dev aapl-veth1 nud permanent'),
    ],
    [
      'a VXLAN interface is added',
      ip(
        'link add name vx0 type vxlan id 4000 local 10.10.10.10 remote 10.10.10.20 dev eth1 dstport 4789',
        'link set dev vx0 up',
      ),
    ],
    ['a VXLAN interface has another remote', ip('link set dev vx0 type vxlan remote 10.10.10.30')],
    ['a VXLAN interface goes', ip('link del dev vx0')],
    ['a bridge with ports goes', ip('link del dev aapl-br')],
    ['a veth pair goes', ip('link del dev more0')],
    [
      'a namespace comes with an endpoint',
      ip('netns add late', 'link add name late0 type veth peer name late1 netns late'),
    ],
    ['a namespace begins to forward', { tool: 'ip', lines: ['-n late link set dev lo up'] }],
    ['a namespace goes', ip('netns del late')],
    [
      'a namespace of the same name comes again',
      ip(
        'netns add late',
        'link add name late0 type veth peer name late1 netns late',
        '-n late link set dev lo up',
      ),
    ],
    [
      'a namespace goes and comes at once',
      ip('netns del late', 'netns add late', 'link add name late2 type veth peer name late3 netns late'),
    ],
  ])('is the host as it is: %s', async (change, { tool, lines }) => {
    for (const line of lines) await lab.witness(0, tool, ...line.split(' '));
    const { full, everything } = await caughtUp();
    expect(steady(known)).toEqual(steady(full));
    // All that names the link tells of a rename, and iproute2's monitor keeps the old name.
    if (change === 'a link is renamed') expect(everything).toBeGreaterThan(0);
  });
});

describe('what one endpoint costs to read', () => {
  const tenant = (n: number) => `t${String(n).padStart(3, '0')}`;

  async function build(from: number, to: number): Promise<void> {
    const names = Array.from({ length: to - from }, (_, n) => tenant(from + n));
    const lines = names.flatMap((name, n) => [
      `netns add ${name}`,
      `link add name ${name}-br type bridge`,
      `link set dev ${name}-br addrgenmode none up`,
      `link add name ${name}-vxl type vxlan id ${9000 + from + n} local 10.10.10.10 dev eth1 dstport 8472`,
      `link set dev ${name}-vxl addrgenmode none master ${name}-br up`,
      `link add name ${name}-v0 type veth peer name ${name}-v1 netns ${name}`,
      `link set dev ${name}-v0 addrgenmode none master ${name}-br up`,
    ]);
    const { code, stderr } = await runOne(runner, ['ip', '-batch', '-'], `${lines.join('\n')}\n`);
    expect([code, stderr]).toEqual([0, '']);
    const sections = names.map((name) => ({
      name,
      argv: ['ip', '-n', name, '-batch', '-'],
      input: `link set dev ${name}-v1 addrgenmode none up\naddress add 10.1.0.4/24 dev ${name}-v1\n`,
      onFailure: 'stop' as const,
    }));
    await runner.run({ sections, timeoutMs: 30_000 });
    // Duplicate address detection (RFC 4862) ends seconds after, on a busy machine: what it tells is no cost of a change.
    const isDone = async () => {
      known = await observe(runner, 'host01', Date.now, names);
      const links = [...known.links, ...known.namespaces.flatMap((one) => one.links)];
      return links.every((link) => link.addresses.every(({ tentative }) => !tentative));
    };
    expect(await waitUntil(isDone, { everyMs: 100, atMostMs: 30_000 })).toBe(true);
    await quiet();
    await caughtUp();
  }

  /** Nothing was heard for longer than events are gathered for. */
  async function quiet(): Promise<void> {
    let size = -1;
    const same = () => {
      const before = size;
      size = touched.devices.size + touched.namespaces.size + touched.neighbours.size + touched.fdb.size;
      return before === size;
    };
    expect(await waitUntil(same, { everyMs: 250, atMostMs: 20_000 })).toBe(true);
  }

  /** Bytes that are sent to the host and come back. */
  async function bytesOf(argv: string[]): Promise<number> {
    let bytes = 0;
    const counting: Runner = {
      run: async (job) => {
        const output = await runner.run(job);
        for (const { argv, input = '' } of job.sections) bytes += argv.join(' ').length + input.length;
        for (const { stdout, stderr } of output.sections) bytes += stdout.length + stderr.length;
        return output;
      },
      stream: (argv, options) => runner.stream(argv, options),
    };
    known = await observeTouched(runner, known, take());
    await lab.witness(0, ...argv);
    expect(await waitUntil(() => !isNothing(touched), { everyMs: 10, atMostMs: 5000 })).toBe(true);
    await quiet();
    known = await observeTouched(counting, known, take());
    return bytes;
  }

  const v0 = `${tenant(5)}-v0`;
  const v1 = `${tenant(5)}-v1`;
  const inside = ['ip', '-n', tenant(5)];
  const flood = ['00:00:00:00:00:00', 'dev', `${tenant(5)}-vxl`, 'dst', '10.10.10.55'];
  /** There and back. */
  const CHANGES: [string, string[], string[]][] = [
    [
      'an address in its namespace',
      [...inside, 'address', 'add', '10.9.0.1/24', 'dev', v1],
      [...inside, 'address', 'del', '10.9.0.1/24', 'dev', v1],
    ],
    [
      'its interface',
      [...inside, 'link', 'set', 'dev', v1, 'down'],
      [...inside, 'link', 'set', 'dev', v1, 'up'],
    ],
    [
      'an MTU',
      ['ip', 'link', 'set', 'dev', v0, 'mtu', '1400'],
      ['ip', 'link', 'set', 'dev', v0, 'mtu', '1500'],
    ],
    [
      'its bridge',
      ['ip', 'link', 'set', 'dev', `${tenant(5)}-br`, 'down'],
      ['ip', 'link', 'set', 'dev', `${tenant(5)}-br`, 'up'],
    ],
    ['a flood entry', ['bridge', 'fdb', 'append', ...flood], ['bridge', 'fdb', 'del', ...flood]],
  ];

  /** What the host does by itself meanwhile is no part of it: the least of some rounds is the cost. */
  const ROUNDS = 4;

  async function costs(): Promise<Map<string, number>> {
    const least = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [what, there, back] of CHANGES) {
        const bytes = await bytesOf(there);
        least.set(what, Math.min(bytes, least.get(what) ?? Number.POSITIVE_INFINITY));
        await bytesOf(back);
      }
    }
    return least;
  }

  it('does not grow with the other tenants on the host', async () => {
    await build(0, 10);
    const few = await costs();
    await build(10, 100);
    const many = await costs();
    for (const [what] of CHANGES) {
      expect(many.get(what), what).toBeLessThanOrEqual(1.2 * (few.get(what) ?? 0));
    }
    const { full } = await caughtUp();
    expect(steady(known)).toEqual(steady(full));
  }, 180_000);
});
