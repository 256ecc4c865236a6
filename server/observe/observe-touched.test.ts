import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryKernel } from '../ssh/memory/kernel';
import { monitorText } from '../ssh/memory/monitor';
import { MemoryRunner } from '../ssh/memory/runner';
import type { Job, Runner, SectionOutput } from '../ssh/runner';
import { observe } from './observe';
import { observeTouched } from './observe-touched';
import type { Observed } from './observed';
import { parseEvent } from './parse/monitor';
import { SECTION, TOUCHED } from './parse/section-output';
import { everythingTouched, nothingTouched, type Touched, touch } from './touched';

/** A host in memory, the jobs that it was given, and what its kernel said was touched. */
class Host implements Runner {
  readonly kernel = new MemoryKernel();
  readonly jobs: string[][] = [];
  #touched = nothingTouched();
  #runner = new MemoryRunner(this.kernel);

  constructor(private readonly change: (output: SectionOutput) => SectionOutput = (output) => output) {
    this.kernel.listeners.add((event) => {
      for (const line of monitorText(this.kernel, event)?.split('\n') ?? []) {
        const heard = parseEvent(line);
        if (heard) touch(this.#touched, heard);
      }
    });
  }

  async run(job: Job) {
    this.jobs.push(job.sections.map(({ name }) => name));
    const { sections } = await this.#runner.run(job);
    return { sections: sections.map(this.change) };
  }

  stream(): never {
    throw new Error('nothing is streamed here');
  }

  /** Lines for `ip`, as far as they succeed. */
  async does(...lines: string[]): Promise<void> {
    for (const line of lines) {
      const [program = '', ...words] = line.split(' ');
      await this.#runner.run({
        sections: [{ name: 'line', argv: [program, ...words], onFailure: 'continue' }],
        timeoutMs: 1000,
      });
    }
  }

  take(): Touched {
    const touched = this.#touched;
    this.#touched = nothingTouched();
    return touched;
  }
}

/** Without times, and without namespaces of which the kernel tells nothing: those that have no number. */
function steady(observed: Observed): unknown {
  const { readAt: _, namespaces, ...rest } = observed;
  return {
    ...rest,
    namespaces: namespaces
      .filter(({ nsid }) => nsid !== null)
      .map(({ readAt: _, ...namespace }) => namespace),
  };
}

const BUILT = [
  'ip link add name eth1 type bridge',
  'ip link set dev eth1 up',
  'ip netns add microsoft',
  'ip link add name br type bridge',
  'ip link add name vxl type vxlan id 10 local 10.0.0.1 dev eth1 dstport 4789',
  'ip link set dev vxl master br',
  'ip link add name v0 type veth peer name v1 netns microsoft',
  'ip link set dev v0 master br',
  'ip link set dev v0 up',
  'ip -n microsoft link set dev v1 up',
];

async function built(host = new Host()): Promise<{ host: Host; known: Observed }> {
  await host.does(...BUILT);
  host.take();
  const known = await observe(host, 'host01', () => 1000);
  host.jobs.length = 0;
  return { host, known };
}

const device = fc.constantFrom('a', 'b', 'br', 'v0', 'v1', 'vxl', 'eth1');
const space = fc.constantFrom('microsoft', 'apple');
const into = fc.constantFrom('', '-n microsoft ', '-n apple ');
const setting = fc.constantFrom(
  'up',
  'down',
  'mtu 1400',
  'mtu 1500',
  'nomaster',
  'master br',
  'master a',
  'alias x',
  'group 7',
  'addrgenmode none',
  'address 02:00:00:00:00:07',
  'name b',
  'netns apple',
);
const dst = fc.constantFrom('10.0.0.2', '10.0.0.3');
const line = fc.oneof(
  fc.tuple(into, device).map(([n, a]) => `ip ${n}link add name ${a} type bridge`),
  fc
    .tuple(device, device, space)
    .map(([a, b, n]) => `ip link add name ${a} type veth peer name ${b} netns ${n}`),
  fc.tuple(device, device).map(([a, b]) => `ip link add name ${a} type veth peer name ${b}`),
  fc
    .tuple(device, dst)
    .map(([a, d]) => `ip link add name ${a} type vxlan id 11 remote ${d} dev eth1 dstport 4789`),
  fc.tuple(into, device).map(([n, a]) => `ip ${n}link del dev ${a}`),
  fc.tuple(into, device, setting).map(([n, a, s]) => `ip ${n}link set dev ${a} ${s}`),
  fc.tuple(into, device).map(([n, a]) => `ip ${n}addr add 10.1.0.4/24 dev ${a}`),
  fc.tuple(into, device).map(([n, a]) => `ip ${n}addr del 10.1.0.4/24 dev ${a}`),
  fc.tuple(device, dst).map(([a, d]) => `bridge fdb append 00:00:00:00:00:00 dev ${a} dst ${d}`),
  fc.tuple(device, dst).map(([a, d]) => `bridge fdb del 00:00:00:00:00:00 dev ${a} dst ${d}`),
  space.map((n) => `ip netns add ${n}`),
  space.map((n) => `ip netns del ${n}`),
  space.map((n) => `ip netns exec ${n} sysctl -qw net.ipv4.ip_forward=1`),
  fc.constant('sysctl -qw net.ipv4.ip_forward=1'),
);

describe('a read of what was touched', () => {
  it('tells the same as a complete read, whatever is done', async () => {
    const done = fc.array(fc.array(line, { minLength: 1, maxLength: 4 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(done, async (turns) => {
        let { host, known } = await built();
        for (const lines of turns) {
          await host.does(...lines);
          known = await observeTouched(host, known, host.take());
          const complete = await observe(host, 'host01');
          expect(steady(known)).toEqual(steady(complete));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('asks for what is concerned and nothing else', async () => {
    const { host, known } = await built();
    await host.does('ip link set dev v0 mtu 1400');
    const after = await observeTouched(host, known, host.take(), () => 2000);
    expect(host.jobs).toEqual([[TOUCHED.links]]);
    expect(after.links.find(({ name }) => name === 'v0')?.mtu).toBe(1400);
    expect(after.readAt).toBe(1000);
    for (const part of ['fdb', 'routes', 'neighbours', 'namespaces', 'forwarding'] as const) {
      expect(after[part]).toBe(known[part]);
    }
    const vxl = (observed: Observed) => observed.links.find(({ name }) => name === 'vxl');
    expect(vxl(after)).toBe(vxl(known));
  });

  it('asks in a namespace for that namespace alone', async () => {
    const { host, known } = await built();
    await host.does('ip -n microsoft addr add 10.1.0.4/24 dev v1');
    const after = await observeTouched(host, known, host.take(), () => 2000);
    expect(host.jobs).toEqual([['read:namespace:microsoft']]);
    expect(after.namespaces.map(({ name, readAt }) => [name, readAt])).toEqual([['microsoft', 2000]]);
    expect(after.links).toBe(known.links);
  });

  it('asks nothing where nothing was touched', async () => {
    const { host, known } = await built();
    expect(await observeTouched(host, known, nothingTouched())).toBe(known);
    expect(host.jobs).toEqual([]);
  });

  it('asks for everything where everything was touched', async () => {
    const { host, known } = await built();
    const after = await observeTouched(host, known, everythingTouched(), () => 2000);
    expect(host.jobs).toHaveLength(1);
    expect(host.jobs[0]).toContain(SECTION.links);
    expect(after.readAt).toBe(2000);
  });

  it.each<[string, (output: SectionOutput) => SectionOutput]>([
    ['ends too soon', (output) => ({ ...output, stdout: output.stdout.slice(0, -9) })],
    ['is no list', (output) => ({ ...output, stdout: '{}\n{}\n' })],
    ['failed', (output) => ({ ...output, code: 255, stdout: '', stderr: 'Dump terminated\n' })],
  ])('asks for everything where the answer %s', async (_, spoil) => {
    const { host, known } = await built(
      new Host((output) => (output.name === TOUCHED.links ? spoil(output) : output)),
    );
    await host.does('ip link set dev v0 mtu 1400');
    const after = await observeTouched(host, known, host.take());
    expect(host.jobs).toHaveLength(2);
    expect(host.jobs[1]).toContain(SECTION.links);
    expect(after.links.find(({ name }) => name === 'v0')?.mtu).toBe(1400);
  });
});
