import type { Health, Status } from '@/server/status/status';

const ORDER: Record<Health, number> = { failed: 0, degraded: 1, unknown: 2, pending: 3, healthy: 4 };

/**
 * What is not well, worst first and the cause before what follows from it. What says the same as another is told once:
 * one bridge that is down takes an endpoint, a tunnel and a tenant with it.
 */
export function needsAttention(statuses: Record<string, Status>): Status[] {
  const bad = Object.values(statuses)
    .filter(({ health }) => health !== 'healthy')
    .sort((a, b) => ORDER[a.health] - ORDER[b.health] || depth(a) - depth(b) || (a.key < b.key ? -1 : 1));
  const told = new Set<string>();
  return bad.filter(({ sentence }) => {
    const key = sentence.trim().toLowerCase();
    if (told.has(key)) return false;
    told.add(key);
    return true;
  });
}

/** The cause before what follows from it. */
function depth({ key }: Status): number {
  const [kind] = key.split(':');
  return ['host', 'link', 'endpoint', 'network', 'tunnel', 'tenant'].indexOf(kind ?? '');
}
