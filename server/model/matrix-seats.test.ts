import { describe, expect, it } from 'vitest';
import type { Intent } from './intent';
import { type MatrixSeats, MOST_SEATS, matrixSeats } from './matrix-seats';
import { proposeEndpoint, proposeHost, proposeTenant } from './propose';

function seated(...wish: Parameters<typeof matrixSeats>): MatrixSeats {
  const found = matrixSeats(...wish);
  if ('refusal' in found) throw new Error(found.refusal);
  return found;
}

function fabric(hostCount: number, subnets: string[]): { intent: Intent; networkId: string } {
  const hosts = Array.from({ length: hostCount }, (_, n) =>
    proposeHost({ name: `node${n + 1}`, address: `198.18.0.${n + 1}` }),
  );
  const empty: Intent = { revision: 0, vxlan: { port: 8472 }, drift: 'report', hosts, tenants: [] };
  let tenant = proposeTenant(empty, { name: 'microsoft', subnets });
  for (const host of hosts) {
    tenant = { ...tenant, endpoints: [...tenant.endpoints, proposeEndpoint(tenant, { hostId: host.id })] };
  }
  return { intent: { ...empty, tenants: [tenant] }, networkId: tenant.networks[0]?.id ?? '' };
}

describe('who is in a matrix', () => {
  it('is each endpoint of the network, with the address that it has there', () => {
    const { intent, networkId } = fabric(3, ['10.1.0.0/24']);
    const { seats, without } = seated(intent, networkId, null);
    expect(seats.map(({ label }) => label)).toEqual([
      'microsoft@node1',
      'microsoft@node2',
      'microsoft@node3',
    ]);
    expect(new Set(seats.map(({ address }) => address)).size).toBe(3);
    expect(without).toBe(0);
  });

  it('has addresses of the family that is asked for', () => {
    const { intent, networkId } = fabric(2, ['10.1.0.0/24', '2001:db8::/64']);
    for (const { address } of seated(intent, networkId, 6).seats) expect(address).toContain(':');
    for (const { address } of seated(intent, networkId, 4).seats) expect(address).not.toContain(':');
  });

  it('is some of all where there are too many, evenly, and says how many are left out', () => {
    const { intent, networkId } = fabric(100, ['10.1.0.0/16']);
    const { seats, without } = seated(intent, networkId, null);
    expect(seats).toHaveLength(MOST_SEATS);
    expect(new Set(seats.map(({ hostId }) => hostId)).size).toBe(MOST_SEATS);
    expect(without).toBe(100 - MOST_SEATS);
  });

  it('is refused for a network that is not there, that has one endpoint, or none of the family', () => {
    const { intent, networkId } = fabric(2, ['10.1.0.0/24']);
    expect(() => seated(intent, 'nobody000000', null)).toThrow('no such network');
    expect(() => seated(intent, networkId, 6)).toThrow('0 endpoints with an IPv6 address');
    const one = fabric(1, ['10.1.0.0/24']);
    expect(() => seated(one.intent, one.networkId, null)).toThrow('a matrix needs two');
  });
});
