import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { CHAIN_BEGINS, type ChainedRow, rowText } from '../model/audit-chain';
import type { Transaction } from './client';
import type { Audit } from './generated/client';
import { insertRows } from './insert-rows';

/** Shared over the module instances that Next makes. */
const slot = globalThis as typeof globalThis & { __overlaneAuditKey?: Buffer };

/** Rows that are chained in one transaction, of those from before the chain. */
const AT_ONCE = 500;

/**
 * Derives the key that seals the end of the chain and the counts, so that whoever has the database alone cannot write
 * another chain in its place.
 */
export function keyAudit(secret: string): void {
  slot.__overlaneAuditKey = Buffer.from(hkdfSync('sha256', secret, '', 'overlane audit', 32));
}

/** @throws Error before keyAudit: what cannot be audited is not done */
function sealed(text: string): string {
  if (!slot.__overlaneAuditKey) throw new Error('the audit log is not open yet');
  return createHmac('sha256', slot.__overlaneAuditKey).update(text).digest('hex');
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export type ChainEnd = { lastId: number; hash: string };

export const sealOf = ({ lastId, hash }: ChainEnd): string => sealed(`end ${lastId} ${hash}`);

/** Of an export, over everything that stands before its last line. */
export const exportSealOf = (digest: string): string => sealed(`export ${digest}`);

export type Tallied = { hash: string; count: number; lastAt: Date };

export const tallyOf = ({ hash, count, lastAt }: Tallied): string =>
  sealed(`tally ${hash} ${count} ${lastAt.getTime()}`);

export type NewRow = Omit<Audit, 'id' | 'previous' | 'hash' | 'tally'>;

/**
 * Writes to the audit log have this first: it makes the transaction a writer at once, since SQLite never lets a reader
 * become one after another process wrote.
 */
export async function chainEnd(tx: Transaction): Promise<ChainEnd> {
  return tx.auditHead.update({
    where: { slot: 1 },
    data: { lastId: { increment: 0 } },
    select: { lastId: true, hash: true },
  });
}

/** Appends rows to the chain, after `end`. */
export async function appendRows(tx: Transaction, end: ChainEnd, rows: readonly NewRow[]): Promise<void> {
  if (rows.length === 0) return;
  let last = end;
  const chained = rows.map((row) => {
    const added = chainedTo(last, row);
    last = { lastId: added.id, hash: added.hash };
    return added;
  });
  await insertRows(tx, 'Audit', chained);
  await tx.auditHead.update({ where: { slot: 1 }, data: { ...last, seal: sealOf(last) } });
}

/** Counts on a row. */
export async function countOn(tx: Transaction, id: number, by: number, lastAt: Date): Promise<void> {
  const data = { count: { increment: by }, lastAt };
  const select = { hash: true, count: true, lastAt: true };
  const row = await tx.audit.update({ where: { id }, data, select });
  await tx.audit.update({ where: { id }, data: { tally: tallyOf(row) } });
}

/** Chains the rows of a database that is older than the chain. @returns how many there were */
export async function chainOldRows(inTransaction: InTransaction): Promise<number> {
  for (let total = 0; ; ) {
    const count = await inTransaction(async (tx) => {
      const end = await chainEnd(tx);
      const rows = await tx.audit.findMany({ where: { hash: '' }, orderBy: { id: 'asc' }, take: AT_ONCE });
      let last = end;
      for (const { id, previous: _previous, hash: _hash, tally: _tally, ...row } of rows) {
        const added = chainedTo({ ...last, lastId: id - 1 }, row);
        const { previous, hash, tally } = added;
        await tx.audit.update({ where: { id }, data: { previous, hash, tally } });
        last = { lastId: id, hash };
      }
      if (rows.length > 0)
        await tx.auditHead.update({ where: { slot: 1 }, data: { ...last, seal: sealOf(last) } });
      return rows.length;
    });
    total += count;
    if (count < AT_ONCE) return total;
  }
}

type InTransaction = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

function chainedTo(end: ChainEnd, row: NewRow): Audit {
  const id = end.lastId + 1;
  const previous = end.hash || CHAIN_BEGINS;
  const unhashed = { ...row, id, previous, hash: '', tally: '' };
  const hash = sha256(rowText(asChained(unhashed)));
  return { ...unhashed, hash, tally: tallyOf({ ...row, hash }) };
}

/** A row as it is hashed and exported. @throws SyntaxError where a column holds no JSON */
export function asChained(row: Audit): ChainedRow {
  const { id, actor, action, subject, sentence, outcome, foldKey, previous, hash } = row;
  return {
    ...{ id, at: row.at.getTime(), actor, action, subject, sentence, outcome, foldKey, previous, hash },
    detail: JSON.parse(row.detail),
    tenantIds: JSON.parse(row.tenantIds),
    hostIds: JSON.parse(row.hostIds),
    from: JSON.parse(row.origin),
  };
}
