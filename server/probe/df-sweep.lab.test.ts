import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LabHosts } from '../ssh/lab-hosts.testing';
import { dfSweep, type SweepWay, sizedPingArgv } from './df-sweep';
import { PingRefused } from './ping-request';
import type { SweepEvent } from './sweep-event';

let lab: LabHosts;

/** Three namespaces in a row: `left` and `right` of 1500 bytes, and a router between whose far side carries 1400. */
const SCRIPT = `
for n in left router right; do ip netns add $n; done
ip link add name l netns left type veth peer name rl netns router
ip link add name r netns right type veth peer name rr netns router
ip -n left addr add 10.1.0.1/24 dev l; ip -n left addr add fd00:1::1/64 dev l nodad; ip -n left link set dev l up
ip -n router addr add 10.1.0.254/24 dev rl; ip -n router addr add fd00:1::fe/64 dev rl nodad; ip -n router link set dev rl up
ip -n router addr add 10.2.0.254/24 dev rr; ip -n router addr add fd00:2::fe/64 dev rr nodad; ip -n router link set dev rr mtu 1400 up
ip -n right addr add 10.2.0.1/24 dev r; ip -n right addr add fd00:2::1/64 dev r nodad; ip -n right link set dev r up
ip -n left route add default via 10.1.0.254; ip -n left -6 route add default via fd00:1::fe
ip -n right route add default via 10.2.0.254; ip -n right -6 route add default via fd00:2::fe
ip netns exec router sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding'
`;
beforeAll(async () => {
  lab = await LabHosts.up(1);
  await lab.witness(0, 'sh', '-ec', SCRIPT);
});
afterAll(() => lab.down());

async function swept(way: SweepWay, signal = new AbortController().signal) {
  const events: SweepEvent[] = [];
  for await (const event of dfSweep(await lab.runner(0), way, signal)) events.push(event);
  const end = events.at(-1);
  if (end?.kind !== 'end') throw new Error('the last event is the end');
  return { events, end, sizes: events.flatMap((event) => (event.kind === 'step' ? [event.size] : [])) };
}

describe('the largest packet that passes', () => {
  it.each([
    ['10.1.0.254', [84, 1500, 1501], 1472],
    ['fd00:1::fe', [104, 1500, 1501], 1452],
  ])('to the next hop %s is what the interface takes', async (target, tried, payload) => {
    const { end, sizes } = await swept({ namespace: 'left', target });
    expect(sizes).toEqual(tried);
    expect(end.found).toMatchObject({
      ...{ device: 'l', deviceMtu: 1500, largest: 1500, limit: 'interface', sign: 'message-too-long' },
    });
    expect(end.command).toBe(`ip netns exec left ping -n -c 1 -i 0.2 -w 1 -s ${payload} -M do -- ${target}`);
  });

  it.each([
    ['10.2.0.1', '10.1.0.254'],
    ['fd00:2::1', 'fd00:1::fe'],
  ])('to %s is what the router behind says, found in few packets', async (target, router) => {
    const { end, sizes } = await swept({ namespace: 'left', target });
    expect(sizes.length).toBeLessThanOrEqual(5);
    expect(end.found).toMatchObject({
      ...{ largest: 1400, limit: 'path', sign: 'fragmentation-needed', toldBy: router, toldMtu: 1400 },
    });
    // What the kernel remembers now is not taken for a limit of the interface.
    expect((await swept({ namespace: 'left', target })).end.found).toMatchObject({
      ...{ largest: 1400, deviceMtu: 1500, limit: 'path' },
    });
  });

  it('is found where larger ones vanish without a word', async () => {
    // A smaller receiver on the same wire drops what is too large for it, as a switch does.
    await lab.witness(0, 'ip', '-n', 'router', 'link', 'set', 'dev', 'rl', 'mtu', '1333');
    try {
      const { end } = await swept({ namespace: 'left', target: '10.1.0.254' });
      expect(end.found).toMatchObject({ deviceMtu: 1500, limit: 'path', sign: 'silence' });
      // veth lets four bytes more pass, the room of a VLAN tag (is_skb_forwardable).
      expect([1333, 1337]).toContain(end.found?.largest);
    } finally {
      await lab.witness(0, 'ip', '-n', 'router', 'link', 'set', 'dev', 'rl', 'mtu', '1500');
    }
  });

  it('is unknown where nobody answers, and where no route leads there', async () => {
    const silent = await swept({ namespace: 'left', target: '10.1.0.77' });
    expect(silent.sizes).toEqual([84]);
    expect(silent.end).toMatchObject({ found: { largest: null }, error: null });
    await lab.witness(0, 'ip', 'netns', 'add', 'alone');
    const { end } = await swept({ namespace: 'alone', target: '192.0.2.1' });
    expect(end).toMatchObject({ found: null, error: expect.stringContaining('unreachable') });
  });

  it('that is aborted ends at once, and so does its ping', async () => {
    const abort = new AbortController();
    const events: SweepEvent[] = [];
    const way = { namespace: 'left', target: '10.1.0.78' };
    const sweep = dfSweep(await lab.runner(0), way, abort.signal);
    for await (const event of sweep) {
      events.push(event);
      if (event.kind === 'begin') setImmediate(() => abort.abort());
    }
    expect(events.at(-1)).toMatchObject({ kind: 'end', found: null });
    await expect.poll(() => lab.processes(0), { timeout: 5_000 }).not.toContain('10.1.0.78');
  });
});

describe('a sweep sends nothing', () => {
  it.each(['-f', '127.0.0.1', '224.0.0.1', '255.255.255.255', '010.1.0.5', '167837701', 'ff02::1', 'a\nb'])(
    'to %j',
    async (target) => {
      await expect(swept({ namespace: 'left', target })).rejects.toThrow(PingRefused);
      await expect(swept({ source: '10.1.0.1', target })).rejects.toThrow(PingRefused);
    },
  );
  it.each(['', '..', '-n', 'a b', 'a/b'])('from a namespace named %j', async (namespace) => {
    await expect(swept({ namespace, target: '10.1.0.254' })).rejects.toThrow(PingRefused);
  });
  it.each(['-I', 'eth0', 'fd00::1'])('from the source %j to an IPv4 address', async (source) => {
    await expect(swept({ source, target: '10.1.0.254' })).rejects.toThrow(PingRefused);
  });
  it.each([-1, 65_508, 1.5, Number.NaN])('of %s bytes', (payload) => {
    expect(() => sizedPingArgv({ namespace: 'left', target: '10.1.0.254' }, payload, 1)).toThrow(PingRefused);
  });
});
