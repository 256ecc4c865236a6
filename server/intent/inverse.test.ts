import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryDatabase } from '../db/temporary';
import type { Operation } from '../model/operation';
import { proposeEndpoint, proposeHost, proposeTenant } from '../model/propose';
import { commit } from './commit';
import { Refused } from './error';
import { foundFabric } from './found';
import { inverseOf } from './inverse';
import { loadIntent } from './load';

let remove: () => Promise<void>;
beforeEach(async () => {
  ({ remove } = await temporaryDatabase());
  await foundFabric();
});
afterEach(() => remove());

async function change(...operations: Operation[]): Promise<number> {
  const { revision } = await loadIntent();
  return (await commit({ base: revision, operations, actor: 'ada' })).revision;
}

async function undo(revision: number): Promise<number> {
  const { base, operations, sentence, undoes } = await inverseOf(revision);
  return (await commit({ base, operations, sentence, undoes, actor: 'ada' })).revision;
}

async function withoutRevision() {
  const { revision: _, ...rest } = await loadIntent();
  return rest;
}

async function addHost(name: string, last: number) {
  const host = proposeHost({ name, address: `198.18.0.${last}` });
  return { host, revision: await change({ op: 'host.add', host }) };
}

async function addTenant(name: string) {
  const tenant = proposeTenant(await loadIntent(), { name });
  return { tenant, revision: await change({ op: 'tenant.add', tenant }) };
}

describe('undo', () => {
  it('leads back to what was before, and redo to what was after', async () => {
    const { host } = await addHost('node01', 1);
    const before = await withoutRevision();
    const tenant = proposeTenant(await loadIntent(), { name: 'microsoft' });
    const endpoint = proposeEndpoint(tenant, { hostId: host.id });
    const made = await change(
      { op: 'tenant.add', tenant },
      { op: 'endpoint.add', tenantId: tenant.id, endpoint },
    );
    const after = await withoutRevision();

    const undone = await undo(made);
    expect(await withoutRevision()).toEqual(before);
    const redone = await undo(undone);
    expect(await withoutRevision()).toEqual(after);

    const sentence = 'add tenant microsoft; add endpoint microsoft@node01';
    expect(await inverseOf(undone).catch((e) => e)).toBeInstanceOf(Refused);
    expect(await inverseOf(redone)).toMatchObject({ undoes: redone, sentence: `undo: ${sentence}` });
  });

  it('takes back an older change on its own, where nothing later touched the same thing', async () => {
    const older = await addHost('node01', 1);
    await addHost('node02', 2);
    await undo(older.revision);
    expect((await loadIntent()).hosts.map((host) => host.name)).toEqual(['node02']);
  });

  it('is refused where a later change touched the same thing, and names that change', async () => {
    const { host, revision } = await addHost('node01', 1);
    const later = await change({ op: 'host.set', host: { ...host, port: 2222 } });
    const refusal = await inverseOf(revision).catch((e) => e);
    expect(refusal).toBeInstanceOf(Refused);
    expect(refusal.message).toContain(`revision ${later} (change host node01)`);
  });

  it('is possible again once the later change was undone too', async () => {
    const { host, revision } = await addHost('node01', 1);
    const later = await change({ op: 'host.set', host: { ...host, port: 2222 } });
    await undo(later);
    await undo(revision);
    expect((await loadIntent()).hosts).toEqual([]);
  });

  it('does not take along what others later put into a tenant', async () => {
    const { host } = await addHost('node01', 1);
    const { tenant, revision } = await addTenant('microsoft');
    const endpoint = proposeEndpoint(tenant, { hostId: host.id });
    await change({ op: 'endpoint.add', tenantId: tenant.id, endpoint });
    await expect(inverseOf(revision)).rejects.toThrow('add endpoint microsoft@node01');
    expect((await loadIntent()).tenants[0]?.endpoints).toHaveLength(1);
  });

  it('of a host is refused while endpoints are on it, and says so', async () => {
    const { host, revision } = await addHost('node01', 1);
    const { tenant } = await addTenant('microsoft');
    const endpoint = proposeEndpoint(tenant, { hostId: host.id });
    await change({ op: 'endpoint.add', tenantId: tenant.id, endpoint });
    await expect(inverseOf(revision)).rejects.toThrow('still carries endpoints of microsoft');
  });

  it('is refused where the result would be wrong, such as a name taken meanwhile', async () => {
    const { host } = await addHost('node01', 1);
    const removed = await change({ op: 'host.remove', hostId: host.id });
    await addHost('node01', 9);
    await expect(inverseOf(removed)).rejects.toThrow('the name node01 is used twice');
  });

  it('of what never was is refused', async () => {
    await expect(inverseOf(7)).rejects.toThrow('There is no revision 7');
  });
});
