'use client';

import { useCallback } from 'react';
import { toast } from '@/components/ui/toast';
import { readApiError } from './api-error';
import { useDialogs } from './dialog-store';
import type { DraftEntry } from './draft';
import { useDraft } from './draft-store';
import { useLive } from './live-store';
import { useForbidden } from './me';
import { usePreview } from './preview';
import { rolloutOf } from './rollout';
import { rolloutSentence } from './rollout-words';
import { useTRPCClient } from './trpc';

/** Commits the draft. `blocked` says why that cannot be done now, or is null. */
export function useApply(): { apply(): Promise<void>; blocked: string | null; busy: boolean } {
  const client = useTRPCClient();
  const forbidden = useForbidden('operator');
  const preview = usePreview();
  const refused = preview.faults[0]?.sentence ?? null;
  const reason = useDraft((draft) => {
    if (forbidden) return forbidden;
    if (draft.entries.length === 0) return 'Nothing is drafted: drag a tenant onto a host first';
    if (!draft.view) return 'The fabric is still loading';
    if (draft.view.clashes.length > 0)
      return 'Part of the draft clashes with what somebody else committed: see Plan';
    const faults = draft.view.faults.length;
    if (faults > 0)
      return faults === 1 ? 'The draft has a fault: see Plan' : `The draft has ${faults} faults: see Plan`;
    return null;
  });
  const blocked = reason ?? (refused && `A host stands in the way: ${refused}`);
  const busy = useDraft((draft) => draft.sending === 'sent');

  const apply = useCallback(async () => {
    const { view, entries, sent, settled } = useDraft.getState();
    const base = useLive.getState().intent?.revision;
    if (!view || base === undefined || view.operations.length === 0) return;
    sent();
    try {
      const [only] = entries;
      const { revision } = await client.changes.commit.mutate({
        base,
        operations: view.operations,
        sentence: sentenceOf(entries),
        ...(entries.length === 1 && only?.undoes != null && { undoes: only.undoes }),
      });
      settled(revision);
      followRollout(revision);
      // Where the stream is behind or gone, the page still shows what was committed.
      useLive.getState().takeIntent((await client.intent.get.query()).intent);
    } catch (error) {
      settled(null);
      const what = readApiError(error);
      if (what.code === 'conflict') {
        useLive.getState().takeIntent((await client.intent.get.query()).intent);
        if ((useDraft.getState().view?.clashes.length ?? 0) > 0)
          useDialogs.getState().show({ kind: 'conflict', since: what.since });
        else
          toast.warning('Somebody else committed first', {
            description: 'Your draft still fits on what is there now. Look at the plan, then apply again.',
          });
        return;
      }
      toast.error('Nothing was applied', {
        description: what.code === 'faults' ? what.faults.map((f) => f.sentence).join('\n') : what.sentence,
        duration: 12_000,
      });
    }
  }, [client]);

  return { apply, blocked, busy };
}

/** Characters that the history takes; beyond them the server makes a shorter sentence of the operations. */
const LONGEST_SENTENCE = 300;

function sentenceOf(entries: readonly DraftEntry[]): string | undefined {
  const sentence = entries.map((entry) => entry.sentence).join('; ');
  return sentence.length <= LONGEST_SENTENCE ? sentence : undefined;
}

/** One toast that follows the revision until every host that can be reached was read back at it. */
export function followRollout(revision: number): void {
  const id = `rollout-${revision}`;
  const started = Date.now();
  let stop = () => {};
  const look = () => {
    const { intent, hosts, rollouts } = useLive.getState();
    if (!intent || intent.revision < revision) return;
    const decided = rollouts[revision];
    if (decided?.stage === 'undone' || decided?.stage === 'stuck') {
      stop();
      const what = decided.stage === 'undone' ? 'was undone on all of its hosts' : 'could not be undone';
      toast.error(`Revision ${revision} ${what}`, {
        id,
        description: decided.reason ?? '',
        duration: 20_000,
      });
      return;
    }
    if (decided && decided.stage !== 'kept') {
      toast.loading(`Applying revision ${revision}`, { id, description: rolloutSentence(decided) });
      return;
    }
    if (intent.revision > revision) {
      toast.dismiss(id);
      stop();
      return;
    }
    const rollout = rolloutOf(intent, hosts);
    const count = (progress: string) => rollout.hosts.filter((h) => h.progress === progress);
    const away = count('away').map((h) => h.host.name);
    const failed = count('failed').map((h) => h.host.name);
    const working = count('working').map((h) => h.host.name);
    const active = count('active').length;
    if (working.length > 0) {
      toast.loading(`Applying revision ${revision}`, {
        id,
        description: `${active} of ${rollout.hosts.length} hosts read back · ${list(working)} at work`,
      });
      return;
    }
    stop();
    const later = away.length > 0 ? ` ${list(away)} cannot be reached now and will follow.` : '';
    if (failed.length > 0) {
      toast.error(`Revision ${revision} failed on ${list(failed)}`, {
        id,
        description: `See Plan for what the host said.${later}`,
        duration: 12_000,
      });
    } else if (active > 0) {
      toast.success(`Revision ${revision} is active`, {
        id,
        description: `${active} ${active === 1 ? 'host' : 'hosts'} read back after ${((Date.now() - started) / 1000).toFixed(1)} s.${later}`,
      });
    } else {
      toast.warning(`Revision ${revision} is committed`, {
        id,
        description: later.trim() || 'There is no host to bring it to yet.',
      });
    }
  };
  toast.loading(`Applying revision ${revision}`, { id, description: 'Committed; waiting for the hosts.' });
  stop = useLive.subscribe(look);
  look();
}

function list(names: string[]): string {
  return names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}
