'use client';

import { toast } from '@/components/ui/toast';
import { useDraft } from './draft-store';

/** Discarding asks nothing and can be taken back: the entries go to where redo finds them. */
export function discardWithWayBack(discard: () => void): void {
  const before = useDraft.getState().entries;
  discard();
  toast('Draft discarded', {
    action: {
      label: 'Bring it back',
      onClick: () => {
        const { add } = useDraft.getState();
        for (const entry of before) add(entry.operations, entry.sentence, entry.undoes);
      },
    },
  });
}
