import type { DriftItem } from '@/server/api/types';
import { statusKey } from '@/server/model/status-key';
import type { Health, Status } from '@/server/status/status';

const ORDER: Record<Health, number> = { failed: 0, degraded: 1, unknown: 2, pending: 3, healthy: 4 };

/**
 * What is not well, worst first and the cause before what follows from it. What says the same as another is told once:
 * one bridge that is down takes an endpoint, a tunnel and a tenant with it. What drifted is told as drift.
 */
export function needsAttention(statuses: Record<string, Status>, drift: readonly DriftItem[] = []): Status[] {
  const bad = Object.values(statuses)
    .filter(({ health }) => health !== 'healthy')
    .sort((a, b) => ORDER[a.health] - ORDER[b.health] || depth(a) - depth(b) || (a.key < b.key ? -1 : 1));
  const drifted = new Set(
    drift.map(({ hostId, object }) => statusKey.link(hostId, object.namespace, object.name)),
  );
  const told = new Set(bad.filter(({ key }) => drifted.has(key)).map(causeOf));
  return bad.filter((status) => {
    const key = causeOf(status);
    if (told.has(key)) return false;
    told.add(key);
    return true;
  });
}

/** A sentence is that of its worst part, with how many there are besides. */
function causeOf({ sentence }: Status): string {
  return sentence.replace(/ \(and \d+ more\)$/, '');
}

/** The cause before what follows from it. */
function depth({ key }: Status): number {
  const [kind] = key.split(':');
  return ['host', 'link', 'endpoint', 'network', 'tunnel', 'tenant'].indexOf(kind ?? '');
}
