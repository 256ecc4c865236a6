import { type AuditEntry, auditRow } from '../db/audit';
import { appendRows, chainEnd, countOn } from '../db/audit-chain';
import type { Transaction } from '../db/client';
import type { News } from './news';

/** Milliseconds: what happens again within so long of the last time is counted on its row. */
const FLAPS_WITHIN = 5 * 60_000;
/** Milliseconds that one row can count for. */
const LONGEST_FOLD = 3_600_000;

type Row = ReturnType<typeof auditRow>;

/** Writes to the audit log. What flaps, and runs that fail in the same way, are counted on the row that told first. */
export async function writeNews(tx: Transaction, news: readonly News[]): Promise<void> {
  if (news.length === 0) return;
  const end = await chainEnd(tx);
  const entries: { row: Row; fold: boolean }[] = [];
  for (const one of news)
    entries.push({ row: rowOf(await named(tx, one)), fold: one.action !== 'host.reboot' });
  const known = await recentRows(
    tx,
    entries.map(({ row }) => row),
  );
  const added: Row[] = [];
  for (const { row, fold } of entries) {
    const same = fold ? known.get(row.foldKey) : undefined;
    if (!same || !isNear(same, row.at)) {
      added.push(row);
      known.set(row.foldKey, { id: null, row });
    } else if (same.id === null) {
      same.row.count += 1;
      same.row.lastAt = row.at;
    } else {
      same.row.lastAt = row.at;
      await countOn(tx, same.id, 1, row.at);
    }
  }
  await appendRows(tx, end, added);
}

type Known = { id: number | null; row: Pick<Row, 'at' | 'lastAt' | 'count'> };

async function recentRows(tx: Transaction, rows: readonly Row[]): Promise<Map<string, Known>> {
  const keys = [...new Set(rows.map(({ foldKey }) => foldKey))];
  const since = new Date(Math.min(...rows.map(({ at }) => at.getTime())) - LONGEST_FOLD);
  const found = await tx.audit.findMany({
    where: { foldKey: { in: keys }, at: { gte: since } },
    orderBy: { id: 'asc' },
    select: { id: true, foldKey: true, at: true, lastAt: true, count: true },
  });
  return new Map(found.map(({ id, foldKey, ...row }) => [foldKey, { id, row }]));
}

function isNear({ row }: Known, at: Date): boolean {
  const now = at.getTime();
  return now - row.lastAt.getTime() < FLAPS_WITHIN && now - row.at.getTime() < LONGEST_FOLD;
}

function rowOf({ at, accepted: _accepted, ...news }: News & { actor: string }): Row {
  const { actor, action, subject, outcome, sentence } = news;
  // The sentence of a link or a tunnel holds details that differ each time; a run that differs is another one.
  const alike =
    actor === 'network' ? [actor, action, subject, outcome] : [actor, action, subject, outcome, sentence];
  return auditRow(news satisfies AuditEntry, new Date(at), alike);
}

/** Who accepted it: whose change has these operations, or was the last one. */
async function named(tx: Transaction, news: News): Promise<News & { actor: string }> {
  const { accepted } = news;
  if (!accepted) return news;
  const changes = await tx.change.findMany({
    where: { revision: { gt: accepted.after } },
    orderBy: { revision: 'desc' },
    take: 20,
    select: { revision: true, actor: true, operations: true },
  });
  const [operation] = accepted.operations;
  const exact = changes.find(({ operations }) => operations.includes(JSON.stringify(operation)));
  const change = exact ?? changes[0];
  if (!change) return news;
  return {
    ...news,
    actor: change.actor as News['actor'],
    sentence: `${news.sentence} with revision ${change.revision}`,
  };
}
