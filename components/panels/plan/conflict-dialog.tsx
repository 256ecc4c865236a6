'use client';

import { useDialogs } from '@/components/live/dialog-store';
import { useDraft } from '@/components/live/draft-store';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import type { ChangeSummary } from '@/server/api/types';
import { DraftEntries } from './draft-entries';

/** Somebody else committed first: what they did, what of the draft clashes with it, and what can be done. */
export function ConflictDialog({ since }: { since: ChangeSummary[] }) {
  const close = useDialogs((dialogs) => dialogs.close);
  const discard = useDraft((draft) => draft.discard);
  const clashes = useDraft((draft) => draft.view?.clashes.length ?? 0);
  const entries = useDraft((draft) => draft.entries.length);
  return (
    <Dialog
      open
      onClose={close}
      title="Somebody else committed first"
      description="Nothing of yours was applied and nothing is lost. Your draft now stands on what is there."
      footer={
        <>
          <Button
            onClick={() => {
              discard();
              close();
            }}
          >
            Discard my draft
          </Button>
          <Button
            look="primary"
            onClick={close}
            disabledReason={
              clashes > 0 &&
              `${clashes} ${clashes === 1 ? 'entry clashes' : 'entries clash'}: merge or discard each`
            }
          >
            Look at the plan again
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <section>
          <h3 className="section-title mb-1.5">Committed since</h3>
          {since.length === 0 ? (
            <p className="text-muted text-sm">The history does not say what.</p>
          ) : (
            <ul className="flex flex-col divide-y divide-line">
              {since.map((change) => (
                <li key={change.revision} className="flex items-baseline gap-3 py-1.5 text-sm">
                  <span className="shrink-0 text-faint text-xs tabular">revision {change.revision}</span>
                  <span className="min-w-0 flex-1 break-words text-ink first-letter:uppercase">
                    {change.sentence}
                  </span>
                  <span className="shrink-0 text-muted text-xs">
                    {change.actor},{' '}
                    <Age at={change.at} suffix=" ago" staleAfterMs={Number.POSITIVE_INFINITY} />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
        {entries > 0 && (
          <section>
            <h3 className="section-title mb-1.5">Your draft</h3>
            <DraftEntries />
          </section>
        )}
      </div>
    </Dialog>
  );
}
