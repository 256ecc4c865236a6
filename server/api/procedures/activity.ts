import { z } from 'zod';
import type { Role } from '../../auth/role';
import {
  type Activity,
  type ActivityFilter,
  type ActivityPage,
  listActivity,
  OUTCOMES,
} from '../../intent/activity';
import { ACTIVITY_KINDS } from '../../intent/activity-kind';
import { loadIntent } from '../../intent/load';
import { hostSchema } from '../../model/intent';
import { pageInput } from '../page';
import { redactActivity } from '../redact';
import { router, viewerProcedure } from '../trpc';

/** Milliseconds since the epoch. */
const moment = z.number().int().min(0).max(8.64e15);

const listInput = pageInput.extend({
  kinds: z.array(z.enum(ACTIVITY_KINDS)).min(1).max(ACTIVITY_KINDS.length).optional(),
  outcomes: z.array(z.enum(OUTCOMES)).min(1).max(OUTCOMES.length).optional(),
  actor: z.string().max(100).optional(),
  hostId: hostSchema.shape.id.optional(),
  tenantId: hostSchema.shape.id.optional(),
  text: z.string().min(1).max(100).optional(),
  from: moment.optional(),
  to: moment.optional(),
});

/** Pages that one call of a viewer reads at most. */
const MOST_PAGES = 20;

async function list({ limit, before, ...filter }: z.infer<typeof listInput>, seenAs: Role) {
  return seenAs === 'viewer'
    ? listRedacted({ limit, before }, filter)
    : listActivity({ limit, before }, filter);
}

/** What a viewer may not read must not be found by its words either. */
async function listRedacted({ limit, before }: ActivityPage, filter: ActivityFilter): Promise<Activity[]> {
  const present = await loadIntent();
  const found: Activity[] = [];
  let last = before;
  for (let page = 0; page < MOST_PAGES && found.length < limit; page++) {
    const rows = await listActivity({ limit, before: last }, filter);
    found.push(...redactActivity(rows, present).filter((row) => says(row, filter.text)));
    last = rows.at(-1)?.id;
    if (rows.length < limit) break;
  }
  return found.slice(0, limit);
}

function says({ sentence, subject, actor }: Activity, text: string | undefined): boolean {
  if (text === undefined) return true;
  return [sentence, subject, actor].some((part) => part.toLowerCase().includes(text.toLowerCase()));
}

export const activity = router({
  /** Who did what, and what the network did, the newest first. */
  list: viewerProcedure.input(listInput).query(({ ctx, input }) => list(input, ctx.principal.role)),
});

/** As a viewer sees it, whoever looks. */
export const activityForAll = router({
  list: viewerProcedure.input(listInput).query(({ input }) => list(input, 'viewer')),
});
