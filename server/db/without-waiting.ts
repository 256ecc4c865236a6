import { database, type Transaction } from './client';

/**
 * One transaction that fails at once where another process holds the database. The driver waits for a lock in the
 * thread of JavaScript: for what can wait by itself, nothing else shall.
 */
export function transactionWithoutWaiting<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  return database().$transaction(async (tx) => {
    // The connection is this transaction's own: the driver makes another one for the next.
    await tx.$queryRawUnsafe('PRAGMA busy_timeout = 0');
    return work(tx);
  });
}
