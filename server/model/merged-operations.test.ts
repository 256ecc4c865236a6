import { describe, expect, it } from 'vitest';
import type { Endpoint, Intent, Tenant } from './intent';
import { isMade, mergedOperations } from './merged-operations';
import { type Operation, operate } from './operation';
import { proposeEndpoint, proposeHost, proposeTenant } from './propose';

const HOST = {
  ...proposeHost({ name: 'node01', address: '198.18.0.1' }),
  underlay: { device: 'eth1', address: '10.10.10.10' },
};
const EMPTY: Intent = { revision: 3, vxlan: { port: 8472 }, drift: 'report', hosts: [HOST], tenants: [] };
const PROPOSED = proposeTenant(EMPTY, { name: 'microsoft' });
const ENDPOINT = proposeEndpoint(PROPOSED, { hostId: HOST.id });
const TENANT: Tenant = { ...PROPOSED, endpoints: [ENDPOINT] };
const INTENT: Intent = { ...EMPTY, tenants: [TENANT] };

const set = (
  change: (wire: Endpoint['interfaces'][number]) => Partial<Endpoint['interfaces'][number]>,
): Operation => ({
  op: 'endpoint.set',
  tenantId: TENANT.id,
  endpoint: { ...ENDPOINT, interfaces: ENDPOINT.interfaces.map((wire) => ({ ...wire, ...change(wire) })) },
});
const remove: Operation = { op: 'endpoint.remove', tenantId: TENANT.id, endpointId: ENDPOINT.id };
const wireAfter = (operations: Operation[]) =>
  operate(INTENT, mergedOperations(INTENT, operations)).intent.tenants[0]?.endpoints[0]?.interfaces[0];
const [FIRST = ''] = ENDPOINT.interfaces[0]?.addresses ?? [];

describe('operations that were made apart', () => {
  it('each have their way with one endpoint', () => {
    const wire = wireAfter([
      set(({ addresses }) => ({ addresses: [...addresses, '10.1.0.44'] })),
      set(({ addresses }) => ({ addresses: [...addresses, '10.1.0.45'] })),
      set(() => ({ mac: '02:00:00:00:00:01' })),
    ]);
    expect(wire).toMatchObject({ addresses: [FIRST, '10.1.0.44', '10.1.0.45'], mac: '02:00:00:00:00:01' });
  });

  it('take away and add in one list', () => {
    const wire = wireAfter([
      set(() => ({ addresses: ['10.1.0.44'] })),
      set(({ addresses }) => ({ addresses: [...addresses, '10.1.0.45'] })),
    ]);
    expect(wire?.addresses).toEqual(['10.1.0.44', '10.1.0.45']);
  });

  it('that say the same are one', () => {
    const same = set(() => ({ addresses: ['10.1.0.44'] }));
    expect(mergedOperations(INTENT, [same, same])).toEqual([same]);
  });

  it('of which one removes the thing remove it, in whatever order', () => {
    const other = set(() => ({ mac: '02:00:00:00:00:01' }));
    expect(mergedOperations(INTENT, [other, remove])).toEqual([remove]);
    expect(mergedOperations(INTENT, [remove, other])).toEqual([remove]);
  });

  it('on different things stay as they are', () => {
    const port: Operation = { op: 'fabric.set', vxlan: { port: 4789 } };
    expect(mergedOperations(INTENT, [port, remove])).toEqual([port, remove]);
  });
});

describe('an operation is made', () => {
  const address = set(({ addresses }) => ({ addresses: [...addresses, '10.1.0.45'] }));
  const other = set(({ addresses }) => ({ addresses: ['10.1.0.44', ...addresses] }));
  const changedBy = (...operations: Operation[]) =>
    operate(INTENT, mergedOperations(INTENT, operations)).intent;

  it('by itself and together with others, and not without it', () => {
    expect(isMade(INTENT, address, changedBy(address))).toBe(true);
    expect(isMade(INTENT, address, changedBy(other, address))).toBe(true);
    expect(isMade(INTENT, address, changedBy(other))).toBe(false);
    expect(isMade(INTENT, address, INTENT)).toBe(false);
  });

  it('when what it removes is gone, and not when what it sets is', () => {
    expect(isMade(INTENT, remove, changedBy(remove))).toBe(true);
    expect(isMade(INTENT, remove, INTENT)).toBe(false);
    expect(isMade(INTENT, address, changedBy(remove))).toBe(false);
  });
});
