import { z } from 'zod';
import { OUTCOMES, type Outcome } from '../db/audit';
import { database } from '../db/client';

/** One row of the audit log, for a person. */
export type Activity = {
  id: number;
  /** Milliseconds since the epoch: when it happened first. */
  at: number;
  /** When it happened last, where identical refusals were counted. */
  lastAt: number;
  count: number;
  actor: string;
  action: string;
  subject: string;
  sentence: string;
  outcome: Outcome;
  /** Plain JSON. */
  detail?: unknown;
  tenantIds: string[];
};

const outcomeSchema = z.enum(OUTCOMES);
const tenantIdsSchema = z.array(z.string());

/** The newest first; `before`: only those of lower ids. */
export async function listActivity(page: { limit: number; before?: number }): Promise<Activity[]> {
  const rows = await database().audit.findMany({
    where: page.before === undefined ? {} : { id: { lt: page.before } },
    orderBy: { id: 'desc' },
    take: page.limit,
  });
  return rows.map((row) => ({
    id: row.id,
    at: row.at.getTime(),
    lastAt: row.lastAt.getTime(),
    count: row.count,
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    sentence: row.sentence,
    outcome: outcomeSchema.parse(row.outcome),
    detail: JSON.parse(row.detail),
    tenantIds: tenantIdsSchema.parse(JSON.parse(row.tenantIds)),
  }));
}
