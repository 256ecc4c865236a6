import { z } from 'zod';
import type { Principal } from '../../auth/principal';
import type { Role } from '../../auth/role';
import { intentFor } from '../narrowed/fence-for';
import { historyAtFor, historyOfFor } from '../narrowed/records-for';
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

async function of(principal: Principal, input: z.infer<typeof ofInput>, seenAs: Role) {
  const { key, ...page } = input;
  const history = await historyOfFor(principal, key, page);
  if (seenAs !== 'viewer') return history;
  return { ...history, changes: redactSentences(history.changes, await intentFor(principal)) };
}

async function at(principal: Principal, input: z.infer<typeof atInput>, seenAs: Role) {
  const history = await historyAtFor(principal, input.at);
  if (seenAs !== 'viewer') return history;
  return { ...history, statuses: redactSentences(history.statuses, await intentFor(principal)) };
}

export const history = router({
  /** How the status of one thing changed within the last day, the newest first. */
  of: viewerProcedure
    .meta({ tenants: 'own' })
    .input(ofInput)
    .query(({ ctx: { principal }, input }) => of(principal, input, principal.role)),
  /** The status of everything at one moment of the last day. */
  at: viewerProcedure
    .meta({ tenants: 'own' })
    .input(atInput)
    .query(({ ctx: { principal }, input }) => at(principal, input, principal.role)),
});

/** As a viewer sees it, whoever looks. */
export const historyForAll = router({
  of: viewerProcedure
    .meta({ tenants: 'own' })
    .input(ofInput)
    .query(({ ctx: { principal }, input }) => of(principal, input, 'viewer')),
  at: viewerProcedure
    .meta({ tenants: 'own' })
    .input(atInput)
    .query(({ ctx: { principal }, input }) => at(principal, input, 'viewer')),
});
