import { z } from 'zod';
import type { Role } from '../../auth/role';
import { loadIntent } from '../../intent/load';
import { historyAt, historyOf } from '../../journal/status-history';
import { redactSentences } from '../redact';
import { router, viewerProcedure } from '../trpc';

/** Milliseconds since the epoch. */
const moment = z.number().int().min(0).max(8.64e15);

const ofInput = z.strictObject({
  /** As `statusKey` makes it. */
  key: z.string().regex(/^[a-z]+:[a-zA-Z0-9:@/._-]{1,160}$/, 'a key is that of a status'),
  from: moment.optional(),
  to: moment.optional(),
  limit: z.number().int().min(1).max(500).default(100),
  /** The number of the last change that the caller has. */
  before: z.number().int().min(0).optional(),
});

const atInput = z.strictObject({ at: moment });

async function of(input: z.infer<typeof ofInput>, seenAs: Role) {
  const { key, ...page } = input;
  const history = await historyOf(key, page);
  if (seenAs !== 'viewer') return history;
  return { ...history, changes: redactSentences(history.changes, await loadIntent()) };
}

async function at(input: z.infer<typeof atInput>, seenAs: Role) {
  const history = await historyAt(input.at);
  if (seenAs !== 'viewer') return history;
  return { ...history, statuses: redactSentences(history.statuses, await loadIntent()) };
}

export const history = router({
  /** How the status of one thing changed within the last day, the newest first. */
  of: viewerProcedure.input(ofInput).query(({ ctx, input }) => of(input, ctx.principal.role)),
  /** The status of everything at one moment of the last day. */
  at: viewerProcedure.input(atInput).query(({ ctx, input }) => at(input, ctx.principal.role)),
});

/** As a viewer sees it, whoever looks. */
export const historyForAll = router({
  of: viewerProcedure.input(ofInput).query(({ input }) => of(input, 'viewer')),
  at: viewerProcedure.input(atInput).query(({ input }) => at(input, 'viewer')),
});
