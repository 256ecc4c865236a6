import type { Endpoint, FoundPresence, Network, Tenant } from './intent';
import type { Operation } from './operation';

/** Whether something of the tenant is as people made it, and would be given back to them. */
export function isAdopted({ networks, endpoints }: Tenant): boolean {
  return (
    networks.some(({ found }) => Object.values(found).some(({ adopted }) => adopted)) ||
    endpoints.some(({ interfaces }) => interfaces.some(({ adopted }) => adopted))
  );
}

/**
 * The change by which Overlane takes full charge of what it adopted: it keeps MTUs, ARP, link-local addresses and
 * forwarding as it does for what it made, and deletes the devices when intent no longer has them. Names and MACs stay.
 */
export function takeCharge({ id, networks, endpoints }: Tenant): Operation[] {
  return [
    ...networks.flatMap((network): Operation[] =>
      Object.values(network.found).some(({ adopted }) => adopted)
        ? [{ op: 'network.set', tenantId: id, network: chargedNetwork(network) }]
        : [],
    ),
    ...endpoints.flatMap((endpoint): Operation[] =>
      endpoint.interfaces.some(({ adopted }) => adopted)
        ? [{ op: 'endpoint.set', tenantId: id, endpoint: chargedEndpoint(endpoint) }]
        : [],
    ),
  ];
}

function chargedNetwork(network: Network): Network {
  const found = Object.entries(network.found).map(([hostId, presence]): [string, FoundPresence] => {
    const { adopted, mtu: _mtu, local: _local, ...rest } = presence;
    return [hostId, adopted ? rest : presence];
  });
  return { ...network, found: Object.fromEntries(found) };
}

function chargedEndpoint(endpoint: Endpoint): Endpoint {
  return {
    ...endpoint,
    interfaces: endpoint.interfaces.map((wire) => {
      const { adopted, ...rest } = wire;
      return adopted ? { ...rest, foundMtu: false } : wire;
    }),
  };
}
