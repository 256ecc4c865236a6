'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useStatus } from '@/components/live/live-store';
import { useReads } from '@/components/live/trpc';
import { Button } from '@/components/ui/button';
import { serverNow } from '@/components/ui/clock';
import { durationText } from '@/components/ui/duration';
import { HEALTH_LOOK } from '@/components/ui/health-badge';
import { Input } from '@/components/ui/input';
import { Skeleton } from '@/components/ui/skeleton';
import { durations, type StripSegment, type StripState, segmentAt, stripOf } from './history-strip';
import { Section } from './parts';

const DAY_MS = 24 * 3_600_000;
const AGAIN_MS = 30_000;
/** A change is written down a moment after it is told. */
const PAUSE_MS = 700;
const MOST_CHANGES = 500;
const ROWS_SHOWN = 5;

const LOOK: Record<StripState, { word: string; color: string }> = {
  ...HEALTH_LOOK,
  gone: { word: 'not there', color: 'var(--line-strong)' },
  unwatched: { word: 'not watched', color: 'transparent' },
  before: { word: 'not known', color: 'transparent' },
};

/** How it was within the last day, and an answer to "what was this at 14:05?". */
export function HistorySection({ statusKey }: { statusKey: string }) {
  const reads = useReads();
  const status = useStatus(statusKey);
  const [picked, setPicked] = useState<number | null>(null);
  const query = useQuery({
    queryKey: ['history.of', statusKey],
    queryFn: ({ signal }) => reads.history.of.query({ key: statusKey, limit: MOST_CHANGES }, { signal }),
    refetchInterval: AGAIN_MS,
    retry: false,
  });
  const { refetch } = query;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another health is what makes it read again
  useEffect(() => {
    const timer = setTimeout(() => void refetch(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [status?.health, refetch]);
  const { data, dataUpdatedAt } = query;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the strip ends when it was read
  const strip = useMemo(() => {
    const to = serverNow();
    return data ? { from: to - DAY_MS, to, segments: stripOf(data, to - DAY_MS, to) } : null;
  }, [data, dataUpdatedAt]);
  return (
    <Section title="History" aside="24 h">
      {query.error && !data ? (
        <p className="text-muted text-sm">It could not be read: {readApiError(query.error).sentence}</p>
      ) : !strip ? (
        <Skeleton className="h-5 w-full" />
      ) : (
        <div className="flex flex-col gap-2" data-testid="history">
          <Strip {...strip} picked={picked} onPick={setPicked} />
          <Moment {...strip} picked={picked} onPick={setPicked} />
          <Changes segments={strip.segments} />
        </div>
      )}
    </Section>
  );
}

type StripProps = { from: number; to: number; segments: StripSegment[] };
type Picking = { picked: number | null; onPick(at: number | null): void };

function Strip({ from, to, segments, picked, onPick }: StripProps & Picking) {
  const share = (at: number) => `${(((at - from) / (to - from)) * 100).toFixed(3)}%`;
  const summary = durations(segments)
    .map(({ state, ms }) => `${LOOK[state].word} ${durationText(ms)}`)
    .join(', ');
  return (
    <div>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a time is chosen by keyboard in the field below */}
      <div
        role="img"
        aria-label={`The last 24 hours: ${summary}`}
        className="relative flex h-5 cursor-crosshair overflow-hidden rounded-sm border border-line bg-[repeating-linear-gradient(135deg,transparent_0_4px,var(--line)_4px_5px)]"
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          onPick(from + ((event.clientX - box.left) / box.width) * (to - from));
        }}
      >
        {segments.map((segment) => (
          <span
            key={segment.from}
            title={`${LOOK[segment.state].word} ${clock(segment.from)} – ${clock(segment.to)}${segment.sentence ? `: ${segment.sentence}` : ''}`}
            className="absolute inset-y-0 min-w-px"
            style={{
              left: share(segment.from),
              width: share(from + segment.to - segment.from),
              background: LOOK[segment.state].color,
            }}
          />
        ))}
        {picked !== null && picked >= from && (
          <span className="absolute inset-y-0 w-0.5 bg-ink" style={{ left: share(picked) }} />
        )}
      </div>
      <p className="mt-0.5 flex justify-between text-2xs text-faint tabular">
        <span>{clock(from)} yesterday</span>
        <span>{clock((from + to) / 2)}</span>
        <span>now</span>
      </p>
    </div>
  );
}

function Moment({ from, to, segments, picked, onPick }: StripProps & Picking) {
  const segment = picked === null ? null : segmentAt(segments, picked);
  return (
    <div>
      <label className="flex items-center gap-2 text-muted text-xs" htmlFor="history-at">
        <span className="shrink-0">What was it at</span>
        <Input
          id="history-at"
          type="datetime-local"
          className="!h-7 !text-xs"
          min={localText(from)}
          max={localText(to)}
          value={picked === null ? '' : localText(picked)}
          onChange={(event) => {
            const at = new Date(event.target.value).getTime();
            onPick(Number.isNaN(at) ? null : at);
          }}
        />
      </label>
      {picked !== null && (
        <p className="mt-1.5 text-sm" aria-live="polite" data-testid="history-at">
          {segment ? (
            <>
              <State state={segment.state} /> <span className="text-muted">since {clock(segment.from)}.</span>{' '}
              {segment.sentence}
              {segment.state === 'unwatched' && 'Overlane did not run then.'}
              {segment.state === 'before' && 'Nothing is known from so long ago.'}
            </>
          ) : (
            <span className="text-muted">Choose a moment of the last 24 hours.</span>
          )}
        </p>
      )}
    </div>
  );
}

function Changes({ segments }: { segments: StripSegment[] }) {
  const [all, setAll] = useState(false);
  const newest = segments.toReversed();
  const shown = all ? newest : newest.slice(0, ROWS_SHOWN);
  return (
    <>
      <ol className="live-data flex flex-col text-xs">
        {shown.map((segment) => (
          <li key={segment.from} className="flex gap-2 py-0.5">
            <span
              className="w-10 shrink-0 text-faint tabular"
              title={new Date(segment.from).toLocaleString()}
            >
              {clock(segment.from)}
            </span>
            <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
              <State state={segment.state} />{' '}
              <span className="text-muted">
                for {durationText(segment.to - segment.from)}
                {segment.sentence && segment.state !== 'healthy' ? `: ${segment.sentence}` : ''}
              </span>
            </span>
          </li>
        ))}
      </ol>
      {newest.length > ROWS_SHOWN && (
        <Button size="sm" look="ghost" className="self-start" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${newest.length}`}
        </Button>
      )}
    </>
  );
}

function State({ state }: { state: StripState }) {
  const { word, color } = LOOK[state];
  return (
    <span
      className="font-medium"
      style={{ color: color === 'transparent' || state === 'gone' ? 'var(--muted)' : color }}
    >
      {word}
    </span>
  );
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false });
}

/** As `<input type="datetime-local">` takes it, in this browser's time zone. */
function localText(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
