import { z } from 'zod';
import type { Principal } from '../../auth/principal';
import { type Activity, type ActivityFilter, type ActivityPage, OUTCOMES } from '../../intent/activity';
import { ACTIVITY_KINDS } from '../../intent/activity-kind';
import { hostSchema } from '../../model/intent';
import { intentFor } from '../narrowed/fence-for';
import { listActivityFor } from '../narrowed/records-for';
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

/** Pages that one call reads at most for somebody who may not read all. */
const MOST_PAGES = 20;
/** Rows of such a page at least. */
const AT_ONCE = 100;

async function list(
  principal: Principal,
  { limit, before, ...filter }: z.infer<typeof listInput>,
  isRedacted = principal.role === 'viewer',
) {
  const page = { limit, before };
  return isRedacted || principal.tenants !== null
    ? listSome(principal, page, filter, isRedacted)
    : (await listActivityFor(principal, page, filter)).rows;
}

/** What somebody may not read must not be found by its words either. */
async function listSome(
  principal: Principal,
  { limit, before }: ActivityPage,
  filter: ActivityFilter,
  isRedacted: boolean,
): Promise<Activity[]> {
  const present = await intentFor(principal);
  const found: Activity[] = [];
  let last = before;
  for (let page = 0; page < MOST_PAGES && found.length < limit; page++) {
    const read = await listActivityFor(principal, { limit: Math.max(limit, AT_ONCE), before: last }, filter);
    const rows = isRedacted ? redactActivity(read.rows, present) : read.rows;
    found.push(...rows.filter((row) => says(row, filter.text)));
    last = read.last;
    if (!read.more) break;
  }
  return found.slice(0, limit);
}

function says({ sentence, subject, actor }: Activity, text: string | undefined): boolean {
  if (text === undefined) return true;
  return [sentence, subject, actor].some((part) => part.toLowerCase().includes(text.toLowerCase()));
}

export const activity = router({
  /** Who did what, and what the network did, the newest first. */
  list: viewerProcedure
    .meta({ tenants: 'own' })
    .input(listInput)
    .query(({ ctx, input }) => list(ctx.principal, input)),
});

/** As a viewer sees it, whoever looks. */
export const activityForAll = router({
  list: viewerProcedure
    .meta({ tenants: 'own' })
    .input(listInput)
    .query(({ ctx, input }) => list(ctx.principal, input, true)),
});
