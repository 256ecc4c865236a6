import { z } from 'zod';
import { OUTCOMES, type Outcome } from '../db/audit';
import { database } from '../db/client';
import type { Audit, Prisma } from '../db/generated/client';
import type { Origin } from '../model/audit-chain';
import { ACTIVITY_KINDS, type ActivityKind, actionsOf, kindOf } from './activity-kind';

export { OUTCOMES, type Outcome } from '../db/audit';

/** One row of the audit log, for a person. */
export type Activity = {
  id: number;
  /** Milliseconds since the epoch: when it happened first. */
  at: number;
  /** When it happened last, where identical refusals, or what flaps, were counted. */
  lastAt: number;
  count: number;
  /** Name of a user, `cli`, `lab`, `nobody`; `controller` and `network` for what nobody asked for. */
  actor: string;
  kind: ActivityKind;
  action: string;
  subject: string;
  sentence: string;
  outcome: Outcome;
  /** Plain JSON. */
  detail?: unknown;
  tenantIds: string[];
  hostIds: string[];
  /** From where; null: nobody asked, or the reader may not know. */
  from: Origin | null;
  /** Of its place in the chain, hex; null: the reader may not know. */
  hash: string | null;
};

/** Only rows for which all of these hold; what is left out does not matter. */
export type ActivityFilter = {
  kinds?: readonly ActivityKind[];
  outcomes?: readonly Outcome[];
  actor?: string;
  hostId?: string;
  tenantId?: string;
  /** Part of the sentence, the subject or the actor; upper and lower case of ASCII are alike. */
  text?: string;
  /** Milliseconds since the epoch, both included. What was counted on one row is found by its first time and its last. */
  from?: number;
  to?: number;
};

/** `before`: only rows of lower ids. */
export type ActivityPage = { limit: number; before?: number };

const outcomeSchema = z.enum(OUTCOMES);
const idsSchema = z.array(z.string());

/** The newest first. */
export async function listActivity(page: ActivityPage, filter: ActivityFilter = {}): Promise<Activity[]> {
  const rows = await database().audit.findMany({
    where: { ...(page.before === undefined ? {} : { id: { lt: page.before } }), AND: conditions(filter) },
    orderBy: { id: 'desc' },
    take: page.limit,
  });
  return rows.map(fromRow);
}

function conditions(filter: ActivityFilter): Prisma.AuditWhereInput[] {
  const all: Prisma.AuditWhereInput[] = [];
  if (filter.kinds) all.push({ OR: filter.kinds.map(ofKind) });
  if (filter.outcomes) all.push({ outcome: { in: [...filter.outcomes] } });
  if (filter.actor !== undefined) all.push({ actor: filter.actor });
  // Ids have no quotes: in the JSON, one is found with those around it.
  if (filter.hostId !== undefined) all.push({ hostIds: { contains: `"${filter.hostId}"` } });
  if (filter.tenantId !== undefined) all.push({ tenantIds: { contains: `"${filter.tenantId}"` } });
  if (filter.text !== undefined) {
    const contains = { contains: filter.text };
    all.push({ OR: [{ sentence: contains }, { subject: contains }, { actor: contains }] });
  }
  if (filter.from !== undefined) all.push({ lastAt: { gte: new Date(filter.from) } });
  if (filter.to !== undefined) all.push({ at: { lte: new Date(filter.to) } });
  return all;
}

function ofKind(kind: ActivityKind): Prisma.AuditWhereInput {
  if (kind !== 'other') return { OR: actionsOf(kind).map(whereAction) };
  const known = ACTIVITY_KINDS.filter((one) => one !== 'other');
  return { NOT: { OR: known.flatMap(actionsOf).map(whereAction) } };
}

function whereAction(pattern: string): Prisma.AuditWhereInput {
  return pattern.endsWith('.') ? { action: { startsWith: pattern } } : { action: pattern };
}

function fromRow(row: Audit): Activity {
  return {
    id: row.id,
    at: row.at.getTime(),
    lastAt: row.lastAt.getTime(),
    count: row.count,
    actor: row.actor,
    kind: kindOf(row.action),
    action: row.action,
    subject: row.subject,
    sentence: row.sentence,
    outcome: outcomeSchema.parse(row.outcome),
    detail: JSON.parse(row.detail),
    tenantIds: idsSchema.parse(JSON.parse(row.tenantIds)),
    hostIds: idsSchema.parse(JSON.parse(row.hostIds)),
    from: JSON.parse(row.origin),
    hash: row.hash,
  };
}
