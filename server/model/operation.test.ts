import { describe, expect, it } from 'vitest';
import type { Intent } from './intent';
import { type Operation, OperationMisfit, operate } from './operation';
import { proposeEndpoint, proposeHost, proposeNetwork, proposeTenant } from './propose';

const empty: Intent = { revision: 0, vxlan: { port: 8472 }, drift: 'report', hosts: [], tenants: [] };

function seed(): { intent: Intent; operations: Operation[] } {
  const host = proposeHost({ name: 'node01', address: '198.18.0.1' });
  const tenant = proposeTenant(empty, { name: 'microsoft', prefix: 'msft' });
  const endpoint = proposeEndpoint(tenant, { hostId: host.id });
  const operations: Operation[] = [
    { op: 'host.add', host },
    { op: 'tenant.add', tenant },
    { op: 'endpoint.add', tenantId: tenant.id, endpoint },
  ];
  return { intent: operate(empty, operations).intent, operations };
}

describe('operations', () => {
  it('lead back by their inverse, whatever they were', () => {
    const { intent } = seed();
    const [host] = intent.hosts;
    const [tenant] = intent.tenants;
    if (!host || !tenant) throw new Error('no seed');
    const network = proposeNetwork(intent, tenant, {});
    const { networks: _n, endpoints: _e, ...plain } = tenant;
    const second = proposeEndpoint(tenant, { hostId: host.id });
    const first = tenant.endpoints[0];
    if (!first) throw new Error('no endpoint');
    const operations: Operation[] = [
      { op: 'fabric.set', vxlan: { port: 4789 } },
      { op: 'host.set', host: { ...host, name: 'node09' } },
      { op: 'tenant.set', tenant: { ...plain, color: 3 } },
      { op: 'network.add', tenantId: tenant.id, network },
      { op: 'network.set', tenantId: tenant.id, network: { ...network, mtu: 1400 } },
      { op: 'endpoint.add', tenantId: tenant.id, endpoint: second },
      { op: 'endpoint.set', tenantId: tenant.id, endpoint: { ...second, name: 'web' } },
      { op: 'endpoint.remove', tenantId: tenant.id, endpointId: first.id },
      { op: 'network.remove', tenantId: tenant.id, networkId: network.id },
      { op: 'tenant.remove', tenantId: tenant.id },
      { op: 'host.remove', hostId: host.id },
    ];
    const after = operate(intent, operations);
    expect(after.intent.tenants).toEqual([]);
    expect(operate(after.intent, after.inverse).intent).toEqual(intent);
  });

  it.each<[string, (id: { host: string; tenant: string; network: string }) => Operation, string]>([
    [
      'a host with endpoints',
      ({ host }) => ({ op: 'host.remove', hostId: host }),
      'still carries endpoints of microsoft',
    ],
    [
      'a network with endpoints',
      ({ tenant, network }) => ({ op: 'network.remove', tenantId: tenant, networkId: network }),
      'still has endpoints (microsoft)',
    ],
    [
      'a tenant that is not there',
      () => ({ op: 'tenant.remove', tenantId: 'nothere' }),
      'there is no tenant',
    ],
  ])('refuse to remove %s, with the reason and the place in the list', (_name, operation, sentence) => {
    const { intent } = seed();
    const [host] = intent.hosts;
    const [tenant] = intent.tenants;
    const id = { host: host?.id ?? '', tenant: tenant?.id ?? '', network: tenant?.networks[0]?.id ?? '' };
    const run = () => operate(intent, [{ op: 'fabric.set', vxlan: { port: 4789 } }, operation(id)]);
    expect(run).toThrow(sentence);
    try {
      run();
    } catch (error) {
      expect(error).toBeInstanceOf(OperationMisfit);
      expect((error as OperationMisfit).index).toBe(1);
    }
  });
});
