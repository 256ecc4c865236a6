import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../compile/compile';
import { host, intent, tenant } from '../compile/fixtures/intent';
import type { Carriage } from '../live/carriage';
import { MOST_MESHED, untoldTunnels } from '../model/mesh';
import { FABRIC, newHost, read, run } from '../plan/fixtures/host';
import { plan } from '../plan/plan-host';
import { StatusBoard } from './board';
import { Carriages } from './carriages';
import type { HostReading } from './reading';
import type { Status } from './status';
import { statuses } from './statuses';

const NOW = 1_000_000;

async function fabricOf(count: number) {
  const hosts = Array.from({ length: count }, (_, n) => host(`n${n}`, `10.10.0.${n + 1}`));
  const microsoft = tenant({
    name: 'microsoft',
    prefix: 'msft',
    networks: [{ vni: 10 }],
    endpoints: hosts.map(({ name }) => ({ host: name })),
  });
  const wanted = intent(hosts, [microsoft]);
  const desired = compile({ intent: wanted, fabric: FABRIC, underlayMtu: {} });
  const readings: Record<string, HostReading> = {};
  for (const [n, one] of desired.entries()) {
    const kernel = newHost(`10.10.0.${n + 1}/16`);
    await run(kernel, plan(one, await read(kernel, one.hostId), { isolate: false }));
    readings[one.hostId] = {
      state: 'ready',
      reason: null,
      observed: await read(kernel, one.hostId),
      shape: 1,
      heardAt: NOW,
      activeRevision: wanted.revision,
      run: null,
      refusals: [],
      strays: [],
    };
  }
  return { intent: wanted, desired, hosts: readings, carriages: new Carriages(), now: NOW };
}

describe('the board of statuses', () => {
  it('keeps the statuses of hosts of which nothing changed, and judges the others anew', async () => {
    const input = await fabricOf(3);
    const board = new StatusBoard();
    board.judge(input);
    const before = new Map(board.all().map((status) => [status.key, status]));
    const [first = ''] = Object.keys(input.hosts);
    const reading = input.hosts[first];
    if (!reading) throw new Error('there is no host');
    board.judge({
      ...input,
      hosts: { ...input.hosts, [first]: { ...reading, state: 'unreachable' } },
    });
    for (const status of board.all().filter(({ key }) => key.startsWith('link:'))) {
      const same = before.get(status.key) === status;
      expect({ key: status.key, same }).toEqual({ key: status.key, same: !status.key.includes(first) });
    }
  });

  it('finds a host stale that was not heard of for 15 s, although nothing of it changed', async () => {
    const input = await fabricOf(2);
    const board = new StatusBoard();
    board.judge(input);
    const [first = ''] = Object.keys(input.hosts);
    const stale = board.judge({ ...input, now: NOW + 15_001 });
    expect(stale.set.find(({ key }) => key === `host:${first}`)).toMatchObject({ health: 'unknown' });
  });

  it('tells of the tunnels of a large mesh only those that have something of their own to say', async () => {
    const input = await fabricOf(MOST_MESHED + 1);
    const tunnels = () => statuses(input).filter(({ key }) => key.startsWith('tunnel:'));
    expect(tunnels()).toEqual([]);
    const [first = '', second = ''] = Object.keys(input.hosts);
    const reading = input.hosts[first];
    if (!reading?.observed) throw new Error('there is no host');
    const lost = reading.observed.fdb.filter(({ dst }) => dst !== '10.10.0.2');
    expect(lost.length).toBe(reading.observed.fdb.length - 1);
    input.hosts[first] = { ...reading, observed: { ...reading.observed, fdb: lost } };
    const [tunnel, ...others] = tunnels();
    expect(others).toEqual([]);
    expect(tunnel).toMatchObject({ health: 'degraded' });
    expect(tunnel?.key).toContain(second);
  });

  it('tells of a tunnel of a large mesh as long as a way of it loses packets', async () => {
    const input = await fabricOf(MOST_MESHED + 1);
    const board = new StatusBoard();
    const told = (received: number) => {
      input.carriages.put(way(first, second, received));
      const { set, gone } = board.judge(input);
      const isTunnel = (key: string) => key.startsWith('tunnel:');
      return [set.map(({ key }) => key).filter(isTunnel).length, gone.filter(isTunnel).length];
    };
    const [first = '', second = ''] = Object.keys(input.hosts);
    expect(told(3)).toEqual([0, 0]);
    expect(told(0)).toEqual([1, 0]);
    expect(told(0)).toEqual([0, 0]);
    expect(told(3)).toEqual([0, 1]);
    expect(told(3)).toEqual([0, 0]);
  });

  it('counts the tunnels that are not told by what their ends say', async () => {
    const input = await fabricOf(MOST_MESHED + 1);
    const [first = '', second = '', third = ''] = Object.keys(input.hosts);
    const counted = () => {
      const all = statuses(input);
      const known = new Map(all.map((status) => [status.key, status]));
      const told = all.filter(({ key }) => key.startsWith('tunnel:'));
      return { ...untoldTunnels(input.intent, (key) => known.get(key), told), told: told.length };
    };
    const all = (MOST_MESHED * (MOST_MESHED + 1)) / 2;
    expect(counted()).toEqual({ healthy: all, unknown: 0, pending: 0, told: 0 });
    const set = (hostId: string, patch: Partial<HostReading>) => {
      const reading = input.hosts[hostId];
      if (!reading) throw new Error('there is no such host');
      input.hosts[hostId] = { ...reading, ...patch };
    };
    set(first, { state: 'unreachable' });
    expect(counted()).toEqual({ healthy: all - MOST_MESHED, unknown: MOST_MESHED, pending: 0, told: 0 });
    const [seen, whole] = [input.hosts[second]?.observed, input.hosts[third]?.observed];
    if (!seen || !whole) throw new Error('the hosts were read');
    set(second, { observed: { ...seen, fdb: seen.fdb.filter(({ dst }) => dst !== '10.10.0.3') } });
    expect(counted()).toEqual({ healthy: all - MOST_MESHED - 1, unknown: MOST_MESHED, pending: 0, told: 1 });
    set(third, { observed: { ...whole, links: whole.links.filter(({ name }) => name !== 'msft-vxl-10') } });
    const { told, ...untold } = counted();
    expect(told + untold.healthy + untold.unknown).toBe(all);
    expect(told).toBe(MOST_MESHED);
  });

  it('tells of changes what a look at everything would tell, whatever happens', async () => {
    const input = await fabricOf(4);
    const ids = Object.keys(input.hosts);
    const whole = { ...input.hosts };
    let shapes = 1;
    const host = fc.constantFrom(...ids);
    const deed = fc.oneof(
      fc.record({
        what: fc.constant('state' as const),
        host,
        state: fc.constantFrom('ready', 'unreachable'),
      }),
      fc.record({ what: fc.constant('flood' as const), host, peer: fc.nat({ max: 3 }) }),
      fc.record({ what: fc.constant('whole' as const), host }),
      fc.record({ what: fc.constant('probe' as const), host, to: host, received: fc.nat({ max: 3 }) }),
      fc.record({ what: fc.constant('forget' as const), host, to: host }),
      fc.record({ what: fc.constant('later' as const), host }),
      fc.record({ what: fc.constant('intent' as const), host }),
    );
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 12 }), (deeds) => {
        const board = new StatusBoard();
        const told = new Map<string, Status>();
        let now = { ...input, hosts: { ...whole }, carriages: new Carriages() };
        const look = () => {
          const { set, gone } = board.judge(now);
          for (const key of gone) expect(told.delete(key)).toBe(true);
          for (const status of set) {
            expect(told.get(status.key)).not.toEqual(status);
            told.set(status.key, status);
          }
          const carriages = new Carriages();
          for (const way of now.carriages.all()) carriages.put(way);
          const all = statuses({ ...now, carriages });
          expect([...told.values()].sort(byKey)).toEqual([...all].sort(byKey));
          expect(board.all()).toEqual(all);
        };
        look();
        for (const one of deeds) {
          const reading = now.hosts[one.host];
          if (!reading?.observed) throw new Error('every host was read');
          const { fdb } = reading.observed;
          const put = (patch: Partial<HostReading>) => {
            now = { ...now, hosts: { ...now.hosts, [one.host]: { ...reading, ...patch } } };
          };
          if (one.what === 'state') put({ state: one.state as HostReading['state'] });
          if (one.what === 'flood') {
            const left = fdb.filter(({ dst }) => dst !== `10.10.0.${one.peer + 1}`);
            put({ observed: { ...reading.observed, fdb: left }, shape: ++shapes });
          }
          if (one.what === 'whole') put({ ...whole[one.host], heardAt: now.now });
          if (one.what === 'probe' && one.to !== one.host)
            now.carriages.put(way(one.host, one.to, one.received));
          if (one.what === 'forget') now.carriages.drop(one.host, one.to);
          if (one.what === 'later') now = { ...now, now: now.now + 10_000 };
          if (one.what === 'intent') now = { ...now, intent: { ...now.intent } };
          look();
        }
      }),
      { numRuns: 60 },
    );
  });
});

const byKey = (a: Status, b: Status) => (a.key < b.key ? -1 : 1);

function way(from: string, to: string, received: number): Carriage {
  const [source, target] = ['10.10.0.1', '10.10.0.2'];
  const ms = received > 0 ? 0.2 : null;
  return {
    from,
    to,
    source,
    target,
    sent: 3,
    received,
    minMs: ms,
    avgMs: ms,
    maxMs: ms,
    error: null,
    at: NOW,
  };
}
