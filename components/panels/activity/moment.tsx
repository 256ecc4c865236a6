'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useReads } from '@/components/live/trpc';
import { needsAttention } from '@/components/panels/ops/needs-attention';
import { TONE_TEXT } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { serverNow } from '@/components/ui/clock';
import { HEALTH_LOOK } from '@/components/ui/health-badge';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import type { HistoryOfMoment } from '@/server/api/types';
import { momentOf } from './activity-filter';

const SHOWN = 20;

/** "What was wrong at 14:05?", for the fabric as a whole. */
export function Moment() {
  const reads = useReads();
  const [text, setText] = useState('');
  const at = momentOf(text);
  const query = useQuery({
    queryKey: ['history.at', at],
    queryFn: ({ signal }) => reads.history.at.query({ at: at ?? 0 }, { signal }),
    enabled: at !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <div className="flex flex-col gap-3 p-4">
      <div className="flex flex-wrap items-center gap-2">
        <label className="font-medium text-ink text-sm" htmlFor="moment">
          What was wrong at
        </label>
        <div className="w-54">
          <Input
            id="moment"
            type="datetime-local"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        {[5, 60].map((minutes) => (
          <Button key={minutes} size="sm" look="ghost" onClick={() => setText(localText(minutes))}>
            {minutes} min ago
          </Button>
        ))}
        {at !== null && (
          <Button size="sm" look="ghost" onClick={() => setText('')}>
            Close
          </Button>
        )}
      </div>
      {at !== null &&
        (query.error ? (
          <Notice severity="warning">{readApiError(query.error).sentence}</Notice>
        ) : query.data ? (
          <Told moment={query.data} />
        ) : (
          <Skeleton className="h-5 w-1/2" />
        ))}
    </div>
  );
}

function Told({ moment }: { moment: HistoryOfMoment }) {
  const statuses = Object.fromEntries(
    moment.statuses.map((status) => [status.key, { ...status, facts: [] }]),
  );
  const sinceOf = new Map(moment.statuses.map(({ key, since }) => [key, since]));
  const bad = needsAttention(statuses);
  return (
    <div data-testid="moment" className="text-sm">
      {!moment.watched && (
        <Notice severity="note" className="mb-2">
          Overlane did not run then. This is what it saw last before.
        </Notice>
      )}
      {moment.statuses.length === 0 ? (
        <p className="text-muted">Nothing was there yet.</p>
      ) : bad.length === 0 ? (
        <p className="text-healthy">Nothing: all {moment.statuses.length} things were healthy.</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {bad.slice(0, SHOWN).map(({ key, health, sentence }) => {
            const { Icon, tone, word } = HEALTH_LOOK[health];
            return (
              <li key={key} className="flex items-start gap-2">
                <Icon
                  role="img"
                  aria-label={word}
                  className={classNames('mt-0.5 size-4 shrink-0', TONE_TEXT[tone])}
                />
                <span className="min-w-0 flex-1 text-ink [overflow-wrap:anywhere]">{sentence}</span>
                <span className="shrink-0 text-muted text-xs tabular">
                  since {new Date(sinceOf.get(key) ?? 0).toLocaleTimeString([], { hour12: false })}
                </span>
              </li>
            );
          })}
          {bad.length > SHOWN && <li className="text-muted">and {bad.length - SHOWN} more</li>}
        </ul>
      )}
    </div>
  );
}

/** As `<input type="datetime-local">` takes it, in this browser's time zone. */
function localText(minutesAgo: number): string {
  const at = serverNow() - minutesAgo * 60_000;
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
