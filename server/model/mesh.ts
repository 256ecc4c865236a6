import { hostsOfNetwork, type Intent } from './intent';
import { statusKey } from './status-key';

type Judged = { key: string; health: 'healthy' | 'degraded' | 'failed' | 'unknown' | 'pending' };

/**
 * Of a network on more hosts, only tunnels that say something which their ends do not say are told: each pair of 200
 * hosts would be 19,900 statuses, and a tunnel that is not told is as its ends are.
 */
export const MOST_MESHED = 24;

/**
 * How many tunnels of large networks have no status of their own, by what their ends say: unknown or pending as soon as
 * one end is, else healthy. A pair with a failed end is told.
 * @param of the status with this key
 */
export function untoldTunnels(
  intent: Intent,
  of: (key: string) => Judged | undefined,
  told: readonly Judged[],
): { [H in 'healthy' | 'unknown' | 'pending']: number } {
  const sum = { healthy: 0, unknown: 0, pending: 0 };
  for (const tenant of intent.tenants) {
    for (const network of tenant.networks) {
      const hosts = [...hostsOfNetwork(tenant, network.id)];
      if (hosts.length <= MOST_MESHED) continue;
      const ends = { failed: 0, unknown: 0, pending: 0, fine: 0 };
      for (const hostId of hosts) {
        const health = of(statusKey.presence(network.id, hostId))?.health ?? 'unknown';
        ends[health === 'healthy' || health === 'degraded' ? 'fine' : health] += 1;
      }
      const own = told.filter(({ key }) => key.startsWith(`tunnel:${network.id}/`)).length;
      const withFailed = pairs(hosts.length) - pairs(hosts.length - ends.failed);
      const troubled = Math.max(0, own - withFailed);
      sum.unknown += pairs(ends.unknown + ends.pending + ends.fine) - pairs(ends.pending + ends.fine);
      sum.pending += pairs(ends.pending + ends.fine) - pairs(ends.fine);
      sum.healthy += Math.max(0, pairs(ends.fine) - troubled);
    }
  }
  return sum;
}

const pairs = (n: number) => (n * (n - 1)) / 2;
