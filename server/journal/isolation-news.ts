import type { Isolation, Shared } from '../diagnose/isolation/isolation';
import type { FabricNames } from './fabric-names';
import type { News } from './news';

/** Tenants that began to touch, and that are apart again. */
export class IsolationNews {
  readonly #open = new Map<string, Shared>();

  take({ shared }: Isolation, names: FabricNames, now: number): News[] {
    const present = new Set(shared.map(({ key }) => key));
    const began = shared.filter(({ key }) => !this.#open.has(key));
    const ended = [...this.#open.values()].filter(({ key }) => !present.has(key));
    for (const { key } of ended) this.#open.delete(key);
    for (const one of shared) this.#open.set(one.key, one);
    return [
      ...began.map(
        (one): News => ({
          ...whose(one),
          at: one.since,
          action: 'isolation.touching',
          sentence: one.sentence,
          outcome: 'failed',
        }),
      ),
      ...ended
        .filter(({ hostId }) => names.host(hostId) !== null)
        .map(
          (one): News => ({
            ...whose(one),
            at: now,
            action: 'isolation.apart',
            sentence: `no longer so: ${one.sentence}`,
            outcome: 'done',
          }),
        ),
    ];
  }
}

function whose({
  tenantIds,
  hostId,
  object,
}: Shared): Pick<News, 'actor' | 'subject' | 'tenantIds' | 'hostIds'> {
  return { actor: 'network', subject: object.name || 'the host', tenantIds, hostIds: [hostId] };
}
