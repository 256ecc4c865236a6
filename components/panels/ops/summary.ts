import type { DriftItem, HostLive } from '@/server/api/types';
import type { Intent } from '@/server/model/intent';
import { untoldTunnels } from '@/server/model/mesh';
import { statusKey } from '@/server/model/status-key';
import type { Health, Status } from '@/server/status/status';

export type SummaryPart = { count: number; health: Health; word: string };
export type SummaryItem = { what: string; parts: SummaryPart[] };

const ORDER: readonly Health[] = ['failed', 'degraded', 'unknown', 'pending', 'healthy'];

/** Hosts, tenants and tunnels counted by health, worst first, and what drifted where anything did. */
export function summaryOf(
  intent: Intent,
  hosts: Record<string, HostLive>,
  statuses: Record<string, Status>,
  drift: Record<string, DriftItem>,
): SummaryItem[] {
  const ready = intent.hosts.filter((host) => hosts[host.id]?.state === 'ready').length;
  const notReady = intent.hosts.length - ready;
  const tunnels = Object.values(statuses).filter((status) => status.key.startsWith('tunnel:'));
  const untold = untoldTunnels(intent, (key) => statuses[key], tunnels);
  const drifted = Object.values(drift);
  const gravest: Health = drifted.some(({ weight }) => weight === 'failed') ? 'failed' : 'degraded';
  const hostParts: SummaryPart[] = [
    { count: notReady, health: 'degraded', word: 'not ready' },
    { count: ready, health: 'healthy', word: 'ready' },
  ];
  return [
    { what: 'Hosts', parts: hostParts.filter((part) => part.count > 0) },
    {
      what: 'Tenants',
      parts: counted(
        intent.tenants.map((tenant) => statuses[statusKey.tenant(tenant.id)]?.health ?? 'unknown'),
      ),
    },
    {
      what: 'Tunnels',
      parts: counted(
        tunnels.map((status) => status.health),
        untold,
      ),
    },
    ...(drifted.length > 0
      ? [
          {
            what: 'Drift',
            parts: [
              {
                count: drifted.length,
                health: gravest,
                word: drifted.length === 1 ? 'difference' : 'differences',
              },
            ],
          },
        ]
      : []),
  ];
}

function counted(healths: readonly Health[], more: Partial<Record<Health, number>> = {}): SummaryPart[] {
  return ORDER.map((health) => ({
    count: healths.filter((one) => one === health).length + (more[health] ?? 0),
    health,
    word: health,
  })).filter((part) => part.count > 0);
}
