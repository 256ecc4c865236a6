'use client';

import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLive } from '@/components/live/live-store';
import { useTRPCClient } from '@/components/live/trpc';
import type { Activity } from '@/server/api/types';

const PAGE = 50;
/** Attempts that changed nothing (a refused one, a ping) make no event: look for them by and by. */
const AGAIN_MS = 10_000;

/** The audit log, newest first, again whenever a revision was committed. */
export function useActivity() {
  const client = useTRPCClient();
  const revision = useLive((live) => live.intent?.revision ?? null);
  const query = useInfiniteQuery<Activity[], Error, InfiniteData<Activity[]>, string[], number | null>({
    queryKey: ['activity'],
    queryFn: ({ pageParam, signal }) =>
      client.activity.list.query({ limit: PAGE, before: pageParam ?? undefined }, { signal }),
    initialPageParam: null,
    getNextPageParam: (last) => (last.length === PAGE ? (last.at(-1)?.id ?? null) : null),
    refetchInterval: AGAIN_MS,
  });
  const { refetch } = query;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is what makes it read again
  useEffect(() => {
    void refetch();
  }, [revision, refetch]);
  return { ...query, rows: query.data?.pages.flat() ?? [] };
}
