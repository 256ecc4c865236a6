import { type AuditEntry, audit } from '../db/audit';
import { database } from '../db/client';

export type { AuditEntry } from '../db/audit';

/** Appends to the audit log what is no change of intent: a ping, a refusal, a scan. */
export async function record(...entries: readonly AuditEntry[]): Promise<void> {
  await database().$transaction(async (tx) => {
    for (const entry of entries) await audit(tx, entry);
  });
}
