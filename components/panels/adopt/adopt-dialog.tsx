'use client';

import { Hand } from 'lucide-react';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useDialogs } from '@/components/live/dialog-store';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { useTRPCClient } from '@/components/live/trpc';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { TableSkeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import type { FoundTenant } from '@/server/api/types';
import { canBeAdopted, counted, listed, marksOf, sentence } from './adopt-words';
import { FoundCard } from './found-card';
import { LeftoverList } from './leftover-list';
import { useFound } from './use-found';

/** What people built on the hosts by hand, and taking it over as it is. */
export function AdoptDialog() {
  const close = useDialogs((dialogs) => dialogs.close);
  const intent = useLive((live) => live.intent);
  const { proposal, error } = useFound({ reading: true });
  // What can be adopted is chosen until somebody says otherwise; what changes on a host meanwhile stays chosen.
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const forbidden = useForbidden('operator');
  const client = useTRPCClient();
  const hosts = intent?.hosts ?? [];
  const tenants = proposal?.tenants ?? [];
  const chosen = tenants.filter((found) => canBeAdopted(found) && !left.has(found.key));

  const adopt = async () => {
    if (!intent) return;
    setBusy(true);
    setRefusal(null);
    try {
      const wanted = chosen.map(({ key, digest }) => ({ key, digest }));
      const { revision } = await client.adopt.commit.mutate({ base: intent.revision, chosen: wanted });
      useLive.getState().takeIntent((await client.intent.get.query()).intent);
      toast.success(`Adopted ${listed(chosen.map(({ tenant }) => tenant.name))}`, {
        description: `Revision ${revision}: owner marks, and nothing else, on the hosts.`,
      });
      close();
    } catch (failure) {
      const what = readApiError(failure);
      setRefusal(
        what.code === 'faults'
          ? what.faults.map((fault) => sentence(fault.sentence)).join(' ')
          : what.sentence,
      );
      if (what.code === 'conflict') useLive.getState().takeIntent((await client.intent.get.query()).intent);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      onClose={close}
      width="xl"
      title="Found on the hosts"
      description="Networks that people built by hand. Adopting writes them into intent and puts an owner mark on each device: nothing goes down, nothing is made anew, addresses and MACs stay."
      footer={
        <>
          <p className="mr-auto text-muted text-xs" data-testid="adopt-summary">
            {summary(chosen)}
          </p>
          <Button onClick={close}>Cancel</Button>
          <Button
            look="primary"
            busy={busy}
            data-testid="adopt"
            icon={<Hand aria-hidden className="size-4" />}
            disabledReason={
              forbidden ??
              (chosen.length === 0 &&
                (tenants.length === 0 ? 'There is nothing to adopt' : 'Choose a tenant first'))
            }
            onClick={() => void adopt()}
          >
            {chosen.length > 1 ? `Adopt ${counted(chosen.length, 'tenant')}` : 'Adopt'}
          </Button>
        </>
      }
    >
      <div className="flex min-w-0 flex-col gap-3.5">
        {refusal && (
          <Notice severity="error" live>
            {refusal}
          </Notice>
        )}
        {!proposal ? (
          error ? (
            <Notice severity="error" live>
              The controller does not say what it found. It is asked again by itself.
            </Notice>
          ) : (
            <TableSkeleton rows={3} />
          )
        ) : (
          <>
            {proposal.unread.map(({ hostId, sentence: text }) => (
              <Notice key={hostId} severity="note">
                {sentence(text)}
              </Notice>
            ))}
            {tenants.length === 0 && (
              <EmptyState icon={<Hand aria-hidden />} title="Nothing that could be adopted">
                No host has a bridge with a VXLAN interface and a namespace behind it that Overlane did not
                make.
              </EmptyState>
            )}
            {tenants.map((found) => (
              <FoundCard
                key={found.key}
                found={found}
                hosts={hosts}
                chosen={chosen.includes(found)}
                onChoose={(want) =>
                  setLeft((before) => {
                    const after = new Set(before);
                    if (want) after.delete(found.key);
                    else after.add(found.key);
                    return after;
                  })
                }
              />
            ))}
            <LeftoverList proposal={proposal} hosts={hosts} />
          </>
        )}
      </div>
    </Dialog>
  );
}

function summary(chosen: readonly FoundTenant[]): string {
  if (chosen.length === 0) return '';
  const { marks, hosts } = marksOf(chosen);
  return `Writes ${counted(marks, 'owner mark')} on ${counted(hosts, 'host')}, and nothing else there`;
}
