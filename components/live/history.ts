'use client';

import { useCallback } from 'react';
import { toast } from '@/components/ui/toast';
import { readApiError } from './api-error';
import { useDraft } from './draft-store';
import { useTRPCClient } from './trpc';
import { type CommittedChange, nextRedo, nextUndo } from './undo-order';

/**
 * Undo and redo as people expect them: first through the draft, and where that is empty through what was
 * committed, by drafting the inverse; that one still needs Apply.
 */
export function useHistory(): {
  undo(): void;
  redo(): void;
  undoChange(revision: number): Promise<void>;
  backTo(revision: number): Promise<void>;
} {
  const client = useTRPCClient();

  const undoChange = useCallback(
    async (revision: number) => {
      try {
        const inverse = await client.changes.inverse.query({ revision });
        const misfit = useDraft.getState().add(inverse.operations, inverse.sentence, revision);
        if (misfit) toast.error(`Revision ${revision} cannot be undone as a whole`, { description: misfit });
        else toast(`Drafted: ${inverse.sentence}`, { description: 'Nothing changes until you press Apply.' });
      } catch (error) {
        toast.error(`Revision ${revision} cannot be undone`, { description: readApiError(error).sentence });
      }
    },
    [client],
  );

  const backTo = useCallback(
    async (revision: number) => {
      try {
        const { operations, sentence } = await client.changes.backTo.query({ revision });
        const misfit = operations.length === 0 ? null : useDraft.getState().add(operations, sentence);
        if (operations.length === 0) toast(`The fabric is as it was at revision ${revision}`);
        else if (misfit) toast.error(`Revision ${revision} cannot be gone back to`, { description: misfit });
        else toast(`Drafted: ${sentence}`, { description: 'Nothing changes until you press Apply.' });
      } catch (error) {
        toast.error(`Revision ${revision} cannot be gone back to`, {
          description: readApiError(error).sentence,
        });
      }
    },
    [client],
  );

  const fromCommitted = useCallback(
    async (choose: (changes: readonly CommittedChange[]) => number | null, nothing: string) => {
      try {
        const changes = await client.changes.list.query({ limit: 200 });
        const revision = choose(changes);
        if (revision === null) toast(nothing);
        else await undoChange(revision);
      } catch (error) {
        toast.error('The history could not be read', { description: readApiError(error).sentence });
      }
    },
    [client, undoChange],
  );

  const undo = useCallback(() => {
    const draft = useDraft.getState();
    if (draft.entries.length > 0) draft.undo();
    else void fromCommitted(nextUndo, 'There is nothing to undo');
  }, [fromCommitted]);

  const redo = useCallback(() => {
    const draft = useDraft.getState();
    if (draft.undone.length > 0) draft.redo();
    else if (draft.entries.length > 0) toast('There is nothing to redo');
    else void fromCommitted(nextRedo, 'There is nothing to redo');
  }, [fromCommitted]);

  return { undo, redo, undoChange, backTo };
}
