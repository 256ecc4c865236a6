'use client';

import { useCallback } from 'react';
import { create } from 'zustand';
import { readApiError } from '@/components/live/api-error';
import { useTRPCClient } from '@/components/live/trpc';
import { toast } from '@/components/ui/toast';

/** Keys that one request may carry. */
const MOST_KEYS = 500;

type Repairs = {
  /** Keys that are being repaired. */
  busy: ReadonlySet<string>;
  /** By key: why the last repair of it did not help. */
  failed: Readonly<Record<string, string>>;
};

export const useRepairs = create<Repairs>()(() => ({ busy: new Set<string>(), failed: {} }));

/** Puts items right; what comes of it is told, and those that could not be keep the reason. */
export function useRepair(): (keys: readonly string[]) => Promise<void> {
  const client = useTRPCClient();
  return useCallback(
    async (keys) => {
      mark(keys, 'busy');
      const id = toast.loading(keys.length === 1 ? 'Repairing' : `Repairing ${keys.length} differences`);
      let repaired = 0;
      const failed: { key: string; sentence: string }[] = [];
      try {
        for (let from = 0; from < keys.length; from += MOST_KEYS) {
          const outcome = await client.drift.repair.mutate({ keys: keys.slice(from, from + MOST_KEYS) });
          repaired += outcome.repaired.length;
          failed.push(...outcome.failed);
        }
        mark(keys, 'done', failed);
        const [first] = failed;
        if (!first) {
          toast.success(repaired === 1 ? 'Repaired, and read back' : `${repaired} repaired, and read back`, {
            id,
          });
        } else {
          toast.error(`${failed.length} of ${keys.length} could not be repaired`, {
            id,
            description: first.sentence,
            duration: 12_000,
          });
        }
      } catch (error) {
        mark(keys, 'done', failed);
        toast.error('Nothing was repaired', {
          id,
          description: readApiError(error).sentence,
          duration: 12_000,
        });
      }
    },
    [client],
  );
}

function mark(
  keys: readonly string[],
  what: 'busy' | 'done',
  failures: readonly { key: string; sentence: string }[] = [],
): void {
  useRepairs.setState((state) => {
    const busy = new Set(state.busy);
    const failed = { ...state.failed };
    for (const key of keys) {
      delete failed[key];
      if (what === 'busy') busy.add(key);
      else busy.delete(key);
    }
    for (const { key, sentence } of failures) failed[key] = sentence;
    return { busy, failed };
  });
}
