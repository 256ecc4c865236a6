'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { HostPlan } from '@/server/api/types';
import type { Fault } from '@/server/model/check';
import { readApiError } from './api-error';
import { canonical } from './canonical';
import { useDraft } from './draft-store';
import { useLive } from './live-store';
import { useForbidden } from './me';
import { useTRPCClient } from './trpc';

export type Preview = {
  plans: HostPlan[];
  faults: Fault[];
  /** Why there is no preview, or null. */
  error: string | null;
  /** What is shown belongs to an earlier draft; the new one is being worked out. */
  behind: boolean;
  loading: boolean;
};

/**
 * What applying the draft would do on each host. Asked again when the draft changes (after 150 ms without a further
 * change), when intent does, and when a host's observed state does.
 */
export function usePreview(): Preview {
  const client = useTRPCClient();
  const forbidden = useForbidden('operator');
  const operations = useDraft((draft) => draft.view?.operations ?? null);
  const base = useLive((live) => live.intent?.revision ?? null);
  const observedVersion = useThrottled(
    useLive((live) => live.observedVersion),
    OBSERVED_EVERY_MS,
  );
  const wanted = useDebounced({ base, operations, observedVersion }, 150);
  const key = wanted.operations ? canonical(wanted.operations) : '';
  const enabled =
    forbidden === null && wanted.base !== null && wanted.operations !== null && wanted.operations.length > 0;
  const query = useQuery({
    queryKey: ['preview', wanted.base, wanted.observedVersion, key],
    queryFn: ({ signal }) =>
      client.changes.preview.query(
        { base: wanted.base ?? 0, operations: wanted.operations ?? [] },
        { signal },
      ),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
    retry: false,
  });
  const failure = query.error ? readApiError(query.error) : null;
  return {
    plans: enabled && !query.error ? (query.data?.hosts ?? []) : [],
    faults: failure?.code === 'faults' ? failure.faults : (query.data?.faults ?? []),
    error: forbidden ?? (failure && failure.code !== 'faults' ? failure.sentence : null),
    behind: query.isPlaceholderData || wanted.operations !== operations,
    loading: enabled && query.isPending,
  };
}

/** Many hosts change all the time; the plan follows them this often. */
const OBSERVED_EVERY_MS = 2_000;

/** The value, renewed at most once in `ms`; the last one always arrives. */
function useThrottled<T>(value: T, ms: number): T {
  const [shown, setShown] = useState(value);
  const renewedAt = useRef(0);
  useEffect(() => {
    const renew = () => {
      renewedAt.current = Date.now();
      setShown(value);
    };
    const timer = setTimeout(renew, Math.max(0, renewedAt.current + ms - Date.now()));
    return () => clearTimeout(timer);
  }, [value, ms]);
  return shown;
}

function useDebounced<T extends object>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  const parts = Object.values(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parts are the value
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [...parts, ms]);
  return settled;
}
