import { type AuditEntry, record } from '../intent/record';

/** Milliseconds in which an identical refusal is written once, with a count: a flood of them must not busy the disk. */
const QUIET_MS = 1_000;

const pending = new Map<string, number>();

/** Writes a refusal to the audit log. Identical ones are counted; the count of a flood is late by a second at most. */
export async function recordRefusal(told: AuditEntry): Promise<void> {
  const entry = withinBounds(told, Date.now());
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

/** Addresses of strangers that are told within a minute. */
const MOST_ADDRESSES = 60;
const MINUTE = 60_000;
const strangers = { since: 0, seen: new Set<string>() };

/** A stranger has as many addresses as it likes: beyond a measure they are counted on one row. */
function withinBounds(entry: AuditEntry, now: number): AuditEntry {
  if (entry.actor !== 'nobody' || !entry.from?.address) return entry;
  if (now - strangers.since > MINUTE) {
    strangers.since = now;
    strangers.seen.clear();
  }
  const { address } = entry.from;
  if (strangers.seen.has(address)) return entry;
  if (strangers.seen.size < MOST_ADDRESSES) {
    strangers.seen.add(address);
    return entry;
  }
  return { ...entry, from: { address: null, via: null, id: null } };
}

function flush(key: string, entry: AuditEntry): void {
  const times = pending.get(key) ?? 0;
  pending.delete(key);
  if (times === 0) return;
  record({ ...entry, times }).catch((error) => console.error('A refusal could not be audited:', error));
}
