import { parseAddress } from './address';
import { endpointLabel, type Intent, type Network, type Tenant } from './intent';

/** An endpoint with the address that the others ping. */
export type MatrixSeat = {
  endpointId: string;
  hostId: string;
  namespace: string;
  /** `microsoft@node01` */
  label: string;
  address: string;
};

/** Endpoints of one matrix: more rows than that nobody reads. */
export const MOST_SEATS = 48;

export type MatrixSeats = {
  tenant: Tenant;
  network: Network;
  seats: MatrixSeat[];
  /** Endpoints of the network that are left out: without such an address, or as there are too many. */
  without: number;
};

/**
 * Who is in the matrix of a network: each endpoint with its first address of the family, or of any where `family` is
 * null. Of too many, some are taken evenly from all. `refusal`: why there is no matrix.
 */
export function matrixSeats(
  intent: Intent,
  networkId: string,
  family: 4 | 6 | null,
): MatrixSeats | { refusal: string } {
  const tenant = intent.tenants.find(({ networks }) => networks.some(({ id }) => id === networkId));
  const network = tenant?.networks.find(({ id }) => id === networkId);
  if (!tenant || !network) {
    return { refusal: 'There is no such network: it may not be applied yet, or is gone.' };
  }
  const members = tenant.endpoints.flatMap((endpoint) => {
    const wire = endpoint.interfaces.find((one) => one.networkId === networkId);
    return wire ? [{ endpoint, wire }] : [];
  });
  const all = members.flatMap(({ endpoint, wire }) => {
    const address = wire.addresses.find((text) => family === null || parseAddress(text)?.family === family);
    const label = endpointLabel(tenant, endpoint, intent.hosts);
    const { id: endpointId, hostId, namespace } = endpoint;
    return address ? [{ endpointId, hostId, namespace, label, address }] : [];
  });
  if (all.length < 2) {
    const kind = family === null ? 'an address' : `an IPv${family} address`;
    const refusal = `${tenant.name}/${network.name} has ${all.length} endpoints with ${kind}: a matrix needs two.`;
    return { refusal };
  }
  const most = Math.min(all.length, MOST_SEATS);
  const seats = Array.from(
    { length: most },
    (_, i) => all[Math.floor((i * all.length) / most)] as MatrixSeat,
  );
  return { tenant, network, seats, without: members.length - seats.length };
}
