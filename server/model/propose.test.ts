import { describe, expect, it } from 'vitest';
import { checkIntent } from './check';
import { badDeviceName } from './device-name';
import { type Intent, intentSchema, type Tenant } from './intent';
import { PoolUsedUp, proposeEndpoint, proposeHost, proposeNetwork, proposeTenant } from './propose';

const hosts = [
  {
    ...proposeHost({ name: 'node01', address: '198.18.0.1' }),
    underlay: { device: 'eth1', address: '10.10.10.10' },
  },
  {
    ...proposeHost({ name: 'node02', address: '198.18.0.2' }),
    underlay: { device: 'eth1', address: '10.10.10.20' },
  },
];
const bare: Intent = { revision: 0, vxlan: { port: 8472 }, drift: 'report', hosts, tenants: [] };

function extend(tenant: Tenant, hostId: string): Tenant {
  return { ...tenant, endpoints: [...tenant.endpoints, proposeEndpoint(tenant, { hostId })] };
}

describe('proposals', () => {
  it("give the seed's names, VNIs and addresses", () => {
    let microsoft = proposeTenant(bare, { name: 'microsoft', prefix: 'msft' });
    for (const host of hosts) microsoft = extend(microsoft, host.id);
    const apple = proposeTenant({ ...bare, tenants: [microsoft] }, { name: 'apple', prefix: 'aapl' });
    expect(microsoft.networks[0]).toMatchObject({
      vni: 10,
      bridge: 'msft-br',
      vxlan: 'msft-vxl-10',
      subnets: ['10.1.0.0/24'],
    });
    expect(
      microsoft.endpoints.map((e) => [
        e.namespace,
        e.name,
        e.interfaces[0]?.addresses,
        e.interfaces[0]?.hostEnd,
        e.interfaces[0]?.namespaceEnd,
      ]),
    ).toEqual([
      ['microsoft', null, ['10.1.0.4'], 'msft-veth0', 'msft-veth1'],
      ['microsoft', null, ['10.1.0.5'], 'msft-veth0', 'msft-veth1'],
    ]);
    expect(apple.networks[0]).toMatchObject({ vni: 20, subnets: ['10.1.0.0/24'] });
    expect(apple.color).not.toBe(microsoft.color);
  });

  it('stay free of faults for many tenants, networks and endpoints, with names that the kernel takes', () => {
    let intent = bare;
    for (let n = 0; n < 40; n++) {
      let tenant = proposeTenant(intent, { name: `tenant${n}`, vni: n % 2 ? 16_777_000 + n : undefined });
      tenant = {
        ...tenant,
        networks: [
          ...tenant.networks,
          proposeNetwork({ ...intent, tenants: [...intent.tenants, tenant] }, tenant, {}),
        ],
      };
      for (const host of hosts) {
        tenant = extend(extend(tenant, host.id), host.id);
        const both = tenant.networks.map((network) => ({ networkId: network.id }));
        tenant = {
          ...tenant,
          endpoints: [...tenant.endpoints, proposeEndpoint(tenant, { hostId: host.id, interfaces: both })],
        };
      }
      intent = { ...intent, tenants: [...intent.tenants, tenant] };
    }
    expect(checkIntent(intent)).toEqual([]);
    expect(intentSchema.safeParse(intent).error).toBeUndefined();
    for (const tenant of intent.tenants) {
      for (const network of tenant.networks)
        expect([badDeviceName(network.bridge), badDeviceName(network.vxlan)]).toEqual([null, null]);
    }
  });

  it('say which pool is used up', () => {
    let tenant = proposeTenant(bare, { name: 'small', subnets: ['10.9.0.0/30'] });
    tenant = extend(extend(tenant, 'aaaaaa'), 'bbbbbb');
    expect(() => extend(tenant, 'cccccc')).toThrow(PoolUsedUp);
    expect(() => extend(tenant, 'cccccc')).toThrow('10.9.0.0/30 has no free address left');
  });
});
