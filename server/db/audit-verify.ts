import { ChainCheck, type ChainFault } from '../model/audit-chain';
import { asChained, type ChainEnd, sealOf, sha256, tallyOf } from './audit-chain';
import { database } from './client';
import type { Audit } from './generated/client';

export type AuditVerdict = {
  /** Milliseconds since the epoch. */
  at: number;
  /** Rows that were looked at. */
  rows: number;
  /** The hash of the last row. */
  hash: string;
  /** Nothing: every row is as it was written, none is missing. */
  faults: ChainFault[];
};

/** Faults that are told; one hand in the middle of a log may break everything after it. */
const MOST_FAULTS = 20;
/** Rows read at once. */
const PAGE = 1_000;

/** Goes along the whole log. What is appended meanwhile is not looked at. */
export async function verifyAudit(): Promise<AuditVerdict> {
  // At one moment, for the log goes on.
  const { head, newest } = await database().$transaction(async (tx) => ({
    head: await tx.auditHead.findUnique({ where: { slot: 1 } }),
    newest: (await tx.audit.aggregate({ _max: { id: true } }))._max.id ?? 0,
  }));
  const check = new ChainCheck(sha256);
  const faults: ChainFault[] = [];
  let rows = 0;
  for await (const row of auditRows(head?.lastId ?? 0)) {
    rows += 1;
    if (faults.length < MOST_FAULTS) faults.push(...faultsOf(check, row));
  }
  faults.push(...endFaults(head, check, newest).map((sentence) => ({ id: head?.lastId ?? 0, sentence })));
  return { at: Date.now(), rows, hash: check.hash, faults: faults.slice(0, MOST_FAULTS) };
}

function endFaults(head: (ChainEnd & { seal: string }) | null, check: ChainCheck, newest: number): string[] {
  if (!head) return ['the end of the chain is missing'];
  const { lastId } = head;
  const faults: string[] = [];
  if (newest > lastId) faults.push(`rows ${lastId + 1} to ${newest} stand behind the end`);
  if (lastId === 0 && head.hash === '') return faults;
  if (check.lastId < lastId) faults.push(`rows ${check.lastId + 1} to ${lastId} are missing at the end`);
  else if (check.hash !== head.hash) faults.push('the last row is another than the one that was sealed');
  if (sealOf(head) !== head.seal) faults.push('the seal of the end is not of this installation');
  return faults;
}

function faultsOf(check: ChainCheck, row: Audit): ChainFault[] {
  const tell = (sentence: string) => [{ id: row.id, sentence }];
  try {
    const faults = check.take(asChained(row));
    return tallyOf(row) === row.tally
      ? faults
      : [...faults, ...tell(`how often row ${row.id} was counted is not as it was written`)];
  } catch {
    return tell(`row ${row.id} cannot be read`);
  }
}

/** All rows up to and with `lastId`, the oldest first. */
export async function* auditRows(lastId: number): AsyncGenerator<Audit> {
  for (let after = 0; ; ) {
    const rows = await database().audit.findMany({
      where: { id: { gt: after, lte: lastId } },
      orderBy: { id: 'asc' },
      take: PAGE,
    });
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.id ?? lastId;
  }
}
