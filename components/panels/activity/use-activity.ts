'use client';

import { type InfiniteData, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLive } from '@/components/live/live-store';
import { useReads } from '@/components/live/trpc';
import type { Activity, ActivityFilter } from '@/server/api/types';

const PAGE = 50;
/** Attempts that changed nothing (a refused one, a ping) make no event: look for them by and by. */
const AGAIN_MS = 10_000;
/** What the network does is written down a moment after it is told, and much may be told at once. */
const PAUSE_MS = 700;

/** The audit log and what the network did, newest first; again whenever something happened. */
export function useActivity(filter: ActivityFilter) {
  const reads = useReads();
  const query = useInfiniteQuery<
    Activity[],
    Error,
    InfiniteData<Activity[]>,
    [string, ActivityFilter],
    number | null
  >({
    queryKey: ['activity', filter],
    queryFn: ({ pageParam, signal }) =>
      reads.activity.list.query(
        // The lists of a filter are its own: the procedure takes them as they are.
        { ...(filter as MutableFilter), limit: PAGE, before: pageParam ?? undefined },
        { signal },
      ),
    initialPageParam: null,
    getNextPageParam: (last) => (last.length === PAGE ? (last.at(-1)?.id ?? null) : null),
    refetchInterval: AGAIN_MS,
    placeholderData: keepPreviousData,
  });
  useAfterEvents(query.refetch);
  return { ...query, rows: query.data?.pages.flat() ?? [] };
}

type MutableFilter = { -readonly [K in keyof ActivityFilter]: Unlocked<ActivityFilter[K]> };
type Unlocked<T> = T extends readonly (infer U)[] ? U[] : T;

/** Calls back a moment after anything happened that is written down. */
function useAfterEvents(then: () => unknown): void {
  const latest = useRef(then);
  latest.current = then;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = useLive.subscribe((now, before) => {
      const same =
        now.intent === before.intent &&
        now.statuses === before.statuses &&
        now.drift === before.drift &&
        now.isolation === before.isolation;
      if (same || timer) return;
      timer = setTimeout(() => {
        timer = undefined;
        void latest.current();
      }, PAUSE_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
}
