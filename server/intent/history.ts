import { database, type Transaction } from '../db/client';
import type { Change } from '../db/generated/client';
import { type Operation, operationsSchema } from '../model/operation';

/** One committed change, for a person. */
export type ChangeSummary = {
  revision: number;
  sentence: string;
  /** Name of a user, `cli` or `lab`. */
  actor: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** The revision that it undid, or null. */
  undoes: number | null;
};

/** The newest changes first; `before`: only those of lower revisions. */
export async function listChanges(page: { limit: number; before?: number }): Promise<ChangeSummary[]> {
  const rows = await database().change.findMany({
    where: page.before === undefined ? {} : { revision: { lt: page.before } },
    orderBy: { revision: 'desc' },
    take: page.limit,
    omit: { operations: true, inverse: true, base: true },
  });
  return rows.map(summary);
}

/** The same with what each did; `after`: only those of higher revisions. */
export async function changesWithOperations({
  limit,
  before,
  after,
}: {
  limit: number;
  before?: number;
  after?: number;
}): Promise<{ summary: ChangeSummary; operations: Operation[] }[]> {
  const rows = await database().change.findMany({
    where: {
      revision: { ...(before !== undefined && { lt: before }), ...(after !== undefined && { gt: after }) },
    },
    orderBy: { revision: 'desc' },
    take: limit,
  });
  return rows.map((row) => ({
    summary: summary(row),
    operations: operationsSchema.parse(JSON.parse(row.operations)),
  }));
}

/** What was committed after `revision`, oldest first, at most 50 of them: a conflict shows the difference. */
export async function changesSince(tx: Transaction, revision: number): Promise<ChangeSummary[]> {
  const rows = await tx.change.findMany({
    where: { revision: { gt: revision } },
    orderBy: { revision: 'desc' },
    take: 50,
    omit: { operations: true, inverse: true, base: true },
  });
  return rows.map(summary).reverse();
}

export function summary(row: Omit<Change, 'operations' | 'inverse' | 'base'>): ChangeSummary {
  return {
    revision: row.revision,
    sentence: row.sentence,
    actor: row.actor,
    at: row.at.getTime(),
    undoes: row.undoes,
  };
}
