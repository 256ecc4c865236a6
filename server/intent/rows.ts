import { z } from 'zod';
import type {
  Endpoint as EndpointRow,
  Fabric as FabricRow,
  Host as HostRow,
  Network as NetworkRow,
  Tenant as TenantRow,
} from '../db/generated/client';
import {
  driftPolicySchema,
  type Endpoint,
  type Host,
  hostKeySourceSchema,
  type Intent,
  interfaceSchema,
  type Network,
  networkSchema,
  type Tenant,
} from '../model/intent';

export type IntentRows = {
  fabric: FabricRow;
  hosts: HostRow[];
  tenants: TenantRow[];
  networks: NetworkRow[];
  endpoints: EndpointRow[];
};

const interfacesSchema = z.array(interfaceSchema);

/** Intent from its rows, which are given in their order. @throws ZodError where a row's JSON is not ours */
export function fromRows(rows: IntentRows): Intent {
  const networks = byTenant(rows.networks);
  const endpoints = byTenant(rows.endpoints);
  return {
    revision: rows.fabric.revision,
    vxlan: { port: rows.fabric.vxlanPort },
    drift: driftPolicySchema.parse(rows.fabric.driftPolicy),
    hosts: rows.hosts.map(fromHostRow),
    tenants: rows.tenants.map((row) => ({
      id: row.id,
      name: row.name,
      prefix: row.prefix,
      color: row.color,
      networks: (networks.get(row.id) ?? []).map(fromNetworkRow),
      endpoints: (endpoints.get(row.id) ?? []).map(fromEndpointRow),
    })),
  };
}

function byTenant<T extends { tenantId: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.tenantId);
    if (group) group.push(row);
    else groups.set(row.tenantId, [row]);
  }
  return groups;
}

function fromHostRow(row: HostRow): Host {
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    port: row.port,
    user: row.user,
    key: hostKeySourceSchema.parse(JSON.parse(row.key)),
    hostKey: row.hostKey,
    ...(row.jump !== null && { jump: row.jump }),
    underlay:
      row.underlayDevice !== null && row.underlayAddress !== null
        ? { device: row.underlayDevice, address: row.underlayAddress }
        : null,
  };
}

function fromNetworkRow(row: NetworkRow): Network {
  return {
    id: row.id,
    name: row.name,
    vni: row.vni,
    subnets: networkSchema.shape.subnets.parse(JSON.parse(row.subnets)),
    bridge: row.bridge,
    vxlan: row.vxlan,
    mtu: row.mtu,
    found: networkSchema.shape.found.parse(JSON.parse(row.found)),
  };
}

function fromEndpointRow(row: EndpointRow): Endpoint {
  return {
    id: row.id,
    hostId: row.hostId,
    name: row.name,
    namespace: row.namespace,
    interfaces: interfacesSchema.parse(JSON.parse(row.interfaces)),
  };
}

export function toHostRow(host: Host): Omit<HostRow, 'ordinal'> {
  return {
    id: host.id,
    name: host.name,
    address: host.address,
    port: host.port,
    user: host.user,
    key: JSON.stringify(host.key),
    hostKey: host.hostKey,
    jump: host.jump ?? null,
    underlayDevice: host.underlay?.device ?? null,
    underlayAddress: host.underlay?.address ?? null,
  };
}

export function toTenantRow(tenant: Tenant): Omit<TenantRow, 'ordinal'> {
  return { id: tenant.id, name: tenant.name, prefix: tenant.prefix, color: tenant.color };
}

export function toNetworkRow(tenantId: string, network: Network): Omit<NetworkRow, 'ordinal'> {
  return {
    id: network.id,
    tenantId,
    name: network.name,
    vni: network.vni,
    subnets: JSON.stringify(network.subnets),
    bridge: network.bridge,
    vxlan: network.vxlan,
    mtu: network.mtu,
    found: JSON.stringify(network.found),
  };
}

export function toEndpointRow(tenantId: string, endpoint: Endpoint): Omit<EndpointRow, 'ordinal'> {
  return {
    id: endpoint.id,
    tenantId,
    hostId: endpoint.hostId,
    name: endpoint.name,
    namespace: endpoint.namespace,
    interfaces: JSON.stringify(endpoint.interfaces),
  };
}
