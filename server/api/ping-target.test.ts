import { describe, expect, it } from 'vitest';
import type { Intent } from '../model/intent';
import { proposeEndpoint, proposeHost, proposeTenant } from '../model/propose';
import { pingRoute } from './ping-target';

const hosts = [1, 2].map((n) => proposeHost({ name: `node0${n}`, address: `198.18.0.${n}` }));
const empty: Intent = { revision: 0, vxlan: { port: 8472 }, drift: 'report', hosts, tenants: [] };

function tenantOnAll(name: string, subnets: string[]) {
  let tenant = proposeTenant(empty, { name, subnets });
  for (const host of hosts) {
    tenant = { ...tenant, endpoints: [...tenant.endpoints, proposeEndpoint(tenant, { hostId: host.id })] };
  }
  return tenant;
}

const microsoft = tenantOnAll('microsoft', ['10.1.0.0/24']);
const intent: Intent = { ...empty, tenants: [microsoft] };
const [one, two] = microsoft.endpoints;
if (!one || !two) throw new Error('one endpoint on each host');
const from = one.id;
const twoAddress = two.interfaces[0]?.addresses[0] ?? '';

describe('a ping', () => {
  it('runs in the namespace of its endpoint, on its host', () => {
    expect(pingRoute(intent, { endpointId: from, target: { address: '10.1.0.77' } })).toMatchObject({
      hostId: hosts[0]?.id,
      namespace: 'microsoft',
      target: '10.1.0.77',
      from: 'microsoft@node01',
    });
  });

  it('to an endpoint goes to its address', () => {
    const route = pingRoute(intent, { endpointId: from, target: { endpointId: two.id } });
    expect(route).toMatchObject({ target: twoAddress, to: `microsoft@node02 (${twoAddress})` });
  });

  it.each([
    ['-f', 'A target is an address'],
    ['10.1.0.5; reboot', 'A target is an address'],
    ['010.1.0.5', 'A target is an address'],
    ['167837701', 'A target is an address'],
    ['0x0a010005', 'A target is an address'],
    ['10.1.5', 'A target is an address'],
    ['fe80::1%eth0', 'A target is an address'],
    ['::ffff:10.1.0.5', 'A target is an address'],
    ['node02', 'A target is an address'],
    ['127.0.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['224.0.0.1', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'reserved'],
    ['0.0.0.0', 'unspecified'],
    ['10.1.0.255', 'broadcast'],
    ['10.1.0.0', 'network address'],
  ])('to %s is refused', (address, reason) => {
    expect(() => pingRoute(intent, { endpointId: from, target: { address } })).toThrow(reason);
  });

  it('from or to what is not there is refused', () => {
    expect(() => pingRoute(intent, { endpointId: 'nobody000000', target: { address: '10.1.0.5' } })).toThrow(
      'no such endpoint',
    );
    expect(() =>
      pingRoute(intent, { endpointId: from, target: { endpointId: two.id, address: '10.1.0.99' } }),
    ).toThrow('does not have the address');
  });
});
