'use client';

import { useQuery } from '@tanstack/react-query';
import { useReads } from '@/components/live/trpc';
import type { ResultKind } from '@/server/api/types';

/** Milliseconds between two looks for what others found. */
const EVERY = 15_000;

/** The last results of these kinds, whoever started the probes. */
export function useRecentResults(kinds: ResultKind[], limit = 20) {
  const reads = useReads();
  return useQuery({
    queryKey: ['results', 'recent', kinds, limit],
    queryFn: () => reads.results.recent.query({ kinds, limit }),
    refetchInterval: EVERY,
  });
}

/** All of the last result of a kind for a thing. `key` null: nothing is asked. */
export function useLastResult<K extends ResultKind>(kind: K, key: string | null) {
  const reads = useReads();
  return useQuery({
    queryKey: ['results', 'last', kind, key],
    queryFn: async () => {
      const kept = key === null ? null : await reads.results.last.query({ kind, key });
      return kept?.kind === kind ? (kept as Extract<typeof kept, { kind: K }>) : null;
    },
    enabled: key !== null,
    refetchInterval: EVERY,
  });
}
