import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Runner, StreamOptions } from '../ssh/runner';
import type { Touched } from './touched';
import { labelsNamespaces, watchKernel } from './watch';

const LINK = '[nsid current]6: msft-br: <BROADCAST,MULTICAST> mtu 1450 qdisc noop state DOWN \n';
const OTHER = '[nsid current]7: msft-vxl-10: <BROADCAST,MULTICAST> mtu 1450 qdisc noop state DOWN \n';
const LEARNED = '[nsid current]dev msft-veth0 lladdr 02:00:00:00:07:08 REACHABLE \n';

/** Speaks as the host's monitor would. */
class Host implements Runner {
  readonly monitors: { options: StreamOptions; open: boolean }[] = [];

  run(): never {
    throw new Error('nothing is run here');
  }

  async stream(_: string[], options: StreamOptions) {
    const monitor = { options, open: true };
    this.monitors.push(monitor);
    return {
      close: () => {
        monitor.open = false;
      },
    };
  }

  get now(): StreamOptions {
    const monitor = this.monitors.at(-1);
    if (!monitor) throw new Error('nothing was started');
    return monitor.options;
  }

  says = (text: string) => this.now.onStdout(Buffer.from(text));
}

let host: Host;
let heard: Touched[];
let ended: number;

beforeEach(() => {
  vi.useFakeTimers();
  host = new Host();
  heard = [];
  ended = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

/** A monitor whose start was told of already. */
async function started(iproute2: string | null = '6.1.0') {
  const monitor = await watchKernel(host, {
    iproute2,
    onTouched: (touched) => heard.push(touched),
    onEnd: () => {
      ended += 1;
    },
  });
  await vi.advanceTimersByTimeAsync(100);
  expect(heard.splice(0).map(({ everything }) => everything)).toEqual([true]);
  return monitor;
}

describe('events of a host', () => {
  it('are gathered for less than 100 ms from the first on, and told once', async () => {
    await started();
    host.says(LINK);
    await vi.advanceTimersByTimeAsync(30);
    host.says(OTHER);
    await vi.advanceTimersByTimeAsync(25);
    expect(heard).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(44);
    expect(heard.map(({ devices }) => [...devices.keys()])).toEqual([[6, 7]]);
    host.says(LINK);
    await vi.advanceTimersByTimeAsync(99);
    expect(heard).toHaveLength(2);
  });

  it('are put together from the pieces that they come in', async () => {
    await started();
    host.says(LINK.slice(0, 17));
    host.says(LINK.slice(17));
    await vi.advanceTimersByTimeAsync(99);
    expect(heard.map(({ everything, devices }) => [everything, [...devices.keys()]])).toEqual([[false, [6]]]);
  });

  it('that were lost touch everything', async () => {
    await started();
    host.says(LINK);
    host.now.onStderr(Buffer.from('netlink receive error No buffer space available (105)\n'));
    await vi.advanceTimersByTimeAsync(99);
    expect(heard.map(({ everything }) => everything)).toEqual([true]);
  });

  it('touch everything where iproute2 cannot tell namespaces apart, but for what comes and goes by itself', async () => {
    await started('5.10.0');
    host.says(LINK);
    await vi.advanceTimersByTimeAsync(99);
    expect(heard.splice(0).map(({ everything }) => everything)).toEqual([true]);
    host.says(LEARNED);
    await vi.advanceTimersByTimeAsync(99);
    expect(heard).toEqual([]);
  });

  it('are not told after the watch was closed', async () => {
    const monitor = await started();
    host.says(LINK);
    monitor.close();
    await vi.advanceTimersByTimeAsync(99);
    expect(heard).toEqual([]);
    expect(host.monitors.map(({ open }) => open)).toEqual([false]);
  });
});

describe('a monitor that ends', () => {
  it('touches everything first, and is then told of', async () => {
    await started();
    host.now.onEnd({ code: null, lost: true });
    expect(heard.map(({ everything }) => everything)).toEqual([true]);
    expect(ended).toBe(1);
    host.says(LINK);
    await vi.advanceTimersByTimeAsync(99);
    expect(heard).toHaveLength(1);
  });

  it('after its lifetime is started again, and everything is touched', async () => {
    await started();
    await vi.advanceTimersByTimeAsync(24 * 60 * 60 * 1000);
    host.now.onEnd({ code: null, lost: false });
    await vi.advanceTimersByTimeAsync(99);
    expect(host.monitors).toHaveLength(2);
    expect(heard.map(({ everything }) => everything)).toEqual([true]);
    expect(ended).toBe(0);
  });

  it('at once is not started again', async () => {
    await started();
    host.now.onEnd({ code: 1, lost: false });
    await vi.advanceTimersByTimeAsync(99);
    expect(host.monitors).toHaveLength(1);
    expect(ended).toBe(1);
  });
});

describe('a monitor that is renewed', () => {
  it('speaks no more in the old one, and touches everything', async () => {
    const monitor = await started();
    const old = host.now;
    monitor.renew();
    await vi.advanceTimersByTimeAsync(99);
    expect(host.monitors.map(({ open }) => open)).toEqual([false, true]);
    expect(heard.splice(0).map(({ everything }) => everything)).toEqual([true]);
    old.onStdout(Buffer.from(LINK));
    old.onEnd({ code: null, lost: false });
    await vi.advanceTimersByTimeAsync(99);
    expect(heard).toEqual([]);
    expect(ended).toBe(0);
  });
});

it.each([
  ['6.1.0', true],
  ['5.15.0', true],
  ['5.14.0', true],
  ['5.13.0', false],
  ['5.9.0', false],
  ['4.20.0', false],
  ['200127', false],
  ['unknown', false],
  [null, false],
])('iproute2 %s tells namespaces apart: %s', (version, apart) => {
  expect(labelsNamespaces(version)).toBe(apart);
});
