import { database } from '../db/client';

/** Milliseconds between two writes of how long the journal has been kept. */
export const BEAT_MS = 15_000;

/** Times in which the journal was kept, cut to this one; milliseconds since the epoch, the oldest first. */
export async function spansBetween(
  from: number,
  to: number,
  now: number,
): Promise<{ from: number; to: number }[]> {
  const rows = await database().journalSpan.findMany({ orderBy: { id: 'asc' } });
  const spans = rows.map((row) => ({ from: row.from.getTime(), to: row.to.getTime() }));
  // The end of the present span is written now and then only.
  const present = spans.at(-1);
  if (present && now - present.to < 2 * BEAT_MS) present.to = Math.max(present.to, now);
  return spans
    .map((span) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to) }))
    .filter((span) => span.from <= span.to);
}
