'use client';

import { Redo2, Undo2 } from 'lucide-react';
import { useApply } from '@/components/live/apply';
import { discardWithWayBack } from '@/components/live/discard';
import { useDraft } from '@/components/live/draft-store';
import { useHistory } from '@/components/live/history';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Kbd } from '@/components/ui/kbd';
import { plural } from './fabric-summary';
import { useKeyName } from './key-name';

/** What becomes of the draft, or that there can be none. */
export function DraftControls() {
  const forbidden = useForbidden('operator');
  return (
    <div className="flex items-center gap-2">
      {forbidden === null ? (
        <Editing />
      ) : (
        <>
          <Revision />
          <span title={forbidden} data-testid="read-only">
            <Badge>read-only</Badge>
          </span>
        </>
      )}
    </div>
  );
}

function Revision() {
  const revision = useLive((live) => live.intent?.revision ?? null);
  if (revision === null) return null;
  return (
    <span
      data-testid="revision"
      className="hidden whitespace-nowrap px-1 text-muted text-sm tabular xl:inline"
    >
      revision {revision}
    </span>
  );
}

/** Undo, redo, the revision, and what becomes of the draft. */
function Editing() {
  const { undo, redo } = useHistory();
  const { apply, blocked, busy } = useApply();
  const count = useDraft((draft) => draft.entries.length);
  const undone = useDraft((draft) => draft.undone.length);
  const discard = useDraft((draft) => draft.discard);
  const modifier = useKeyName();
  return (
    <>
      <div className="hidden items-center gap-1.5 sm:flex">
        <IconButton
          look="bordered"
          label={count > 0 ? 'Undo' : 'Undo the last change (drafts its opposite)'}
          hint={<Kbd>{modifier} Z</Kbd>}
          icon={<Undo2 />}
          onClick={undo}
        />
        <IconButton
          look="bordered"
          label={undone > 0 || count > 0 ? 'Redo' : 'Redo what was undone last'}
          hint={<Kbd>⇧ {modifier} Z</Kbd>}
          icon={<Redo2 />}
          onClick={redo}
        />
      </div>
      <Revision />
      {count > 0 && (
        <Button
          className="hidden sm:inline-flex"
          data-testid="discard"
          onClick={() => {
            discardWithWayBack(discard);
          }}
        >
          Discard
        </Button>
      )}
      <Button
        look="primary"
        data-testid="apply"
        busy={busy}
        disabledReason={blocked}
        onClick={() => void apply()}
      >
        {count === 0 ? (
          'Apply'
        ) : (
          <span>
            Apply {count} <span className="max-sm:sr-only">{plural(count, 'change')}</span>
          </span>
        )}
      </Button>
    </>
  );
}
