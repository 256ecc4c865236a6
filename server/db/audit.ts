import type { Origin } from '../model/audit-chain';
import { appendRows, chainEnd, countOn, type NewRow, sha256 } from './audit-chain';
import type { Transaction } from './client';

/** done: it took effect. refused: it was not allowed or not right, nothing was touched. failed: it was tried. */
export const OUTCOMES = ['done', 'refused', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type AuditEntry = {
  /** Name of a user, `cli`, `lab`, `nobody`. */
  actor: string;
  /** From where; missing: nobody asked, such as for what the network did. */
  from?: Origin;
  /** The verb: `change`, `ping`, `users.create`, … */
  action: string;
  /** What it was done to: `revision 7`, `node01`, … */
  subject: string;
  /** For a person, without secrets. */
  sentence: string;
  outcome: Outcome;
  /** Plain JSON, without secrets. */
  detail?: unknown;
  tenantIds?: readonly string[];
  hostIds?: readonly string[];
  /** How often it happened; 1 by default. */
  times?: number;
};

/** Milliseconds within which an identical refusal is counted instead of written again. */
const FOLD_WITHIN_MS = 3_600_000;
/** Characters. Refused input is quoted in sentences and must not fill the disk. */
const LONGEST_SENTENCE = 2_000;
const LONGEST_DETAIL = 20_000;

/**
 * Appends to the audit log, in the transaction of what it tells about: when one fails, so does the other.
 * Identical refusals are counted on one row, so that the log is no target.
 */
export async function audit(db: Transaction, entry: AuditEntry, now = new Date()): Promise<void> {
  const row = auditRow(entry, now);
  const end = await chainEnd(db);
  if (entry.outcome === 'refused') {
    const same = await db.audit.findFirst({
      where: { foldKey: row.foldKey, at: { gte: new Date(now.getTime() - FOLD_WITHIN_MS) } },
      orderBy: { at: 'desc' },
      select: { id: true },
    });
    if (same) {
      await countOn(db, same.id, row.count, now);
      return;
    }
  }
  await appendRows(db, end, [row]);
}

/** The row of an entry. `alike`: what is the same in entries that may be counted on one row; all of it by default. */
export function auditRow(entry: AuditEntry, now: Date, alike?: readonly unknown[]): NewRow {
  const sentence = shortened(entry.sentence, LONGEST_SENTENCE);
  const subject = shortened(entry.subject, 200);
  const detail = JSON.stringify(entry.detail ?? null);
  const origin = JSON.stringify(entry.from ?? null);
  return {
    at: now,
    lastAt: now,
    count: entry.times ?? 1,
    actor: shortened(entry.actor, 100),
    action: entry.action,
    subject,
    sentence,
    outcome: entry.outcome,
    detail: detail.length > LONGEST_DETAIL ? JSON.stringify({ left: 'too large' }) : detail,
    tenantIds: JSON.stringify(entry.tenantIds ?? []),
    hostIds: JSON.stringify(entry.hostIds ?? []),
    origin,
    foldKey: sha256(
      JSON.stringify(alike ?? [entry.actor, entry.action, subject, sentence, entry.outcome, origin]),
    ),
  };
}

/** The database keeps UTF-8 up to a NUL: what it would not give back as it was is replaced, or its hash would not fit. */
function shortened(text: string, most: number): string {
  const short = text.length <= most ? text : `${text.slice(0, most - 1)}…`;
  return short.replaceAll('\0', '\u2400').toWellFormed();
}
