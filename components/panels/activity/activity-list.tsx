'use client';

import { ChevronDown, History, Undo2 } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useHistory } from '@/components/live/history';
import { useForbidden } from '@/components/live/me';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { serverNow } from '@/components/ui/clock';
import { EmptyState } from '@/components/ui/empty-state';
import { IconButton } from '@/components/ui/icon-button';
import { Notice } from '@/components/ui/notice';
import { TableSkeleton } from '@/components/ui/skeleton';
import type { Activity, ActivityFilter } from '@/server/api/types';
import { ActivityDetail, hasDetail } from './activity-detail';
import { filterOf, isFiltered, NO_FILTER } from './activity-filter';
import { committedRevision } from './change-revision';
import { FilterBar } from './filter-bar';
import { KIND_LOOK } from './kind-look';
import { OUTCOME_LOOK } from './outcome-look';
import { useActivity } from './use-activity';

/** Who did what, and what the network did, newest first; what was committed can be undone from here. */
export function ActivityList({ dense = false }: { dense?: boolean }) {
  const [fields, setFields] = useState(NO_FILTER);
  const minute = useMinute();
  const asked = useDeferredValue(fields);
  const filter = useMemo(() => filterOf(asked, minute), [asked, minute]);
  return (
    <div className={dense ? 'flex h-full min-h-0 flex-col' : ''}>
      <div className={dense ? '' : 'border-line border-b p-3'}>
        <FilterBar fields={fields} onChange={setFields} dense={dense} />
      </div>
      <div className={dense ? 'min-h-0 flex-1 overflow-y-auto' : ''}>
        <Rows filter={filter} filtered={isFiltered(fields)} dense={dense} />
      </div>
    </div>
  );
}

function Rows({ filter, filtered, dense }: { filter: ActivityFilter; filtered: boolean; dense: boolean }) {
  const {
    rows,
    isPending,
    error,
    refetch,
    hasNextPage,
    fetchNextPage,
    isFetchingNextPage,
    isPlaceholderData,
  } = useActivity(filter);
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
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={<History aria-hidden />}
        title={filtered ? 'Nothing fits the filter' : 'Nothing happened yet'}
        className={dense ? 'py-6' : undefined}
      >
        {filtered
          ? 'Choose another kind, host or time, or look for another word.'
          : 'Every change, every refused attempt, every ping and what the network does is written down here.'}
      </EmptyState>
    );
  }
  return (
    <div className={isPlaceholderData ? 'opacity-60 transition-opacity delay-150' : ''}>
      <ol aria-label="Activity" className="flex flex-col">
        {rows.map((activity) => (
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

/** The present minute, so that "the last hour" goes on. Milliseconds since the epoch. */
function useMinute(): number {
  const [minute, setMinute] = useState(() => serverNow());
  useEffect(() => {
    const timer = setInterval(() => setMinute(serverNow()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return minute;
}

function Row({ activity, dense }: { activity: Activity; dense: boolean }) {
  const { undoChange, backTo } = useHistory();
  const forbidden = useForbidden('operator');
  const { Icon, word, classes } = OUTCOME_LOOK[activity.outcome];
  const kind = KIND_LOOK[activity.kind];
  const revision = committedRevision(activity);
  const [open, setOpen] = useState(false);
  return (
    <li
      className={classNames(
        'flex flex-wrap items-start gap-x-3 gap-y-0.5 border-line border-b px-4 last:border-b-0',
        dense ? 'py-1.5' : 'py-2.5',
      )}
    >
      <Icon role="img" aria-label={word} className={classNames('mt-0.5 size-4 shrink-0', classes)} />
      <kind.Icon
        role="img"
        aria-label={kind.word}
        className="mt-0.5 size-4 shrink-0 text-faint max-sm:hidden"
      />
      <span
        className="w-20 shrink-0 truncate font-semibold text-ink text-sm max-sm:flex-1"
        title={activity.actor}
      >
        {activity.actor}
      </span>
      <p className="min-w-0 flex-1 break-words text-muted text-sm max-sm:order-last max-sm:basis-full">
        {withoutActor(activity)}
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
      {revision !== null && !dense && (
        <Button
          size="sm"
          look="ghost"
          className="-my-1"
          icon={<History aria-hidden className="size-3.5" />}
          disabledReason={forbidden}
          aria-label={`Go back to revision ${revision}`}
          onClick={() => void backTo(revision)}
        >
          <span className="max-lg:sr-only">Back to here</span>
        </Button>
      )}
      <span className="w-14 shrink-0 text-right text-muted text-xs leading-5">
        <Age at={activity.lastAt} staleAfterMs={Number.POSITIVE_INFINITY} />
      </span>
      {!dense && hasDetail(activity) && (
        <IconButton
          size="sm"
          className="-my-1 -mr-1.5"
          side="left"
          label={open ? 'Less about this' : 'More about this'}
          aria-expanded={open}
          icon={
            <ChevronDown aria-hidden className={classNames('transition-transform', open && 'rotate-180')} />
          }
          onClick={() => setOpen(!open)}
        />
      )}
      {open && <ActivityDetail activity={activity} />}
    </li>
  );
}

/** Some sentences begin with who did it; the name stands before them already. */
function withoutActor({ actor, sentence }: Activity): string {
  return sentence.startsWith(`${actor} `) ? sentence.slice(actor.length + 1) : sentence;
}
