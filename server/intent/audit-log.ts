import { createHash } from 'node:crypto';
import { asChained, chainOldRows, exportSealOf } from '../db/audit-chain';
import { type AuditVerdict, auditRows, verifyAudit } from '../db/audit-verify';
import { database } from '../db/client';
import { AUDIT_FILE_VERSION, type AuditFileEnd } from '../model/audit-file';
import { fabricId } from './fabric-id';
import { record } from './record';

export type { AuditVerdict } from '../db/audit-verify';

/** What was found last. Shared over the module instances that Next makes. */
const slot = globalThis as typeof globalThis & {
  __overlaneAuditVerdict?: AuditVerdict;
  __overlaneAuditVerifying?: Promise<AuditVerdict> | null;
};

/** What the last look at the whole log found; null: it was not looked at yet. */
export function lastVerdict(): AuditVerdict | null {
  return slot.__overlaneAuditVerdict ?? null;
}

/** Goes along the whole log now, once for all who ask meanwhile. */
export function verifyNow(): Promise<AuditVerdict> {
  slot.__overlaneAuditVerifying ??= verifyAudit()
    .then((verdict) => {
      slot.__overlaneAuditVerdict = verdict;
      return verdict;
    })
    .finally(() => {
      slot.__overlaneAuditVerifying = null;
    });
  return slot.__overlaneAuditVerifying;
}

/** At a start: chains what is older than the chain, and looks at all of it. A log that was changed is said, loudly. */
export async function openAuditLog(): Promise<void> {
  const old = await chainOldRows((work) => database().$transaction(work));
  if (old > 0) {
    await record({
      actor: 'overlane',
      action: 'audit.chained',
      subject: `${old} rows`,
      sentence: `chained ${old} rows of the audit log that were written before there was a chain`,
      outcome: 'done',
    });
  }
  const { faults } = await verifyNow();
  const [first] = faults;
  if (!first) return;
  const sentence = `the audit log is not as Overlane wrote it: ${first.sentence}${faults.length > 1 ? `, and ${faults.length - 1} more` : ''}`;
  console.error(`overlane: ${sentence}.`);
  await record({
    actor: 'overlane',
    action: 'audit.broken',
    subject: `row ${first.id}`,
    sentence,
    outcome: 'failed',
  });
}

/** The whole log as lines of JSON, as `server/model/audit-file.ts` describes it. */
export async function* auditFile(): AsyncGenerator<string> {
  const digest = createHash('sha256');
  const line = (value: unknown) => {
    const text = `${JSON.stringify(value)}\n`;
    digest.update(text);
    return text;
  };
  const head = await database().auditHead.findUniqueOrThrow({ where: { slot: 1 } });
  yield line({ overlaneAudit: AUDIT_FILE_VERSION, fabric: await fabricId(), exportedAt: Date.now() });
  let rows = 0;
  let last = { lastId: 0, hash: '0'.repeat(64) };
  for await (const row of auditRows(head.lastId)) {
    rows += 1;
    last = { lastId: row.id, hash: row.hash };
    yield line({ ...asChained(row), lastAt: row.lastAt.getTime(), count: row.count });
  }
  const told = digest.digest('hex');
  const end: AuditFileEnd = { rows, ...last, digest: told, seal: exportSealOf(told) };
  yield `${JSON.stringify({ end })}\n`;
}

/** Why an export is not what this installation wrote, or does not go with the log that it has now. */
export async function exportFaults({ lastId, hash, digest, seal }: AuditFileEnd): Promise<string[]> {
  const faults: string[] = [];
  if (exportSealOf(digest) !== seal)
    faults.push('the file was not written by this installation, or was changed since');
  if (lastId === 0) return faults;
  const row = await database().audit.findUnique({ where: { id: lastId }, select: { hash: true } });
  if (!row) faults.push(`row ${lastId}, the last of the file, is not in the log any more`);
  else if (row.hash !== hash)
    faults.push(`row ${lastId}, the last of the file, is another one in the log now`);
  return faults;
}
