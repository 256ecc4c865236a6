'use client';

import { useCallback } from 'react';
import type { Operation } from '@/server/model/operation';
import { readApiError } from './api-error';
import { useLive } from './live-store';
import { useTRPCClient } from './trpc';

/** What came of a change that was not drafted: committed, or the sentence that says why not. */
export type Committed = { revision: number } | { refusal: string };

/**
 * Commits at once, past the draft: for hosts and settings, which are administered and not drawn. A draft goes on,
 * on the new revision.
 */
export function useCommitNow(): (operations: Operation[], sentence?: string) => Promise<Committed> {
  const client = useTRPCClient();
  return useCallback(
    async (operations, sentence) => {
      const base = useLive.getState().intent?.revision;
      if (base === undefined) return { refusal: 'The fabric is still loading: try again in a moment.' };
      try {
        const { revision } = await client.changes.commit.mutate({
          base,
          operations,
          ...(sentence !== undefined && { sentence }),
        });
        useLive.getState().takeIntent((await client.intent.get.query()).intent);
        return { revision };
      } catch (error) {
        const what = readApiError(error);
        if (what.code === 'faults') return { refusal: what.faults.map((fault) => fault.sentence).join(' ') };
        if (what.code !== 'conflict') return { refusal: what.sentence };
        useLive.getState().takeIntent((await client.intent.get.query()).intent);
        return { refusal: 'Somebody else committed at the same moment. Look again, then repeat it.' };
      }
    },
    [client],
  );
}
