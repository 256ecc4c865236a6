'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { followRollout } from '@/components/live/apply';
import { useCommitNow } from '@/components/live/commit-now';
import { useDialogs } from '@/components/live/dialog-store';
import { useLive } from '@/components/live/live-store';
import { useTRPCClient } from '@/components/live/trpc';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import type { DriftItem, HostPlan } from '@/server/api/types';
import type { Operation } from '@/server/model/operation';
import { countSteps, countsText } from '../plan/plan-lines';
import { acceptSentence, objectText } from './drift-place';
import { Difference } from './drift-row';

/** Asks once more before the found state becomes the wanted one: the same network may be on other hosts. */
export function DriftAccept({ itemKey }: { itemKey: string }) {
  const close = useDialogs((dialogs) => dialogs.close);
  const present = useLive((live) => live.drift[itemKey] ?? null);
  // What was chosen stays on screen, also when somebody else answers it meanwhile.
  const [item] = useState(present);
  if (!item || 'whyNot' in item.accept) {
    return (
      <Dialog
        open
        onClose={close}
        title="There is nothing to accept"
        footer={<Button onClick={close}>Close</Button>}
      >
        <p className="text-muted text-sm">
          {item && 'whyNot' in item.accept ? item.accept.whyNot : 'The difference is gone already.'}
        </p>
      </Dialog>
    );
  }
  return <Accept item={item} operations={item.accept.operations} gone={present === null} />;
}

function Accept({ item, operations, gone }: { item: DriftItem; operations: Operation[]; gone: boolean }) {
  const close = useDialogs((dialogs) => dialogs.close);
  const client = useTRPCClient();
  const commit = useCommitNow();
  const base = useLive((live) => live.intent?.revision ?? 0);
  const hosts = useLive((live) => live.intent?.hosts ?? null);
  const nameOf = (hostId: string) => hosts?.find((host) => host.id === hostId)?.name ?? hostId;
  const [state, setState] = useState<'asking' | 'busy'>('asking');
  const [refusal, setRefusal] = useState<string | null>(null);
  const preview = useQuery({
    queryKey: ['drift.accept', base, item.key],
    queryFn: ({ signal }) => client.changes.preview.query({ base, operations }, { signal }),
    staleTime: 5_000,
    retry: false,
  });
  const faults = preview.data?.faults ?? [];
  const accept = async () => {
    setState('busy');
    const committed = await commit(operations, acceptSentence(item, nameOf(item.hostId)));
    setState('asking');
    if ('refusal' in committed) {
      setRefusal(committed.refusal);
      return;
    }
    close();
    followRollout(committed.revision);
  };
  return (
    <Dialog
      open
      onClose={close}
      title={`Accept what was found on ${nameOf(item.hostId)}?`}
      description="It becomes what is asked for, as a change that can be undone like any other."
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            look="primary"
            busy={state === 'busy'}
            disabledReason={
              (gone && 'The difference is gone already') ||
              (faults[0] && `It cannot be asked for: ${faults[0].sentence}`)
            }
            onClick={() => void accept()}
          >
            Accept
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <div>
          <p className="font-medium text-ink text-sm">{objectText(item)}</p>
          <Difference item={item} />
        </div>
        {faults.map((fault) => (
          <Notice key={`${fault.path} ${fault.sentence}`} severity="error">
            {fault.sentence}
          </Notice>
        ))}
        {refusal && (
          <Notice severity="error" live>
            {refusal}
          </Notice>
        )}
        {preview.error ? (
          <Notice severity="warning">{readApiError(preview.error).sentence}</Notice>
        ) : preview.isPending ? (
          <Skeleton className="h-4 w-2/3" />
        ) : (
          faults.length === 0 && <Consequences plans={preview.data?.hosts ?? []} nameOf={nameOf} />
        )}
      </div>
    </Dialog>
  );
}

function Consequences({ plans, nameOf }: { plans: HostPlan[]; nameOf(hostId: string): string }) {
  const rows = plans
    .map((plan) => ({ hostId: plan.hostId, counts: countSteps(plan) }))
    .filter(({ counts }) => counts.all > 0);
  if (rows.length === 0)
    return (
      <p className="text-muted text-sm">
        No host needs to be touched for it: only what is asked for changes.
      </p>
    );
  return (
    <div className="text-sm">
      <p className="text-muted">Then this is done on the hosts:</p>
      <ul className="mt-1">
        {rows.map(({ hostId, counts }) => (
          <li key={hostId} className="text-ink">
            {nameOf(hostId)}: {countsText(counts)}
            {counts.flaps > 0 && `, ${counts.flaps} with a short stop of traffic`}
          </li>
        ))}
      </ul>
    </div>
  );
}
