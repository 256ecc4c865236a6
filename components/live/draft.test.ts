import { describe, expect, it } from 'vitest';
import type { Intent } from '@/server/model/intent';
import { type Operation, operate } from '@/server/model/operation';
import { proposeEndpoint, proposeHost, proposeTenant } from '@/server/model/propose';
import { canonical } from './canonical';
import { type DraftEntry, replay } from './draft';

const host = proposeHost({ name: 'node01', address: '198.18.0.1' });
const empty: Intent = { revision: 3, vxlan: { port: 8472 }, drift: 'report', hosts: [host], tenants: [] };
const tenant = proposeTenant(empty, { name: 'microsoft' });

function entry(on: Intent, id: string, ...operations: Operation[]): DraftEntry {
  return { id, operations, inverse: operate(on, operations).inverse, sentence: id, undoes: null };
}

describe('a draft on an intent that moved on', () => {
  it('is the committed intent itself while nothing is drafted', () => {
    expect(replay(empty, []).intent).toBe(empty);
  });

  it('fits again when somebody else changed something else', () => {
    const draft = [entry(empty, 'add', { op: 'tenant.add', tenant })];
    const later: Intent = { ...empty, revision: 4, vxlan: { port: 4789 } };
    const view = replay(later, draft);
    expect(view.clashes).toEqual([]);
    expect(view.intent.tenants.map((t) => t.name)).toEqual(['microsoft']);
    expect(view.intent.vxlan.port).toBe(4789);
  });

  it('clashes instead of writing over what somebody else wrote', () => {
    const draft = [entry(empty, 'rename', { op: 'host.set', host: { ...host, user: 'admin' } })];
    const later = operate(empty, [{ op: 'host.set', host: { ...host, port: 2222 } }]).intent;
    const view = replay(later, draft);
    expect(view.clashes.map((clash) => [clash.entryId, clash.kind])).toEqual([['rename', 'changed']]);
    expect(view.intent.hosts[0]?.port).toBe(2222);
    expect(view.operations).toEqual([]);
  });

  it('names the entry whose object is gone and keeps the others', () => {
    const withTenant = operate(empty, [{ op: 'tenant.add', tenant }]).intent;
    const endpoint = proposeEndpoint(tenant, { hostId: host.id });
    const other = proposeTenant(withTenant, { name: 'apple' });
    const draft = [
      entry(withTenant, 'endpoint', { op: 'endpoint.add', tenantId: tenant.id, endpoint }),
      entry(withTenant, 'apple', { op: 'tenant.add', tenant: other }),
    ];
    const view = replay(empty, draft);
    expect(view.clashes.map((clash) => [clash.entryId, clash.kind])).toEqual([['endpoint', 'gone']]);
    expect(view.intent.tenants.map((t) => t.name)).toEqual(['apple']);
  });

  it('names faults of the drafted intent as a whole', () => {
    const twin = { ...proposeTenant(empty, { name: 'apple' }), prefix: tenant.prefix };
    const draft = [entry(empty, 'both', { op: 'tenant.add', tenant }, { op: 'tenant.add', tenant: twin })];
    expect(replay(empty, draft).faults.map((fault) => fault.path)).toContain('apple/prefix');
  });
});

it('canonical JSON does not depend on the order of keys', () => {
  expect(canonical({ b: [{ y: 1, x: 2 }], a: null })).toBe(canonical({ a: null, b: [{ x: 2, y: 1 }] }));
});
