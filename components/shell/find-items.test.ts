import { describe, expect, it } from 'vitest';
import type { Intent } from '@/server/model/intent';
import { proposeEndpoint, proposeHost, proposeTenant } from '@/server/model/propose';
import { findItems, search } from './find-items';

const hosts = [
  proposeHost({ name: 'node01', address: '198.18.0.1' }),
  proposeHost({ name: 'node02', address: '198.18.0.2' }),
];
const bare: Intent = { revision: 0, vxlan: { port: 8472 }, drift: 'report', hosts, tenants: [] };
const tenant = proposeTenant(bare, { name: 'microsoft' });
const endpoint = proposeEndpoint(tenant, { hostId: hosts[1]?.id ?? '' });
const intent: Intent = { ...bare, tenants: [{ ...tenant, endpoints: [endpoint] }] };
const items = findItems(intent, {});
const first = (query: string) => search(items, query)[0]?.name;

describe('finding', () => {
  it('finds a tenant by the beginning of its name before its networks and endpoints', () => {
    expect(first('micro')).toBe('microsoft');
  });
  it('finds a network by its VNI', () => {
    expect(first('vni 10')).toBe('microsoft / default');
  });
  it('finds an endpoint by its address and by its MAC', () => {
    expect(first('10.1.0.4')).toBe('microsoft@node02');
    expect(first(endpoint.interfaces[0]?.mac ?? 'none')).toBe('microsoft@node02');
  });
  it('finds a host by address', () => {
    expect(first('198.18.0.2')).toBe('node02');
  });
  it('finds nothing for what is not there', () => {
    expect(search(items, '203.0.113.9')).toEqual([]);
  });
});
