'use client';

import { useEffect, useState } from 'react';
import { useLive } from '@/components/live/live-store';
import { serverNow } from '@/components/ui/clock';
import type { Health, Status } from '@/server/status/status';
import { happened, type Seen } from './transitions';

/** Something that changed while the page was open. Milliseconds since the epoch, server's clock. */
export type Happening = { id: number; at: number; what: string; health: Health };

const KEPT = 40;

/** Changes of health, of hosts' states and of the revision since the page was opened, newest first. */
export function useHappenings(): Happening[] {
  const [list, setList] = useState<Happening[]>([]);
  useEffect(() => {
    let next = 0;
    let before: Seen = snapshot();
    return useLive.subscribe(() => {
      const after = snapshot();
      if (
        after.intent === before.intent &&
        after.hosts === before.hosts &&
        after.statuses === before.statuses
      )
        return;
      const news = happened(before, after);
      before = after;
      if (news.length === 0) return;
      const at = serverNow();
      setList((old) => [...news.map((one) => ({ ...one, id: next++, at })), ...old].slice(0, KEPT));
    });
  }, []);
  return list;
}

function snapshot(): Seen {
  const { intent, hosts, statuses } = useLive.getState();
  return { intent, hosts, statuses };
}

/** What is not well, worst first. */
export function needsAttention(statuses: Record<string, Status>): Status[] {
  const order: Record<Health, number> = { failed: 0, degraded: 1, unknown: 2, pending: 3, healthy: 4 };
  return Object.values(statuses)
    .filter((status) => status.health !== 'healthy')
    .sort((a, b) => order[a.health] - order[b.health] || (a.key < b.key ? -1 : 1));
}
