import { Document, visit } from 'yaml';
import type { Endpoint, Host, Intent, Network, Tenant } from '../intent';
import type { FabricFile, HostEntry } from './schema';

/** The fabric as a file that `apply -f` takes without a change. */
export function exportFabric(intent: Intent): string {
  const file: FabricFile = {
    vxlan: { port: intent.vxlan.port },
    // What is the default is left out, as an engineer would.
    ...(intent.drift === 'repair' && { drift: intent.drift }),
    hosts: Object.fromEntries(intent.hosts.map((host) => [host.name, hostEntry(host, intent.hosts)])),
    tenants: Object.fromEntries(
      intent.tenants.map((tenant) => [tenant.name, tenantEntry(tenant, intent.hosts)]),
    ),
  };
  const document = new Document(file);
  // A host, a network and an endpoint on a line each, as people write them.
  visit(document, {
    Map(_key, node) {
      const leaf = node.has('address') || node.has('addresses') || node.has('vni') || node.has('interfaces');
      if (leaf) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function hostEntry(host: Host, hosts: readonly Host[]): HostEntry {
  const jump = hosts.find(({ id }) => id === host.jump);
  return {
    address: host.address,
    ...(host.port === 22 ? {} : { port: host.port }),
    user: host.user,
    key: keyWord(host.key),
    ...(jump && { jump: jump.name }),
    ...(host.hostKey ? { host_key: host.hostKey } : {}),
    ...(host.underlay ? { underlay: host.underlay } : {}),
  };
}

function keyWord(key: Host['key']): string {
  if (key.kind === 'file') return key.path;
  return key.kind === 'generated' && key.id !== undefined ? 'own' : key.kind;
}

function tenantEntry(tenant: Tenant, hosts: readonly Host[]) {
  return {
    prefix: tenant.prefix,
    networks: Object.fromEntries(tenant.networks.map((network) => [network.name, networkEntry(network)])),
    endpoints: tenant.endpoints.map((endpoint) => endpointEntry(tenant, endpoint, hosts)),
  };
}

function networkEntry(network: Network) {
  return {
    vni: network.vni,
    subnets: network.subnets,
    ...(network.mtu === null ? {} : { mtu: network.mtu }),
  };
}

function endpointEntry(tenant: Tenant, endpoint: Endpoint, hosts: readonly Host[]) {
  const host = hosts.find((candidate) => candidate.id === endpoint.hostId)?.name ?? endpoint.hostId;
  const interfaces = endpoint.interfaces.map((wire) => ({
    network: tenant.networks.find((network) => network.id === wire.networkId)?.name ?? wire.networkId,
    ...(wire.addresses.length === 1 && wire.addresses[0]
      ? { address: wire.addresses[0] }
      : { addresses: wire.addresses }),
    ...(wire.mac === null ? {} : { mac: wire.mac }),
  }));
  const [only, ...more] = interfaces;
  return {
    host,
    ...(endpoint.name === null ? {} : { name: endpoint.name }),
    ...(more.length === 0 ? only : { interfaces }),
  };
}
