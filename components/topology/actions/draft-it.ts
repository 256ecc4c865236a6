'use client';

import { useDraft } from '@/components/live/draft-store';
import { toast } from '@/components/ui/toast';
import { addToDraft, draftedIntent } from '../topology-data';
import type { Drafting } from './drafting';

/** Puts it in the draft and says so, or says why not. Returns whether it is in the draft. */
export function draftIt(
  make: (intent: NonNullable<ReturnType<typeof draftedIntent>>) => Drafting,
  action?: { label: string; onClick(): void },
): boolean {
  const intent = draftedIntent();
  if (!intent) return false;
  const drafting = make(intent);
  if ('refusal' in drafting) {
    toast.warning(sentenceCase(drafting.refusal));
    return false;
  }
  const misfit = addToDraft(drafting.operations, drafting.sentence);
  if (misfit) {
    toast.error(sentenceCase(misfit));
    return false;
  }
  toast(sentenceCase(drafting.sentence), {
    description: 'In the draft: nothing is sent before you apply.',
    action: action ?? { label: 'Undo', onClick: undoOf(useDraft.getState().entries.at(-1)?.id) },
  });
  return true;
}

/** Takes back this entry, also where others came after it. */
function undoOf(entryId: string | undefined): () => void {
  return () => {
    const { entries, undo, drop } = useDraft.getState();
    if (entries.at(-1)?.id === entryId) undo();
    else if (entryId) drop(entryId);
  };
}

export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
