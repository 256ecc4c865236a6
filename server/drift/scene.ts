import type { Desired, DesiredVeth } from '../compile/desired';
import { hostsOfNetwork, type Intent, type Network, type Tenant } from '../model/intent';
import type { Observed } from '../observe/observed';
import type { Mending } from '../plan/mending';
import { namesOf } from '../status/names';

/** A difference, and whose. */
export type Lost = {
  tenantId: string;
  networkId: string | null;
  endpointId: string | null;
  mending: Mending;
  expected: string | null;
  found: string;
};

/** What the words about one host are made of. */
export class Scene {
  readonly host: string;
  readonly #names: ReturnType<typeof namesOf>;

  constructor(
    readonly intent: Intent,
    readonly desired: Desired,
    readonly observed: Observed,
  ) {
    this.#names = namesOf(intent);
    this.host = this.#hostName(desired.hostId);
  }

  tenant({ tenantId }: Lost): Tenant | undefined {
    return this.intent.tenants.find(({ id }) => id === tenantId);
  }

  network(lost: Lost): Network | undefined {
    return this.tenant(lost)?.networks.find(({ id }) => id === lost.networkId);
  }

  /** `microsoft`, or `microsoft/net2` for one of several networks; of an endpoint's namespace, the tenant. */
  label(lost: Lost): string {
    const { networkId } = lost;
    const network = networkId === null ? undefined : this.#names.networks.get(networkId);
    return network ?? this.tenant(lost)?.name ?? 'its tenant';
  }

  /** `microsoft@node01` */
  endpoint({ endpointId }: Lost): string {
    return (endpointId === null ? undefined : this.#names.endpoints.get(endpointId)) ?? 'its endpoint';
  }

  veth({ networkId, endpointId }: Lost): DesiredVeth | undefined {
    return this.desired.veths.find((one) => one.endpointId === endpointId && one.networkId === networkId);
  }

  /** The other hosts that carry the network: `node02`, `node02 or node03`, `its 7 other hosts`; '' for none. */
  others(lost: Lost): string {
    const tenant = this.tenant(lost);
    if (!tenant || lost.networkId === null) return '';
    const ids = hostsOfNetwork(tenant, lost.networkId).filter((id) => id !== this.desired.hostId);
    if (ids.length > 3) return `its ${ids.length} other hosts`;
    const names = ids.map((id) => this.#hostName(id));
    const last = names.pop();
    return names.length === 0 ? (last ?? '') : `${names.join(', ')} or ${last}`;
  }

  /** `node02 (10.10.10.20)`, or the address of nobody's VTEP. */
  vtep(address: string): string {
    const host = this.intent.hosts.find(({ underlay }) => underlay?.address === address);
    return host ? `${host.name} (${address})` : address;
  }

  #hostName(id: string): string {
    return this.intent.hosts.find((host) => host.id === id)?.name ?? id;
  }
}
