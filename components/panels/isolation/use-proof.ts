'use client';

import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLive } from '@/components/live/live-store';
import { useProbeStream } from '@/components/live/probe-stream';
import { useTRPC } from '@/components/live/trpc';
import type { Proof, ProofEvent } from '@/server/api/types';
import { newId } from '@/server/model/ids';

/** The last proof by packets, whole; undefined while it is not here yet. */
export function useLastProof(): Proof | null | undefined {
  const trpc = useTRPC();
  const id = useLive((live) => live.proofs?.last?.id ?? null);
  const query = useQuery({ ...trpc.isolation.proof.queryOptions(), enabled: id !== null });
  const { refetch } = query;
  const known = query.data?.id ?? null;
  useEffect(() => {
    if (id !== null && known !== null && known !== id) void refetch();
  }, [id, known, refetch]);
  return id === null ? null : query.data;
}

export type OwnProof = {
  /** null: this page runs none. */
  progress: { done: number; of: number } | null;
  error: string | null;
  start(): void;
  stop(): void;
};

/** A proof that this page asked for; it ends with the page. */
export function useOwnProof(): OwnProof {
  const open = useProbeStream();
  const [progress, setProgress] = useState<OwnProof['progress']>(null);
  const [error, setError] = useState<string | null>(null);
  const end = useRef<(() => void) | null>(null);
  const over = useCallback((why: string | null) => {
    end.current?.();
    end.current = null;
    setProgress(null);
    setError(why);
  }, []);
  useEffect(() => () => end.current?.(), []);
  const start = useCallback(() => {
    setError(null);
    setProgress({ done: 0, of: 0 });
    end.current = open<ProofEvent>(
      newId(),
      (client, handlers) => client.isolation.prove.subscribe({}, handlers),
      {
        take: (event) => {
          if (event.kind === 'progress') setProgress({ done: event.done, of: event.of });
          if (event.kind === 'end') over(event.error);
        },
        fail: over,
      },
    );
  }, [open, over]);
  return { progress, error, start, stop: () => over(null) };
}
