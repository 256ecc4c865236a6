import { hostsOfNetwork, type Intent } from '../model/intent';

/** Whose things are: names for sentences, and the tenants that are concerned. */
export class FabricNames {
  readonly #hosts: Map<string, string>;
  readonly #tenants: Map<string, string>;
  readonly #networks = new Map<string, { tenantId: string; label: string }>();
  /** By host id: the tenants on it. */
  readonly #onHost = new Map<string, Set<string>>();
  /** By host id and `DEVICE` or `NAMESPACE/DEVICE`: whose it is; null: the underlay, which is everybody's. */
  readonly #devices = new Map<string, Map<string, string | null>>();

  constructor(readonly intent: Intent) {
    this.#hosts = new Map(intent.hosts.map(({ id, name }) => [id, name]));
    this.#tenants = new Map(intent.tenants.map(({ id, name }) => [id, name]));
    for (const host of intent.hosts) {
      if (host.underlay) this.#put(host.id, host.underlay.device, null);
    }
    for (const tenant of intent.tenants) {
      for (const network of tenant.networks) {
        const label = tenant.networks.length === 1 ? tenant.name : `${tenant.name}/${network.name}`;
        this.#networks.set(network.id, { tenantId: tenant.id, label });
        for (const hostId of hostsOfNetwork(tenant, network.id)) {
          const found = network.found[hostId];
          this.#put(hostId, found?.bridge ?? network.bridge, tenant.id);
          this.#put(hostId, found?.vxlan ?? network.vxlan, tenant.id);
        }
      }
      for (const { hostId, namespace, interfaces } of tenant.endpoints) {
        for (const { hostEnd, namespaceEnd } of interfaces) {
          this.#put(hostId, hostEnd, tenant.id);
          this.#put(hostId, `${namespace}/${namespaceEnd}`, tenant.id);
        }
        const on = this.#onHost.get(hostId) ?? new Set();
        this.#onHost.set(hostId, on.add(tenant.id));
      }
    }
  }

  #put(hostId: string, device: string, tenantId: string | null): void {
    const devices = this.#devices.get(hostId) ?? new Map<string, string | null>();
    this.#devices.set(hostId, devices.set(device, tenantId));
  }

  host(hostId: string): string | null {
    return this.#hosts.get(hostId) ?? null;
  }

  hasTenant(tenantId: string): boolean {
    return this.#tenants.has(tenantId);
  }

  tenant(tenantId: string): string {
    return this.#tenants.get(tenantId) ?? tenantId;
  }

  network(networkId: string): { tenantId: string; label: string } | null {
    return this.#networks.get(networkId) ?? null;
  }

  tenantsOn(hostId: string): string[] {
    return [...(this.#onHost.get(hostId) ?? [])];
  }

  /** What of ours a device is, or null where it is not ours. `device`: `DEVICE` or `NAMESPACE/DEVICE`. */
  device(hostId: string, device: string): { underlay: boolean; tenantIds: string[] } | null {
    const owner = this.#devices.get(hostId)?.get(device);
    if (owner === undefined) return null;
    return owner === null
      ? { underlay: true, tenantIds: this.tenantsOn(hostId) }
      : { underlay: false, tenantIds: [owner] };
  }
}
