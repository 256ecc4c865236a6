'use client';

import { useState } from 'react';
import { useCommitNow } from '@/components/live/commit-now';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import type { DriftPolicy as Policy } from '@/server/model/intent';
import { Setting } from './setting';

const CHOICES: Record<Policy, { title: string; lead: string; sentence: string }> = {
  report: {
    title: 'Report it',
    lead: 'It is shown within a second, with what was expected and what was found. You repair it, or accept it.',
    sentence: 'report drift, and leave it to people',
  },
  repair: {
    title: 'Repair it at once',
    lead: 'What somebody changes by hand on a host is put back as soon as it is seen. Each repair is written down.',
    sentence: 'repair drift at once',
  },
};

/** What is done when a host is no longer as it was left. */
export function DriftPolicy() {
  const policy = useLive((live) => live.intent?.drift ?? null);
  return (
    <Setting
      title="Drift"
      lead="When something that Overlane built is changed by somebody else, on the host itself, and not here."
    >
      {policy ? <PolicyForm key={policy} policy={policy} /> : <Skeleton className="h-24 w-full max-w-md" />}
    </Setting>
  );
}

function PolicyForm({ policy }: { policy: Policy }) {
  const forbidden = useForbidden('operator');
  const commit = useCommitNow();
  const drifted = useLive((live) => Object.keys(live.drift).length);
  const [chosen, setChosen] = useState(policy);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const committed = await commit([{ op: 'drift.set', drift: chosen }], CHOICES[chosen].sentence);
    setBusy(false);
    if ('refusal' in committed) toast.error('The policy was not changed', { description: committed.refusal });
    else toast.success(`Revision ${committed.revision}: ${CHOICES[chosen].sentence}`);
  };
  return (
    <form
      className="flex max-w-lg flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== policy && !forbidden && !busy) void save();
      }}
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="sr-only">What is done about drift</legend>
        {(Object.keys(CHOICES) as Policy[]).map((one) => (
          <label
            key={one}
            htmlFor={`drift-${one}`}
            className="flex items-start gap-3 rounded-md border border-line px-3 py-2.5 has-[:checked]:border-accent has-[:checked]:bg-accent-soft"
          >
            <input
              id={`drift-${one}`}
              type="radio"
              name="drift"
              checked={chosen === one}
              onChange={() => setChosen(one)}
              className="mt-1 accent-(--accent)"
            />
            <span>
              <span className="block font-medium text-ink text-sm">{CHOICES[one].title}</span>
              <span className="block text-muted text-sm">{CHOICES[one].lead}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {chosen === 'repair' && policy !== 'repair' && drifted > 0 && (
        <Notice severity="warning">
          {drifted === 1
            ? 'The difference that is there now is'
            : `All ${drifted} differences that are there now are`}{' '}
          repaired as soon as this is saved.
        </Notice>
      )}
      <Button
        type="submit"
        className="self-start"
        busy={busy}
        disabledReason={forbidden || (chosen === policy && 'This is the policy already')}
      >
        Save the policy
      </Button>
    </form>
  );
}
