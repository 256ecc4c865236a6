'use client';

import { LoaderCircle, ShieldCheck, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { rolloutSentence } from '@/components/live/rollout-words';
import { useTRPCClient } from '@/components/live/trpc';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { toast } from '@/components/ui/toast';
import type { Rollout } from '@/server/model/rollout';
import { Countdown } from './countdown';

/** A change of what runs, while it is neither kept nor undone: what it waits for, until when, and who decides. */
export function RolloutBanner() {
  const rollouts = useLive((live) => live.rollouts);
  const going = Object.values(rollouts).find(
    ({ stage, isGuarded }) =>
      (isGuarded && (stage === 'begun' || stage === 'keeping')) || stage === 'undoing',
  );
  return going ? <Going key={going.revision} rollout={going} /> : null;
}

function Going({ rollout }: { rollout: Rollout }) {
  const { revision, stage, deadline, misses, asks, sentence } = rollout;
  const forbidden = useForbidden('operator');
  const client = useTRPCClient();
  const [busy, setBusy] = useState<'keep' | 'undo' | null>(null);
  const decide = async (what: 'keep' | 'undo') => {
    setBusy(what);
    try {
      await client.rollout[what].mutate({ revision });
    } catch (error) {
      toast.error(`Revision ${revision} could not be decided`, { description: readApiError(error).sentence });
    }
    setBusy(null);
  };
  const troubled = stage === 'undoing' || misses.length > 0;
  const Icon = troubled ? TriangleAlert : asks ? ShieldCheck : LoaderCircle;
  return (
    <section
      role="status"
      aria-label={`Revision ${revision}`}
      className={classNames(
        'flex min-h-11 shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-line border-b px-4 py-2 text-sm',
        troubled ? 'bg-degraded-soft' : 'bg-pending-soft',
      )}
    >
      <Icon
        aria-hidden
        className={classNames(
          'size-4 shrink-0',
          troubled ? 'text-degraded' : 'text-pending',
          !troubled && !asks && 'motion-safe:animate-spin',
        )}
      />
      <div className="min-w-[min(100%,16rem)] flex-1">
        <p className="text-ink">
          <span className="font-medium">Revision {revision}</span>
          <span className="text-muted"> · {sentence}</span>
        </p>
        <p className="break-words text-muted text-xs first-letter:uppercase">{rolloutSentence(rollout)}</p>
      </div>
      {stage === 'begun' && (
        <div className="flex shrink-0 flex-wrap items-center gap-2">
          {deadline !== null && (
            <span className="text-ink text-xs">
              {/* Hosts do it without the controller, too. */}
              undone by its hosts in <Countdown at={deadline} />
            </span>
          )}
          <Button
            size="sm"
            look={asks ? 'primary' : 'secondary'}
            busy={busy === 'keep'}
            disabledReason={forbidden}
            onClick={() => void decide('keep')}
          >
            {misses.length > 0 ? 'Keep all the same' : 'Keep'}
          </Button>
          <Button
            size="sm"
            busy={busy === 'undo'}
            disabledReason={forbidden}
            onClick={() => void decide('undo')}
          >
            Undo now
          </Button>
        </div>
      )}
    </section>
  );
}
