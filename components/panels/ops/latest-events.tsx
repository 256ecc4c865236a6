'use client';

import { readApiError } from '@/components/live/api-error';
import { KIND_LOOK } from '@/components/panels/activity/kind-look';
import { OUTCOME_LOOK } from '@/components/panels/activity/outcome-look';
import { useActivity } from '@/components/panels/activity/use-activity';
import { Age } from '@/components/ui/age';
import { classNames } from '@/components/ui/class-names';
import { Skeleton } from '@/components/ui/skeleton';
import type { ActivityFilter } from '@/server/api/types';

/** Pings, sign-ins and refused attempts are no matter of a wall. */
const TOLD: ActivityFilter = {
  kinds: ['change', 'run', 'host', 'link', 'tunnel', 'drift', 'isolation'],
  outcomes: ['done', 'failed'],
};
/** Who is no person: what happened says it all. */
const NOBODY = new Set(['controller', 'network']);

/** Who changed what, and what the network did, the newest first. */
export function LatestEvents() {
  const { rows, isPending, error } = useActivity(TOLD);
  return (
    <section aria-label="Latest events" className="flex min-h-0 flex-1 flex-col border-line border-t">
      <h2 className="section-title px-5 pt-4 pb-2 2xl:!text-sm">Latest events</h2>
      {isPending ? (
        <Skeleton className="mx-5 h-5 w-2/3" />
      ) : rows.length === 0 ? (
        <p className="px-5 pb-4 text-base text-muted">
          {error ? `They could not be read: ${readApiError(error).sentence}` : 'Nothing happened yet.'}
        </p>
      ) : (
        <ol className="min-h-0 flex-1 overflow-y-auto px-5 pb-4 max-lg:max-h-[45dvh]">
          {rows.map(({ id, kind, actor, sentence, outcome, lastAt, count }) => {
            const { Icon } = KIND_LOOK[kind];
            const { word, classes } = OUTCOME_LOOK[outcome];
            return (
              <li key={id} className="flex gap-2.5 py-1.5 text-base 2xl:text-lg">
                <Icon
                  role="img"
                  aria-label={KIND_LOOK[kind].word}
                  className={classNames('mt-1 size-4 shrink-0', outcome === 'done' ? 'text-faint' : classes)}
                />
                <span className="min-w-0 flex-1 text-ink [overflow-wrap:anywhere]">
                  {!NOBODY.has(actor) && !sentence.startsWith(`${actor} `) && (
                    <span className="font-medium">{actor} </span>
                  )}
                  {sentence}
                  {outcome !== 'done' && !NOBODY.has(actor) && (
                    <span className={classNames('font-medium', classes)}> · {word}</span>
                  )}
                  {count > 1 && <span className="text-muted tabular"> · {count} times</span>}
                </span>
                <Age
                  at={lastAt}
                  staleAfterMs={Number.POSITIVE_INFINITY}
                  className="shrink-0 text-muted text-sm leading-6"
                />
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}
