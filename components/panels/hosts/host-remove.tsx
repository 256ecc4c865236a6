'use client';

import { useState } from 'react';
import { useCommitNow } from '@/components/live/commit-now';
import { useDialogs } from '@/components/live/dialog-store';
import { useDraft } from '@/components/live/draft-store';
import { useLive } from '@/components/live/live-store';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import { endpointLabel } from '@/server/model/intent';
import type { Operation } from '@/server/model/operation';
import { Confirm, Refusal, useAttempt } from './pin-key';

/** Forgets a host. What it carries is named, and goes in the same change once that was confirmed. */
export function HostRemove({ hostId }: { hostId: string }) {
  const close = useDialogs((dialogs) => dialogs.close);
  const commitNow = useCommitNow();
  const intent = useLive((state) => state.intent);
  const state = useLive((live) => live.hosts[hostId]?.state ?? 'connecting');
  const [confirmed, setConfirmed] = useState(false);
  const { busy, refusal, attempt } = useAttempt();
  const host = intent?.hosts.find((one) => one.id === hostId);
  if (!intent || !host) return null;

  const carried = intent.tenants.flatMap((tenant) =>
    tenant.endpoints
      .filter((endpoint) => endpoint.hostId === hostId)
      .map((endpoint) => ({
        tenantId: tenant.id,
        endpoint,
        label: endpointLabel(tenant, endpoint, intent.hosts),
      })),
  );
  const removals: Operation[] = carried.map(({ tenantId, endpoint }) => ({
    op: 'endpoint.remove',
    tenantId,
    endpointId: endpoint.id,
  }));
  const reachable = state === 'ready';

  const forget = () =>
    attempt(async () => {
      const done = await commitNow([...removals, { op: 'host.remove', hostId }]);
      if ('refusal' in done) return done.refusal;
      toast.success(`${host.name} is forgotten`, { description: `Revision ${done.revision}` });
      close();
      return null;
    });

  const draftRemoval = () => {
    const misfit = useDraft.getState().add(removals, `remove all endpoints from ${host.name}`);
    if (misfit) toast.error('It could not be drafted', { description: misfit });
    else {
      toast(`Drafted: remove all endpoints from ${host.name}`, {
        description: 'Apply it, and the host is cleaned; then remove the host.',
      });
      close();
    }
  };

  return (
    <Dialog
      open
      onClose={close}
      title={`Remove ${host.name}?`}
      description="Overlane forgets the host, its key and its place. That is audited."
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            look="danger"
            busy={busy}
            data-testid="remove-host"
            disabledReason={carried.length > 0 && !confirmed && 'Confirm what goes with it first'}
            onClick={() => void forget()}
          >
            {carried.length > 0
              ? `Remove it and ${carried.length} ${carried.length === 1 ? 'endpoint' : 'endpoints'}`
              : 'Remove'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {carried.length === 0 ? (
          <p className="text-muted text-sm">It carries no endpoints; no tenant loses anything.</p>
        ) : (
          <>
            <div>
              <p className="text-ink text-sm">It carries</p>
              <ul className="mt-1.5 max-h-40 overflow-y-auto rounded-md border border-line px-3 py-1.5">
                {carried.map(({ endpoint, label }) => (
                  <li key={endpoint.id} className="flex justify-between gap-3 py-0.5 text-sm">
                    <span className="text-ink">{label}</span>
                    <span className="font-mono text-muted text-xs leading-5">
                      {endpoint.interfaces.flatMap((wire) => wire.addresses).join(', ')}
                    </span>
                  </li>
                ))}
              </ul>
            </div>
            {reachable && (
              <Notice
                severity="note"
                action={
                  <Button size="sm" onClick={draftRemoval}>
                    Draft that first
                  </Button>
                }
              >
                {host.name} can be reached. Remove its endpoints and apply first, and nothing of Overlane’s
                stays in its kernel.
              </Notice>
            )}
            <Confirm
              text={
                reachable
                  ? `Remove the ${carried.length} endpoints in the same change, and leave on ${host.name} what is there now.`
                  : `Remove the ${carried.length} endpoints in the same change. ${host.name} cannot be reached, so what is on it stays until it is rebooted.`
              }
              checked={confirmed}
              onChange={setConfirmed}
            />
          </>
        )}
        <Refusal sentence={refusal} />
      </div>
    </Dialog>
  );
}
