'use client';

import { CircleAlert, X } from 'lucide-react';
import { useDraft } from '@/components/live/draft-store';
import { threeWay } from '@/components/live/three-way';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { ClashDifference } from './clash-difference';

/** What was drafted, in order; each can be dropped. Those that clash show what differs, and are merged or discarded. */
export function DraftEntries() {
  const entries = useDraft((draft) => draft.entries);
  const clashes = useDraft((draft) => draft.view?.clashes);
  const drop = useDraft((draft) => draft.drop);
  const keepMine = useDraft((draft) => draft.keepMine);
  return (
    <ol aria-label="Drafted changes" className="flex flex-col gap-0.5">
      {entries.map((entry) => {
        const clash = clashes?.find((one) => one.entryId === entry.id);
        const differences =
          clash?.kind === 'changed' ? threeWay(entry.operations, entry.inverse, clash.now).differences : [];
        const contested = differences.some((one) => one.contested);
        return (
          <li key={entry.id} className="group rounded-md px-2 py-1 hover:bg-hover">
            <div className="flex items-start gap-2">
              <span aria-hidden className="mt-1.75 size-1.5 shrink-0 rounded-full border border-accent" />
              <span className="min-w-0 flex-1 break-words text-ink text-sm first-letter:uppercase">
                {entry.sentence}
              </span>
              <IconButton
                size="sm"
                className="-my-1 -mr-1"
                label={`Drop: ${entry.sentence}`}
                icon={<X />}
                onClick={() => drop(entry.id)}
              />
            </div>
            {clash && (
              <div className="mt-1 mb-1.5 ml-3.5 flex flex-col gap-2">
                <p className="flex gap-1.5 text-failed text-xs">
                  <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
                  <span className="first-letter:uppercase">{clash.sentence}.</span>
                </p>
                {differences.length > 0 && <ClashDifference differences={differences} />}
                <div className="flex gap-2">
                  {clash.kind === 'changed' && (
                    <Button size="sm" onClick={() => keepMine(entry.id)}>
                      {contested ? 'Keep mine' : 'Merge both'}
                    </Button>
                  )}
                  <Button size="sm" onClick={() => drop(entry.id)}>
                    Discard mine
                  </Button>
                </div>
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}
