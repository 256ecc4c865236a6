import type { HostLive, HostState } from '@/server/api/types';
import type { Intent } from '@/server/model/intent';
import { statusKey } from '@/server/model/status-key';
import type { Health, Status } from '@/server/status/status';

export type Seen = {
  intent: Intent | null;
  hosts: Record<string, HostLive>;
  statuses: Record<string, Status>;
};

const HOST_HEALTH: Record<HostState, Health> = {
  unpinned: 'pending',
  connecting: 'pending',
  ready: 'healthy',
  unreachable: 'degraded',
  refused: 'failed',
};

/** What of the fabric's tenants and hosts is different, in words. Nothing for the first look. */
export function happened(before: Seen, after: Seen): { what: string; health: Health }[] {
  if (!before.intent || !after.intent) return [];
  const news: { what: string; health: Health }[] = [];
  if (after.intent.revision !== before.intent.revision) {
    news.push({ what: `revision ${after.intent.revision} was committed`, health: 'pending' });
  }
  for (const host of after.intent.hosts) {
    const now = after.hosts[host.id]?.state;
    const then = before.hosts[host.id]?.state;
    if (now && then && now !== then) {
      const reason = now === 'ready' ? null : after.hosts[host.id]?.reason?.sentence;
      news.push({ what: `${host.name} is ${now}${reason ? `: ${reason}` : ''}`, health: HOST_HEALTH[now] });
    }
  }
  for (const tenant of after.intent.tenants) {
    const key = statusKey.tenant(tenant.id);
    const now = after.statuses[key];
    const then = before.statuses[key];
    if (now && then && now.health !== then.health) {
      news.push({ what: `${tenant.name} is ${now.health}: ${now.sentence}`, health: now.health });
    }
  }
  return news;
}
