'use client';

import { RefreshCw } from 'lucide-react';
import { useLive } from '@/components/live/live-store';
import { useForbidden, useHasAllTenants } from '@/components/live/me';
import { useHostActions } from '@/components/panels/hosts/host-actions';
import { Button } from '@/components/ui/button';
import { actionsFor } from '../actions/selection-actions';
import type { Selection } from '../selection-store';
import { useDraftedIntent } from '../topology-data';

/** What can be done with it. What cannot says why. */
export function Actions({ about }: { about: Selection }) {
  const intent = useDraftedIntent();
  const hasAll = useHasAllTenants();
  if (!intent) return null;
  const actions = actionsFor(about, intent, hasAll);
  if (actions.length === 0) return null;
  return (
    <div className="flex flex-wrap gap-2 border-line border-t pt-4">
      {about.kind === 'host' && hasAll && <LookAgain hostId={about.hostId} />}
      {actions.map(({ id, label, Icon, removes, disabledReason, run }) => (
        <Button
          key={id}
          size="sm"
          icon={<Icon aria-hidden className="size-3.5" />}
          disabledReason={disabledReason}
          onClick={run}
          className={removes ? '!text-failed' : undefined}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}

/** Reads a host that is ready, or tries one that is not. */
function LookAgain({ hostId }: { hostId: string }) {
  const host = useLive((state) => state.intent?.hosts.find((one) => one.id === hostId));
  const state = useLive((all) => all.hosts[hostId]?.state ?? null);
  const forbidden = useForbidden('operator');
  const { retry, reread } = useHostActions();
  if (!host || state === null) return null;
  const ready = state === 'ready';
  return (
    <Button
      size="sm"
      icon={<RefreshCw aria-hidden className="size-3.5" />}
      disabledReason={forbidden ?? (state === 'unpinned' ? 'Pin its host key first' : null)}
      onClick={() => void (ready ? reread(host) : retry(host))}
    >
      {ready ? 'Read now' : 'Try now'}
    </Button>
  );
}
