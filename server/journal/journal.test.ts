import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { database, openDatabase } from '../db/client';
import { dataFolder } from '../db/folder';
import { temporaryDatabase } from '../db/temporary';
import type { DriftItem } from '../drift/drift-item';
import { type Activity, listActivity } from '../intent/activity';
import { commit } from '../intent/commit';
import { foundFabric } from '../intent/found';
import { loadIntent } from '../intent/load';
import type { Intent, Tenant } from '../model/intent';
import { proposeEndpoint, proposeHost, proposeTenant } from '../model/propose';
import { statusKey } from '../model/status-key';
import type { Observed, ObservedLink } from '../observe/observed';
import type { Health, Status } from '../status/status';
import { HISTORY_MS } from './bounds';
import { Journal } from './journal';
import { prune } from './prune';
import { beginRepair } from './repairs';
import { historyAt, historyOf, NotKept } from './status-history';

const HOUR = 3_600_000;
const HOSTS = [1, 2].map((n) => ({
  ...proposeHost({ name: `node0${n}`, address: `198.18.0.${n}` }),
  underlay: { device: 'eth1', address: `10.10.10.${n}0` },
}));
const [A = '', B = ''] = HOSTS.map(({ id }) => id);
const EMPTY: Intent = { revision: 0, vxlan: { port: 8472 }, drift: 'report', hosts: HOSTS, tenants: [] };
const PROPOSED = proposeTenant(EMPTY, { name: 'microsoft', prefix: 'msft' });
const FIRST: Tenant = { ...PROPOSED, endpoints: [proposeEndpoint(PROPOSED, { hostId: A })] };
const TENANT: Tenant = { ...FIRST, endpoints: [...FIRST.endpoints, proposeEndpoint(FIRST, { hostId: B })] };
const NETWORK = TENANT.networks[0]?.id ?? '';
const BRIDGE = statusKey.link(A, null, 'msft-br');
const TUNNEL = statusKey.tunnel(NETWORK, A, B);

let remove: () => Promise<void>;
let intent: Intent;
let now: number;
let journals: Journal[];
beforeEach(async () => {
  ({ remove } = await temporaryDatabase());
  await foundFabric();
  await commit({
    base: 0,
    actor: 'ada',
    operations: [
      ...HOSTS.map((host) => ({ op: 'host.add' as const, host })),
      { op: 'tenant.add' as const, tenant: TENANT },
    ],
  });
  intent = await loadIntent();
  now = Date.now();
  journals = [];
});
afterEach(async () => {
  for (const journal of journals) await journal.close();
  await remove();
});

/** The clock of the journals, set on by so many milliseconds. */
const later = (ms: number) => at(now + ms);

function at(time: number): number {
  now = time;
  return now;
}

async function open(graceMs = 0): Promise<Journal> {
  const journal = await Journal.open(intent, { graceMs, now: () => now });
  journals.push(journal);
  return journal;
}

const status = (key: string, health: Health, sentence: string = health): Status => ({
  key,
  health,
  sentence,
  facts: [],
  tenantId: TENANT.id,
});
const healthsOf = async (key: string) =>
  (await historyOf(key, { limit: 100 }, now)).changes.map(({ health }) => health);
const rows = (kind: Activity['kind']) => listActivity({ limit: 200 }, { kinds: [kind] });

describe('the history of status', () => {
  it('has a row where health or its reason changed, and none for the rest', async () => {
    const journal = await open();
    journal.statuses([status(BRIDGE, 'healthy')], [], now);
    journal.statuses([status(BRIDGE, 'healthy')], [], later(1_000));
    journal.statuses([status(BRIDGE, 'failed', 'msft-br is down')], [], later(1_000));
    journal.statuses([status(BRIDGE, 'failed', 'msft-br is gone')], [], later(1_000));
    await journal.flush();
    const { changes } = await historyOf(BRIDGE, { limit: 10 }, now);
    expect(changes.map(({ health, sentence }) => [health, sentence])).toEqual([
      ['failed', 'msft-br is gone'],
      ['failed', 'msft-br is down'],
      ['healthy', 'healthy'],
    ]);
  });

  it('has no row for an age that a sentence tells', async () => {
    const journal = await open();
    for (const age of ['less than a minute', 'a minute', '2 minutes', 'an hour', '3 days']) {
      journal.statuses([status(BRIDGE, 'unknown', `node01 was last read ${age} ago`)], [], later(60_000));
    }
    await journal.flush();
    expect(await healthsOf(BRIDGE)).toEqual(['unknown']);
  });

  it('says what everything was at any moment of the last day, without what was gone then', async () => {
    const journal = await open();
    const begin = now;
    journal.statuses([status(BRIDGE, 'healthy'), status(TUNNEL, 'healthy')], [], begin);
    journal.statuses([status(BRIDGE, 'failed')], [], begin + 10_000);
    journal.statuses([], [TUNNEL], begin + 20_000);
    now = begin + 30_000;
    await journal.flush();
    const told = async (moment: number) =>
      (await historyAt(moment, now)).statuses.map(({ key, health, since }) => [key, health, since - begin]);
    expect(await told(begin - 1)).toEqual([]);
    expect(await told(begin + 9_999)).toEqual([
      [BRIDGE, 'healthy', 0],
      [TUNNEL, 'healthy', 0],
    ]);
    expect(await told(begin + 10_000)).toEqual([
      [BRIDGE, 'failed', 10_000],
      [TUNNEL, 'healthy', 0],
    ]);
    expect(await told(begin + 20_000)).toEqual([[BRIDGE, 'failed', 10_000]]);
    await expect(historyAt(now + HOUR, now)).rejects.toBeInstanceOf(NotKept);
    await expect(historyAt(now - HISTORY_MS - 1, now)).rejects.toBeInstanceOf(NotKept);
  });

  it('of one thing is given in pages, in a span of time, with what held before it', async () => {
    const journal = await open();
    const begin = now;
    for (let i = 0; i < 10; i++) {
      journal.statuses([status(BRIDGE, i % 2 ? 'failed' : 'healthy')], [], at(begin + i * 1_000));
    }
    await journal.flush();
    const seconds = ({ changes }: Awaited<ReturnType<typeof historyOf>>) =>
      changes.map(({ at }) => (at - begin) / 1_000);
    const first = await historyOf(BRIDGE, { limit: 4 }, now);
    expect([seconds(first), first.more]).toEqual([[9, 8, 7, 6], true]);
    const next = await historyOf(BRIDGE, { limit: 10, before: first.changes.at(-1)?.id }, now);
    expect([seconds(next), next.more]).toEqual([[5, 4, 3, 2, 1, 0], false]);
    const span = await historyOf(BRIDGE, { from: begin + 4_500, to: begin + 6_500, limit: 10 }, now);
    expect(seconds(span)).toEqual([6, 5, 4]);
  });

  it('goes on after a restart from what was told last, and knows that nobody looked meanwhile', async () => {
    const first = await open();
    first.statuses([status(BRIDGE, 'healthy'), status(TUNNEL, 'healthy')], [], now);
    const ended = now;
    await first.close();
    now += HOUR;
    const second = await open(30_000);
    // What a start says before it has looked is no news.
    second.allStatuses([], now);
    second.allStatuses([status(BRIDGE, 'unknown')], later(1_000));
    second.statuses([status(BRIDGE, 'healthy')], [], later(1_000));
    await second.flush();
    expect(await healthsOf(BRIDGE)).toEqual(['healthy']);
    expect((await historyAt(ended + HOUR / 2, now)).watched).toBe(false);
    expect((await historyAt(now, now)).watched).toBe(true);
    // After the grace, what is not there is gone.
    second.statuses([], [], later(30_000));
    await second.flush();
    expect(await healthsOf(TUNNEL)).toEqual([null, 'healthy']);
    expect(await healthsOf(BRIDGE)).toEqual(['healthy']);
  });

  it('keeps a day, and what held when it began', async () => {
    const journal = await open();
    const begin = now;
    const gone = statusKey.endpoint('gone00000000');
    journal.statuses([status(BRIDGE, 'healthy'), status(gone, 'healthy')], [], begin);
    journal.statuses([status(BRIDGE, 'failed')], [gone], begin + HOUR);
    journal.statuses([status(BRIDGE, 'healthy')], [], begin + 20 * HOUR);
    await journal.flush();
    now = begin + 26 * HOUR;
    await prune(now);
    expect(await database().statusChange.count()).toBe(2);
    expect((await historyAt(begin + 3 * HOUR, now)).statuses).toMatchObject([
      { key: BRIDGE, health: 'failed' },
    ]);
    expect((await historyAt(now, now)).statuses).toMatchObject([{ key: BRIDGE, health: 'healthy' }]);
  });

  it('keeps no more rows than it may, and does not answer for what it dropped', async () => {
    const journal = await open();
    const begin = now;
    for (let i = 0; i < 100; i++) {
      journal.statuses([status(BRIDGE, i % 2 ? 'failed' : 'healthy')], [], at(begin + i * 1_000));
    }
    journal.statuses([status(TUNNEL, 'healthy')], [], now);
    await journal.flush();
    await prune(now, 20);
    expect(await database().statusChange.count()).toBeLessThanOrEqual(22);
    expect((await historyAt(now, now)).statuses).toHaveLength(2);
    expect((await historyAt(begin + 90_000, now)).statuses).toMatchObject([{ health: 'healthy' }]);
    await expect(historyAt(begin + 50_000, now)).rejects.toThrow('goes back to');
  });
});

describe('while another process holds the database', () => {
  it('nothing waits for it, and what happened is written when it is free', async () => {
    const journal = await open();
    journal.statuses([status(BRIDGE, 'healthy')], [], now);
    await journal.flush();
    const other = await openDatabase(dataFolder());
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let locked = () => {};
    const taken = new Promise<void>((resolve) => {
      locked = resolve;
    });
    const holding = other.$transaction(async (tx) => {
      await tx.setting.create({ data: { key: 'held', value: '1' } });
      locked();
      await held;
    });
    await taken;
    const failedAt = later(1_000);
    journal.statuses([status(BRIDGE, 'failed')], [], failedAt);
    await journal.flush();
    expect(journal.waiting).toBe(1);
    journal.statuses([status(BRIDGE, 'healthy')], [], later(1_000));
    release();
    await holding;
    await other.$disconnect();
    await journal.flush();
    expect(journal.waiting).toBe(0);
    expect(await healthsOf(BRIDGE)).toEqual(['healthy', 'failed', 'healthy']);
  });

  it('a bounded number waits, and the history says that some was lost', { timeout: 30_000 }, async () => {
    const journal = await open();
    await journal.flush();
    const begin = now;
    for (let i = 0; i < 20_500; i++) {
      journal.statuses([status(BRIDGE, i % 2 ? 'failed' : 'healthy')], [], at(begin + i));
    }
    expect(journal.waiting).toBe(20_000);
    await journal.flush();
    expect(await database().statusChange.count()).toBe(20_000);
    expect((await rows('other')).map(({ action, subject }) => [action, subject])).toEqual([
      ['journal.lost', '500 changes of status'],
    ]);
    expect((await historyAt(begin + 250, now)).watched).toBe(false);
    expect((await historyAt(begin + 750, now)).watched).toBe(true);
  });
});

const link = (name: string, index: number, up: boolean, carrier = up) =>
  ({ name, index, up, carrier }) as ObservedLink;
const observed = (...links: ObservedLink[]) =>
  ({ hostId: A, bootId: 'one', links, namespaces: [] }) as unknown as Observed;

describe('what the network does', () => {
  it('is told of links of ours that go down and come up again, and of no others', async () => {
    const journal = await open();
    journal.observed(
      observed(link('msft-br', 5, true), link('docker0', 6, true), link('eth1', 2, true)),
      now,
    );
    const set = [link('msft-br', 5, false), link('docker0', 6, false), link('eth1', 2, true, false)];
    journal.patch({ hostId: A, readAt: now, links: { set, gone: [] } }, later(1_000));
    await journal.flush();
    journal.patch(
      { hostId: A, readAt: now, links: { set: [link('msft-br', 5, true)], gone: [] } },
      later(1_000),
    );
    await journal.flush();
    const told = await rows('link');
    expect(told.map(({ action, sentence, outcome }) => [action, sentence, outcome])).toEqual([
      ['link.up', 'msft-br on node01 came up again', 'done'],
      ['link.down', 'the underlay device eth1 on node01 lost its carrier', 'failed'],
      ['link.down', 'msft-br on node01 went down', 'failed'],
    ]);
    expect(told[0]).toMatchObject({ actor: 'network', tenantIds: [TENANT.id], hostIds: [A] });
  });

  it('is not told of what a run of ours does', async () => {
    const journal = await open();
    journal.observed(observed(link('msft-br', 5, true)), now);
    journal.host({ hostId: A, run: { startedAt: now, stage: 'pushing' } });
    journal.patch({ hostId: A, readAt: now, links: { set: [link('msft-br', 5, false)], gone: [] } }, now);
    await journal.flush();
    expect(await rows('link')).toEqual([]);
  });

  it('is counted where it flaps', async () => {
    const journal = await open();
    journal.observed(observed(link('msft-br', 5, true)), now);
    for (let i = 0; i < 40; i++) {
      const set = [link('msft-br', 5, i % 2 === 1)];
      journal.patch({ hostId: A, readAt: now, links: { set, gone: [] } }, later(2_000));
      if (i % 5 === 0) await journal.flush();
    }
    await journal.flush();
    expect((await rows('link')).map(({ action, count }) => [action, count])).toEqual([
      ['link.up', 20],
      ['link.down', 20],
    ]);
  });

  it('fills no disk when everything changes at once', { timeout: 30_000 }, async () => {
    const journal = await open();
    journal.statuses([status(TUNNEL, 'healthy')], [], now);
    const item = (n: number): DriftItem => drift(`msft-veth${n}`);
    for (let second = 0; second < 90; second++) {
      now += 1_000;
      const items = Array.from({ length: 5 }, (_, n) => item(second * 5 + n));
      journal.drift(items, [], now);
      await journal.flush();
    }
    const told = await rows('drift');
    expect(told.length).toBeLessThan(100);
    const more = (await rows('other')).filter(({ action }) => action === 'journal.more');
    expect(more.length).toBeGreaterThan(0);
    const counted = more.reduce((sum, { subject, count }) => sum + count * Number.parseInt(subject, 10), 0);
    expect(told.length + counted).toBeGreaterThan(300);
    // Much of the same at one time is one row.
    journal.drift(
      Array.from({ length: 500 }, (_, n) => item(10_000 + n)),
      [],
      later(10 * 60_000),
    );
    await journal.flush();
    const [row] = await rows('drift');
    expect(row?.subject).toBe('500 things');
    expect(row?.sentence).toContain('and 497 more like these');
  });

  it('is told of tunnels that fail and come back, over a time in which nothing was known of them', async () => {
    const first = await open();
    first.statuses([status(TUNNEL, 'healthy')], [], now);
    first.statuses([status(TUNNEL, 'failed', 'no flood entry')], [], later(1_000));
    first.statuses([status(TUNNEL, 'unknown')], [], later(1_000));
    first.statuses([status(TUNNEL, 'failed', 'no flood entry')], [], later(1_000));
    await first.close();
    const second = await open();
    second.statuses([status(TUNNEL, 'healthy')], [], later(1_000));
    second.statuses([status(TUNNEL, 'degraded')], [], later(1_000));
    await second.flush();
    expect((await rows('tunnel')).map(({ action, sentence }) => [action, sentence])).toEqual([
      ['tunnel.back', 'the tunnel of microsoft between node01 and node02 is back'],
      ['tunnel.failed', 'the tunnel of microsoft between node01 and node02 failed: no flood entry'],
    ]);
  });
});

function drift(name: string): DriftItem {
  return {
    key: `${A}/vxlan//${name}/mtu`,
    hostId: A,
    tenantId: TENANT.id,
    networkId: NETWORK,
    endpointId: null,
    object: { kind: 'vxlan', name, namespace: null },
    attribute: 'mtu',
    expected: '1450',
    found: '1400',
    sentence: `${name} has an MTU of 1400`,
    weight: 'degraded',
    since: now,
    accept: { whyNot: '' },
  };
}

describe('drift', () => {
  const ends = async (journal: Journal, item: DriftItem) => {
    journal.drift([], [item.key], later(1_000));
    await journal.flush();
    const [row] = (await rows('drift')).filter(({ action }) => action === 'drift.ended');
    return row && [row.actor, row.sentence];
  };

  it('that somebody put back by hand ended by itself', async () => {
    const journal = await open();
    const item = drift('msft-vxl-10');
    journal.drift([item], [], now);
    expect(await ends(journal, item)).toEqual([
      'network',
      'mtu of msft-vxl-10 on node01: it is 1450 again, and no run of ours did it',
    ]);
    expect((await rows('drift')).at(-1)).toMatchObject({ action: 'drift.seen', tenantIds: [TENANT.id] });
  });

  it('that a run put right says so', async () => {
    const journal = await open();
    const item = drift('msft-vxl-10');
    journal.drift([item], [], now);
    journal.host({ hostId: A, run: { startedAt: now + 10, stage: 'done' } });
    expect((await ends(journal, item))?.[1]).toContain('put right by a run');
  });

  it('whose repair somebody asked for is left to the row that names them', async () => {
    const journal = await open();
    const item = drift('msft-br');
    journal.drift([item], [], now);
    const ended = beginRepair([item.key]);
    expect(await ends(journal, item)).toBeUndefined();
    ended();
  });

  it('that was accepted names who accepted it, and the revision', async () => {
    const journal = await open();
    const [network] = TENANT.networks;
    if (!network) throw new Error('a network is proposed');
    const operation = { op: 'network.set' as const, tenantId: TENANT.id, network: { ...network, mtu: 1400 } };
    const item = { ...drift('msft-vxl-10'), accept: { operations: [operation] } };
    journal.drift([item], [], now);
    await commit({ base: intent.revision, actor: 'grace', operations: [operation] });
    journal.intent(await loadIntent());
    expect(await ends(journal, item)).toEqual([
      'grace',
      'mtu of msft-vxl-10 on node01: 1400 was accepted with revision 2',
    ]);
  });

  it('of a tenant that was removed ends without a word', async () => {
    const journal = await open();
    const item = drift('msft-vxl-10');
    journal.drift([item], [], now);
    await commit({ base: 1, actor: 'ada', operations: [{ op: 'tenant.remove', tenantId: TENANT.id }] });
    journal.intent(await loadIntent());
    expect(await ends(journal, item)).toBeUndefined();
  });
});

it('what the controller did to a host is written with the tenants that are on it', async () => {
  const journal = await open();
  const away = {
    hostId: A,
    action: 'host.state',
    sentence: 'node01 is unreachable',
    outcome: 'failed',
  } as const;
  for (let i = 0; i < 3; i++) {
    journal.record(away);
    now += 60_000;
    await journal.flush();
  }
  expect(await rows('host')).toMatchObject([
    { actor: 'controller', subject: 'node01', count: 3, tenantIds: [TENANT.id], hostIds: [A] },
  ]);
});
