import { z } from 'zod';
import type { Role } from '../../auth/role';
import { loadIntent } from '../../intent/load';
import { recentResults } from '../../journal/kept-results';
import { lastKept } from '../kept-results';
import { redactDeep } from '../redact';
import { router, viewerProcedure } from '../trpc';

const kind = z.enum(['ping', 'sweep', 'matrix', 'mtu', 'path']);

const recentInput = z.strictObject({
  kinds: z.array(kind).min(1).max(5),
  limit: z.number().int().min(1).max(100).default(20),
});
const lastInput = z.strictObject({ kind, key: z.string().min(1).max(200) });

async function recent({ kinds, limit }: z.infer<typeof recentInput>, seenAs: Role) {
  const lines = await recentResults(kinds, limit);
  return seenAs === 'viewer' ? redactDeep(lines, await loadIntent()) : lines;
}

async function last({ kind, key }: z.infer<typeof lastInput>, seenAs: Role) {
  const kept = await lastKept(kind, key);
  return kept && seenAs === 'viewer' ? redactDeep(kept, await loadIntent()) : kept;
}

/** What probes found last, whoever started them. */
export const results = router({
  /** A line for each, the newest first. */
  recent: viewerProcedure
    .input(recentInput)
    .query(({ ctx: { principal }, input }) => recent(input, principal.role)),
  /** All of the last one of a kind for a thing; null: there is none. */
  last: viewerProcedure
    .input(lastInput)
    .query(({ ctx: { principal }, input }) => last(input, principal.role)),
});

/** As every viewer sees it, whoever asks. */
export const resultsForAll = router({
  recent: viewerProcedure.input(recentInput).query(({ input }) => recent(input, 'viewer')),
  last: viewerProcedure.input(lastInput).query(({ input }) => last(input, 'viewer')),
});
