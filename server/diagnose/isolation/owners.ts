import type { Intent } from '../../model/intent';
import { parseOwnerMark } from '../../model/owner';
import type { ObservedLink } from '../../observe/observed';

export type OwnedBy = { tenantId: string; networkId: string | null; adopted: boolean };

/** Whose a thing is by its mark; what intent has forgotten is nobody's. */
export class Owners {
  readonly #networks = new Map<string, string>();
  readonly #endpoints = new Map<string, string>();

  constructor(
    private readonly fabric: string,
    intent: Intent,
  ) {
    for (const tenant of intent.tenants) {
      for (const { id } of tenant.networks) this.#networks.set(id, tenant.id);
      for (const { id } of tenant.endpoints) this.#endpoints.set(id, tenant.id);
    }
  }

  of(link: ObservedLink): OwnedBy | null {
    const mark = parseOwnerMark(link.alias);
    if (mark?.fabric !== this.fabric) return null;
    // `NETWORK.br`, `NETWORK.vxl`, `ENDPOINT.ns` or `ENDPOINT.NETWORK`.
    const [first = '', second = ''] = mark.id.split('.');
    const adopted = mark.origin === 'adopted';
    const ofNetwork = this.#networks.get(first);
    if (ofNetwork) return { tenantId: ofNetwork, networkId: first, adopted };
    const ofEndpoint = this.#endpoints.get(first);
    if (!ofEndpoint) return null;
    return { tenantId: ofEndpoint, networkId: second === 'ns' ? null : second, adopted };
  }
}
