import { type AuditEntry, record } from '../intent/record';

/** Milliseconds in which an identical refusal is written once, with a count: a flood of them must not busy the disk. */
const QUIET_MS = 1_000;

const pending = new Map<string, number>();

/** Writes a refusal to the audit log. Identical ones are counted; the count of a flood is late by a second at most. */
export async function recordRefusal(entry: AuditEntry): Promise<void> {
  const key = JSON.stringify([entry.actor, entry.from, entry.action, entry.sentence]);
  const counted = pending.get(key);
  if (counted !== undefined) {
    pending.set(key, counted + 1);
    return;
  }
  pending.set(key, 0);
  setTimeout(() => flush(key, entry), QUIET_MS).unref();
  await record(entry);
}

function flush(key: string, entry: AuditEntry): void {
  const times = pending.get(key) ?? 0;
  pending.delete(key);
  if (times === 0) return;
  record({ ...entry, times }).catch((error) => console.error('A refusal could not be audited:', error));
}
