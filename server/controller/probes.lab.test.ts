import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { execInHost } from '../../lab/lab';
import { readRecord } from '../../lab/state';
import type { NetworkMtu } from '../diagnose/network-mtu';
import { loadIntent } from '../intent/load';
import { type MatrixSeats, matrixSeats } from '../model/matrix-seats';
import type { MatrixCell, MatrixEvent } from '../probe/matrix-event';
import type { SweepEvent } from '../probe/sweep-event';
import { type Rig, startRig } from './rig.testing';

const SEED = readFileSync('lab/seed.yaml', 'utf8')
  .replace(
    'networks: { default: { vni: 10, subnets: [10.1.0.0/24] } }',
    'networks: { default: { vni: 10, subnets: [10.1.0.0/24, "2001:db8::/64"] } }',
  )
  .replace('address: 10.1.0.4 }', 'addresses: [10.1.0.4, "2001:db8::4"] }')
  .replace('address: 10.1.0.5 }', 'addresses: [10.1.0.5, "2001:db8::5"] }');

let rig: Rig;
let networkId: string;
const still = new AbortController().signal;

async function on(host: string, ...argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await execInHost({ stateDir: rig.stateDir, host, argv });
  if (status !== 0) throw new Error(`${host}: ${argv.join(' ')}: ${stderr}`);
  return stdout;
}

/** The cable of a host's underlay, at the switch: what is larger vanishes there without a word. */
async function middle(host: string, mtu: number): Promise<void> {
  const record = await readRecord(rig.stateDir);
  const net = `--net=/proc/${record?.fabric.pid}/ns/net`;
  execFileSync('nsenter', [net, 'ip', 'link', 'set', 'dev', `u-${host}`, 'mtu', String(mtu)]);
}

async function seated(family: 4 | 6 | null): Promise<MatrixSeats> {
  const found = matrixSeats(await loadIntent(), networkId, family);
  if ('refusal' in found) throw new Error(found.refusal);
  return found;
}

beforeAll(async () => {
  rig = await startRig({ hosts: 2 });
  await rig.commitFile(SEED);
  await rig.settled();
  const { tenants } = await loadIntent();
  networkId = tenants.find(({ name }) => name === 'microsoft')?.networks[0]?.id ?? '';
});
afterAll(() => rig.stop());
afterEach(async () => {
  await middle('node02', 1500);
  await on('node01', 'ip', 'link', 'set', 'dev', 'msft-vxl-10', 'mtu', '1450');
});

async function sweep(target: string) {
  const { tenants, hosts } = await loadIntent();
  const hostId = hosts.find(({ name }) => name === 'node01')?.id ?? '';
  expect(tenants.length).toBe(2);
  const events: SweepEvent[] = [];
  for await (const event of rig.controller.sweep({ hostId, namespace: 'microsoft', target }, still)) {
    events.push(event);
  }
  const end = events.at(-1);
  if (end?.kind !== 'end') throw new Error('a sweep ends with its end');
  return { ...end, steps: events.filter(({ kind }) => kind === 'step').length };
}

async function mtu(): Promise<NetworkMtu> {
  for await (const event of rig.controller.networkMtu(networkId, still)) {
    if (event.kind === 'end') {
      if (!event.result) throw new Error(event.error ?? 'no result');
      return event.result;
    }
  }
  throw new Error('a measurement ends with its end');
}

describe('through a tunnel', () => {
  it.each([
    ['10.1.0.5', 1422],
    ['2001:db8::5', 1402],
  ])('1450 bytes pass to %s, which is all that the interface takes', async (target, payload) => {
    const { found, steps, command } = await sweep(target);
    expect(found).toMatchObject({ largest: 1450, deviceMtu: 1450, device: 'msft-veth1', limit: 'interface' });
    expect(command).toContain(`-s ${payload} -M do`);
    expect(steps).toBe(3);
  });

  it.each(['10.1.0.5', '2001:db8::5'])(
    'whose VXLAN interface was lowered behind our back fewer pass to %s, and larger ones vanish',
    async (target) => {
      await on('node01', 'ip', 'link', 'set', 'dev', 'msft-vxl-10', 'mtu', '1380');
      const { found, sentence } = await sweep(target);
      // A bridge lets a packet pass that is larger by a VLAN tag (is_skb_forwardable).
      expect([1380, 1384]).toContain(found?.largest);
      expect(found).toMatchObject({ deviceMtu: 1450, limit: 'path', sign: 'silence' });
      expect(sentence).toContain('although msft-veth1 takes 1450: larger ones vanish on the way');
    },
  );

  it('over an underlay that carries less in the middle, the loss is found to the byte', async () => {
    await middle('node02', 1400);
    const { found } = await sweep('10.1.0.5');
    expect([1350, 1354]).toContain(found?.largest);
    expect(found).toMatchObject({ limit: 'path', sign: 'silence' });
  });
});

describe('the MTU of a network', () => {
  it('is exact where the underlay carries what it should, both ways', async () => {
    expect(await mtu()).toMatchObject({
      ...{ verdict: 'exact', configured: 1450, underlay: 1500, right: 1450, differing: [], fix: null },
    });
  });

  it('is too large where a switch in the middle carries less, and the change that mends it does', async () => {
    await middle('node02', 1400);
    const found = await mtu();
    expect(found).toMatchObject({ verdict: 'too-large', configured: 1450 });
    expect([1400, 1404]).toContain(found.underlay);
    expect(found.right).toBe((found.underlay ?? 0) - 50);
    if (found.fix?.kind !== 'set') throw new Error('a change mends it');
    const { tenants } = await loadIntent();
    const tenant = tenants.find(({ name }) => name === 'microsoft');
    const network = tenant?.networks[0];
    if (!tenant || !network) throw new Error('the seed has it');
    await rig.commit([
      { op: 'network.set', tenantId: tenant.id, network: { ...network, mtu: found.fix.mtu } },
    ]);
    await rig.settled();
    expect(await mtu()).toMatchObject({ verdict: 'exact', configured: found.fix.mtu });
    expect((await sweep('10.1.0.5')).found).toMatchObject({ largest: found.fix.mtu, limit: 'interface' });
    await middle('node02', 1500);
    expect(await mtu()).toMatchObject({ verdict: 'room', fix: { kind: 'set', mtu: 1450 } });
    await rig.commit([{ op: 'network.set', tenantId: tenant.id, network }]);
    await rig.settled();
  });

  it('names the interface that somebody lowered by hand', async () => {
    await on('node01', 'ip', 'link', 'set', 'dev', 'msft-vxl-10', 'mtu', '1380');
    await rig.until(
      'node01',
      ({ observed }) => observed?.links.find(({ name }) => name === 'msft-vxl-10')?.mtu === 1380,
    );
    const found = await mtu();
    expect(found).toMatchObject({ verdict: 'drifted', fix: { kind: 'repair' } });
    expect(found.differing).toContainEqual(expect.objectContaining({ name: 'msft-vxl-10', mtu: 1380 }));
  });
});

describe('a matrix', () => {
  async function run(family: 4 | 6 | null, signal = still) {
    const { seats } = await seated(family);
    const events: MatrixEvent[] = [];
    for await (const event of rig.controller.matrix({ seats, count: 2 }, signal)) events.push(event);
    const cells: MatrixCell[] = events.flatMap((event) => (event.kind === 'cell' ? [event.cell] : []));
    return { seats, events, cells, end: events.at(-1) };
  }

  it.each([4, 6] as const)('has RTT and loss of both directions, over IPv%i', async (family) => {
    const { seats, cells, end, events } = await run(family);
    expect(events[0]).toMatchObject({ kind: 'begin', pairs: 2, leftOut: 0 });
    const ids = seats.map(({ endpointId }) => endpointId);
    expect(cells.map(({ from, to }) => [from, to]).sort()).toEqual([ids, [...ids].reverse()].sort());
    for (const cell of cells) expect(cell).toMatchObject({ sent: 2, received: 2, error: null });
    expect(end).toEqual({ kind: 'end', asked: 2, lost: 0, lossy: 0, failed: 0, error: null });
  });

  it('tells of a pair that is lost', async () => {
    await on('node02', 'ip', 'link', 'set', 'dev', 'msft-vxl-10', 'down');
    try {
      const { end } = await run(4);
      expect(end).toMatchObject({ asked: 2, lost: 2 });
    } finally {
      await on('node02', 'ip', 'link', 'set', 'dev', 'msft-vxl-10', 'up');
    }
  });

  it('that is stopped leaves nothing running', async () => {
    const abort = new AbortController();
    const { seats } = await seated(4);
    for await (const event of rig.controller.matrix({ seats, count: 10 }, abort.signal)) {
      if (event.kind === 'asking') abort.abort();
    }
    await expect
      .poll(() => on('node01', 'ps', '-ww', '-e', '-o', 'args='), { timeout: 5_000 })
      .not.toContain('ping -n -q -c 10');
  });
});
