import { database } from '../db/client';

/** Times in which the journal was kept, cut to this one; milliseconds since the epoch, the oldest first. */
export async function spansBetween(from: number, to: number): Promise<{ from: number; to: number }[]> {
  const rows = await database().journalSpan.findMany({
    where: { from: { lte: new Date(to) }, to: { gte: new Date(from - BEAT_MS) } },
    orderBy: { id: 'asc' },
  });
  return rows
    .map((row) => ({
      from: Math.max(from, row.from.getTime()),
      // The end of the present span is written now and then only.
      to: Math.min(to, row.to.getTime() + BEAT_MS),
    }))
    .filter((span) => span.from <= span.to);
}

/** Milliseconds between two writes of how long the journal has been kept. */
export const BEAT_MS = 15_000;
