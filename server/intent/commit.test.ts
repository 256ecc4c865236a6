import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { database, openDatabase } from '../db/client';
import { dataFolder } from '../db/folder';
import { temporaryDatabase } from '../db/temporary';
import type { Host, Intent, Tenant } from '../model/intent';
import { type Operation, operate } from '../model/operation';
import { proposeEndpoint, proposeHost, proposeNetwork, proposeTenant } from '../model/propose';
import { listActivity } from './activity';
import { commit } from './commit';
import { Conflict, Faults, Refused } from './error';
import { fabricId } from './fabric-id';
import { foundFabric } from './found';
import { listChanges } from './history';
import { loadIntent } from './load';

let remove: () => Promise<void>;
beforeEach(async () => {
  ({ remove } = await temporaryDatabase());
  await foundFabric();
});
afterEach(() => remove());

const actor = 'ada';

function seed(intent: Intent): { operations: Operation[]; hosts: Host[]; tenants: Tenant[] } {
  const hosts = [10, 20].map((last, i) => ({
    ...proposeHost({ name: `node0${i + 1}`, address: `198.18.0.${i + 1}` }),
    underlay: { device: 'eth1', address: `10.10.10.${last}` },
  }));
  const tenants: Tenant[] = [];
  let known: Intent = { ...intent, hosts };
  for (const [name, prefix] of [
    ['microsoft', 'msft'],
    ['apple', 'aapl'],
  ] as const) {
    let tenant = proposeTenant(known, { name, prefix });
    for (const host of hosts) {
      tenant = { ...tenant, endpoints: [...tenant.endpoints, proposeEndpoint(tenant, { hostId: host.id })] };
    }
    tenants.push(tenant);
    known = { ...known, tenants: [...known.tenants, tenant] };
  }
  return {
    hosts,
    tenants,
    operations: [
      ...hosts.map((host): Operation => ({ op: 'host.add', host })),
      ...tenants.map((tenant): Operation => ({ op: 'tenant.add', tenant })),
    ],
  };
}

it('intent is read anew when another process has committed, and a change on what was read before is stale', async () => {
  const { operations } = seed(await loadIntent());
  await commit({ base: 0, operations, actor });
  await loadIntent();
  const other = await openDatabase(dataFolder());
  await other.$transaction([
    other.fabric.updateMany({ data: { revision: 2 } }),
    other.tenant.updateMany({ where: { name: 'apple' }, data: { color: 9 } }),
  ]);
  await other.$disconnect();

  await expect(
    commit({ base: 1, operations: [{ op: 'fabric.set', vxlan: { port: 4789 } }], actor }),
  ).rejects.toBeInstanceOf(Conflict);
  await commit({ base: 2, operations: [{ op: 'fabric.set', vxlan: { port: 4789 } }], actor });
  const { tenants, vxlan } = await loadIntent();
  expect(tenants.map(({ name, color }) => [name, color])).toContainEqual(['apple', 9]);
  expect(vxlan.port).toBe(4789);
});

describe('commit', () => {
  it('stores what the operations ask for, raises the revision by one and leaves one change and one audit row', async () => {
    const before = await loadIntent();
    const { operations } = seed(before);

    await expect(commit({ base: 0, operations, actor })).resolves.toEqual({ revision: 1 });

    expect(await loadIntent()).toEqual({ ...operate(before, operations).intent, revision: 1 });
    const sentence = 'add host node01; add host node02; add tenant microsoft; add tenant apple';
    expect(await listChanges({ limit: 10 })).toMatchObject([{ revision: 1, actor, sentence, undoes: null }]);
    expect(await listActivity({ limit: 10 })).toMatchObject([
      { actor, action: 'change', subject: 'revision 1', outcome: 'done', sentence, count: 1 },
    ]);
  });

  it('lets two networks swap their VNIs, and two hosts their names, in one change', async () => {
    const { operations, hosts, tenants } = seed(await loadIntent());
    await commit({ base: 0, operations, actor });
    const [a, b] = tenants;
    const [one, two] = hosts;
    if (!a?.networks[0] || !b?.networks[0] || !one || !two) throw new Error('the seed has two of each');

    await commit({
      base: 1,
      actor,
      operations: [
        { op: 'network.set', tenantId: a.id, network: { ...a.networks[0], vni: b.networks[0].vni } },
        { op: 'network.set', tenantId: b.id, network: { ...b.networks[0], vni: a.networks[0].vni } },
        { op: 'host.set', host: { ...one, name: two.name } },
        { op: 'host.set', host: { ...two, name: one.name } },
      ],
    });

    const after = await loadIntent();
    expect(after.hosts.map((host) => host.name)).toEqual(['node02', 'node01']);
    expect(after.tenants.map((tenant) => tenant.networks[0]?.vni)).toEqual([
      b.networks[0].vni,
      a.networks[0].vni,
    ]);
  });

  it('keeps the order that the operations made, also when something is removed and added again', async () => {
    const { operations, tenants } = seed(await loadIntent());
    await commit({ base: 0, operations, actor });
    const [first] = tenants;
    if (!first) throw new Error('the seed has two tenants');
    const extra = proposeNetwork(await loadIntent(), first, { name: 'extra' });
    await commit({
      base: 1,
      actor,
      operations: [
        { op: 'network.add', tenantId: first.id, network: extra },
        { op: 'tenant.remove', tenantId: first.id },
        { op: 'tenant.add', tenant: { ...first, networks: [extra, ...first.networks] } },
      ],
    });
    const after = await loadIntent();
    expect(after.tenants.map((tenant) => tenant.name)).toEqual(['apple', 'microsoft']);
    expect(after.tenants[1]?.networks.map((network) => network.name)).toEqual(['extra', 'default']);
  });

  it('refuses a stale base with what was committed since', async () => {
    const { operations } = seed(await loadIntent());
    await commit({ base: 0, operations: operations.slice(0, 1), actor });
    await commit({ base: 1, operations: operations.slice(1, 2), actor: 'bob' });

    const refusal = await commit({ base: 0, operations: operations.slice(2, 3), actor }).catch((e) => e);

    expect(refusal).toBeInstanceOf(Conflict);
    expect(refusal).toMatchObject({
      current: 2,
      since: [
        { revision: 1, sentence: 'add host node01', actor },
        { revision: 2, sentence: 'add host node02', actor: 'bob' },
      ],
    });
  });

  it('refuses a wrong intent whole, names every fault, writes nothing but a refusal', async () => {
    const { operations, hosts } = seed(await loadIntent());
    const [host] = hosts;
    if (!host) throw new Error('the seed has two hosts');
    const twin = { ...host, id: 'twin000000', underlay: null };

    const refusal = await commit({
      base: 0,
      operations: [...operations, { op: 'host.add', host: twin }],
      actor,
    }).catch((e) => e);

    expect(refusal).toBeInstanceOf(Faults);
    expect(refusal.faults.length).toBeGreaterThanOrEqual(2);
    expect(await loadIntent()).toMatchObject({ revision: 0, hosts: [], tenants: [] });
    expect(await listChanges({ limit: 10 })).toEqual([]);
    expect(await listActivity({ limit: 10 })).toMatchObject([{ outcome: 'refused', action: 'change' }]);
  });

  it('counts identical refusals on one row', async () => {
    const operations: Operation[] = [{ op: 'host.remove', hostId: 'nobody00' }];
    for (let i = 0; i < 5; i++) {
      await expect(commit({ base: 0, operations, actor })).rejects.toBeInstanceOf(Faults);
    }
    expect(await listActivity({ limit: 10 })).toMatchObject([{ outcome: 'refused', count: 5 }]);
  });

  it('refuses an id that two tenants share, which the model does not look for', async () => {
    const { operations, tenants } = seed(await loadIntent());
    await commit({ base: 0, operations, actor });
    const [a, b] = tenants;
    const endpoint = b?.endpoints[0];
    const network = a?.networks[0];
    if (!a || !b || !endpoint || !network) throw new Error('the seed has two tenants');
    const stolen = { ...proposeNetwork(await loadIntent(), b, { name: 'stolen' }), id: network.id };
    await expect(
      commit({ base: 1, operations: [{ op: 'network.add', tenantId: b.id, network: stolen }], actor }),
    ).rejects.toBeInstanceOf(Refused);
    expect((await loadIntent()).revision).toBe(1);
  });

  it('changes nothing when the audit row cannot be written', async () => {
    await database().$executeRawUnsafe(
      `CREATE TRIGGER "full" BEFORE INSERT ON "Audit" BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
    );
    const { operations } = seed(await loadIntent());
    await expect(commit({ base: 0, operations, actor })).rejects.toThrow();
    expect(await loadIntent()).toMatchObject({ revision: 0, hosts: [], tenants: [] });
  });

  it('lets exactly one of 64 concurrent commits on the same base win', { timeout: 60_000 }, async () => {
    const attempts = Array.from({ length: 64 }, (_, i) => {
      const host = proposeHost({ name: `host${i}`, address: `192.0.2.${i + 1}` });
      return commit({ base: 0, operations: [{ op: 'host.add', host }], actor: `user${i}` });
    });
    const outcomes = await Promise.allSettled(attempts);

    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(lost).toHaveLength(63);
    for (const { reason } of lost) expect(reason).toBeInstanceOf(Conflict);
    const after = await loadIntent();
    expect(after.revision).toBe(1);
    expect(after.hosts).toHaveLength(1);
  });
});

it('keeps audit rows as they were written', async () => {
  const { operations } = seed(await loadIntent());
  await commit({ base: 0, operations, actor });
  await expect(database().audit.deleteMany()).rejects.toThrow();
  await expect(database().audit.updateMany({ data: { actor: 'somebody else' } })).rejects.toThrow();
  expect(await listActivity({ limit: 10 })).toMatchObject([{ actor }]);
});

it('has one fabric, whose id stays', async () => {
  const id = await fabricId();
  await foundFabric();
  expect(await fabricId()).toBe(id);
  expect(id).toMatch(/^[a-z0-9]{8}$/);
});
