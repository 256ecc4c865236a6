import { z } from 'zod';
import type { Principal } from '../../auth/principal';
import type { Role } from '../../auth/role';
import { intentFor } from '../narrowed/fence-for';
import { lastResultFor, recentResultsFor } from '../narrowed/records-for';
import { redactDeep } from '../redact';
import { router, viewerProcedure } from '../trpc';

const kind = z.enum(['ping', 'sweep', 'matrix', 'mtu', 'path']);

const recentInput = z.strictObject({
  kinds: z.array(kind).min(1).max(5),
  limit: z.number().int().min(1).max(100).default(20),
});
const lastInput = z.strictObject({ kind, key: z.string().min(1).max(200) });

async function recent(principal: Principal, { kinds, limit }: z.infer<typeof recentInput>, seenAs: Role) {
  const lines = await recentResultsFor(principal, kinds, limit);
  return seenAs === 'viewer' ? redactDeep(lines, await intentFor(principal)) : lines;
}

async function last(principal: Principal, { kind, key }: z.infer<typeof lastInput>, seenAs: Role) {
  const kept = await lastResultFor(principal, kind, key);
  return kept && seenAs === 'viewer' ? redactDeep(kept, await intentFor(principal)) : kept;
}

/** What probes found last, whoever started them. */
export const results = router({
  /** A line for each, the newest first. */
  recent: viewerProcedure
    .meta({ tenants: 'own' })
    .input(recentInput)
    .query(({ ctx: { principal }, input }) => recent(principal, input, principal.role)),
  /** All of the last one of a kind for a thing; null: there is none. */
  last: viewerProcedure
    .meta({ tenants: 'own' })
    .input(lastInput)
    .query(({ ctx: { principal }, input }) => last(principal, input, principal.role)),
});

/** As every viewer sees it, whoever asks. */
export const resultsForAll = router({
  recent: viewerProcedure
    .meta({ tenants: 'own' })
    .input(recentInput)
    .query(({ ctx: { principal }, input }) => recent(principal, input, 'viewer')),
  last: viewerProcedure
    .meta({ tenants: 'own' })
    .input(lastInput)
    .query(({ ctx: { principal }, input }) => last(principal, input, 'viewer')),
});
