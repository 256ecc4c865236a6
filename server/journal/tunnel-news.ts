import type { Health } from '../status/status';
import type { FabricNames } from './fabric-names';
import type { News } from './news';
import type { ChangedStatus } from './status-changes';

/** Tunnels that fail and come back. Between the two they may be unknown, as their hosts are. */
export class TunnelNews {
  readonly #failed = new Set<string>();

  /** `told`: what an earlier process told last. */
  constructor(told: ReadonlyMap<string, { health: Health | null }>) {
    for (const [key, { health }] of told) if (isTunnel(key) && health === 'failed') this.#failed.add(key);
  }

  take(changes: readonly ChangedStatus[], names: FabricNames): News[] {
    return changes.flatMap((change) => {
      if (!isTunnel(change.key)) return [];
      if (change.health === null) this.#failed.delete(change.key);
      const was = this.#failed.has(change.key);
      if (change.health === 'failed' && !was) {
        this.#failed.add(change.key);
        return news(change, names, 'tunnel.failed');
      }
      if (was && (change.health === 'healthy' || change.health === 'degraded')) {
        this.#failed.delete(change.key);
        return news(change, names, 'tunnel.back');
      }
      return [];
    });
  }
}

const isTunnel = (key: string) => key.startsWith('tunnel:');

function news(
  { key, at, sentence }: ChangedStatus,
  names: FabricNames,
  action: 'tunnel.failed' | 'tunnel.back',
): News[] {
  const [networkId = '', a = '', b = ''] = key.slice('tunnel:'.length).split('/');
  const network = names.network(networkId);
  if (!network) return [];
  const ends = [a, b].map((id) => names.host(id) ?? id).sort();
  const subject = `${network.label} between ${ends.join(' and ')}`;
  return [
    {
      at,
      actor: 'network',
      action,
      subject,
      sentence:
        action === 'tunnel.failed'
          ? `the tunnel of ${subject} failed: ${sentence}`
          : `the tunnel of ${subject} is back`,
      outcome: action === 'tunnel.failed' ? 'failed' : 'done',
      tenantIds: [network.tenantId],
      hostIds: [a, b],
    },
  ];
}
