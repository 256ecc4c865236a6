'use client';

import { History, Undo2 } from 'lucide-react';
import { readApiError } from '@/components/live/api-error';
import { useHistory } from '@/components/live/history';
import { useForbidden } from '@/components/live/me';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { TableSkeleton } from '@/components/ui/skeleton';
import type { Activity } from '@/server/api/types';
import { committedRevision } from './change-revision';
import { OUTCOME_LOOK } from './outcome-look';
import { useActivity } from './use-activity';

/** Who did what, newest first; what was committed can be undone from here. */
export function ActivityList({
  dense = false,
  matches = () => true,
}: {
  dense?: boolean;
  matches?: (activity: Activity) => boolean;
}) {
  const { rows, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useActivity();
  if (isPending) return <TableSkeleton rows={dense ? 3 : 6} />;
  if (error && rows.length === 0) {
    return (
      <div className="p-4">
        <Notice
          severity="warning"
          action={
            <Button size="sm" onClick={() => void refetch()}>
              Try again
            </Button>
          }
        >
          The activity could not be read: {readApiError(error).sentence}
        </Notice>
      </div>
    );
  }
  const shown = rows.filter(matches);
  if (shown.length === 0) {
    return (
      <EmptyState
        icon={<History aria-hidden />}
        title={rows.length === 0 ? 'Nothing happened yet' : 'Nothing fits the filter'}
      >
        {rows.length === 0
          ? 'Every change, every refused attempt and every ping is written down here, with who and when.'
          : 'Choose another outcome, or look for another word.'}
      </EmptyState>
    );
  }
  return (
    <div className={dense ? 'h-full overflow-y-auto' : ''}>
      <ol aria-label="Activity" className="flex flex-col">
        {shown.map((activity) => (
          <Row key={activity.id} activity={activity} dense={dense} />
        ))}
      </ol>
      {hasNextPage && (
        <div className="flex justify-center p-3">
          <Button size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older
          </Button>
        </div>
      )}
    </div>
  );
}

function Row({ activity, dense }: { activity: Activity; dense: boolean }) {
  const { undoChange } = useHistory();
  const forbidden = useForbidden('operator');
  const { Icon, word, classes } = OUTCOME_LOOK[activity.outcome];
  const revision = committedRevision(activity);
  return (
    <li
      className={classNames(
        'flex items-start gap-3 border-line border-b px-4 last:border-b-0',
        dense ? 'py-1.5' : 'py-2.5',
      )}
    >
      <Icon role="img" aria-label={word} className={classNames('mt-0.5 size-4 shrink-0', classes)} />
      <span className="w-20 shrink-0 truncate font-semibold text-ink text-sm">{activity.actor}</span>
      <p className="min-w-0 flex-1 break-words text-muted text-sm">
        <span className="inline-block first-letter:uppercase">{withoutActor(activity)}</span>
        {activity.outcome !== 'done' && <span className={classNames('font-medium', classes)}> · {word}</span>}
        {activity.count > 1 && <span className="tabular"> · {activity.count} times</span>}
        {revision !== null && <span className="whitespace-nowrap tabular"> · revision {revision}</span>}
      </p>
      {revision !== null && (
        <Button
          size="sm"
          look="ghost"
          className="-my-1"
          icon={<Undo2 aria-hidden className="size-3.5" />}
          disabledReason={forbidden}
          aria-label={`Undo revision ${revision}`}
          onClick={() => void undoChange(revision)}
        >
          <span className="max-sm:sr-only">Undo this change</span>
        </Button>
      )}
      <span className="w-14 shrink-0 text-right text-muted text-xs leading-5">
        <Age at={activity.lastAt} staleAfterMs={Number.POSITIVE_INFINITY} />
      </span>
    </li>
  );
}

/** Some sentences begin with who did it; the name stands before them already. */
function withoutActor({ actor, sentence }: Activity): string {
  return sentence.startsWith(`${actor} `) ? sentence.slice(actor.length + 1) : sentence;
}
