import { setImmediate } from 'node:timers/promises';
import { database, type Transaction } from '../db/client';
import { transactionWithoutWaiting } from '../db/without-waiting';
import { HISTORY_MS, MOST_CHANGES } from './bounds';
import { writeHorizon } from './horizon';

/** Rows of one statement, so that it holds up nothing else. */
const AT_ONCE = 500;

/**
 * Drops what is older than the history goes back, but for what still held then; and beyond the greatest number of rows
 * the oldest too, from when on the history then begins.
 */
export async function prune(now: number, most = MOST_CHANGES): Promise<void> {
  const day = new Date(now - HISTORY_MS);
  await pruneBefore(day);
  const overflow = await database().statusChange.findFirst({
    orderBy: { id: 'desc' },
    skip: most,
    select: { at: true },
  });
  if (overflow && overflow.at > day) {
    // First, so that nobody is told what is not complete any more.
    await transactionWithoutWaiting((tx) => writeHorizon(tx, overflow.at.getTime() + 1));
    await pruneBefore(new Date(overflow.at.getTime() + 1));
  }
  await transactionWithoutWaiting((tx) => tx.journalSpan.deleteMany({ where: { to: { lt: day } } }));
}

async function pruneBefore(time: Date): Promise<void> {
  while ((await transactionWithoutWaiting((tx) => deleteSome(tx, time))) > 0) await setImmediate();
}

function deleteSome(tx: Transaction, time: Date): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM "StatusChange" WHERE "id" IN (
      SELECT old."id" FROM "StatusChange" old
      WHERE old."at" < ${time} AND (
        old."health" IS NULL OR EXISTS (
          SELECT 1 FROM "StatusChange" next
          WHERE next."key" = old."key" AND next."at" >= old."at" AND next."at" < ${time} AND next."id" > old."id"
        )
      )
      LIMIT ${AT_ONCE}
    )`;
}
