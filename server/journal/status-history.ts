import { database } from '../db/client';
import type { Health } from '../status/status';
import { HISTORY_MS } from './bounds';
import { readHorizon } from './horizon';
import { spansBetween } from './spans';

/** The health of one thing, as it changed to. */
export type StatusChange = {
  id: number;
  /** Milliseconds since the epoch. */
  at: number;
  /** null: the thing was taken away. */
  health: Health | null;
  sentence: string;
};

/** A time in milliseconds since the epoch, both ends included. */
export type Span = { from: number; to: number };

export type HistoryOfThing = {
  /** The newest first; the last of them may be older than `from`: it is what held then. */
  changes: StatusChange[];
  /** There are more; ask again with `before` the last id. */
  more: boolean;
  /** When the journal was kept: outside of these spans nobody looked, and what changed was not seen. */
  watched: Span[];
  /** Nothing is known from before. */
  since: number;
};

export type StatusAt = {
  key: string;
  health: Health;
  sentence: string;
  tenantId: string | null;
  /** Milliseconds since the epoch: since when it had been so. */
  since: number;
};

export type HistoryOfMoment = {
  at: number;
  /** false: Overlane did not run then; the statuses are the last that were seen before. */
  watched: boolean;
  statuses: StatusAt[];
};

/** What is asked for lies outside of what the journal keeps. */
export class NotKept extends Error {
  readonly fault = 'not-kept';
  constructor(sentence: string) {
    super(sentence);
    this.name = 'NotKept';
  }
}

/** How one thing changed, in a span of time. */
export async function historyOf(
  key: string,
  {
    from,
    to,
    before,
    limit,
    tenantIds,
  }: {
    from?: number;
    to?: number;
    before?: number;
    limit: number;
    /** Only while it was of one of these. */
    tenantIds?: readonly string[];
  },
  now = Date.now(),
): Promise<HistoryOfThing> {
  const since = Math.max(now - HISTORY_MS, await readHorizon());
  const begin = Math.max(from ?? since, since);
  const end = to ?? now;
  const id = before === undefined ? {} : { id: { lt: before } };
  const whose = tenantIds ? { tenantId: { in: [...tenantIds] } } : {};
  const rows = await database().statusChange.findMany({
    where: { key, ...whose, ...id, at: { lte: new Date(end), gt: new Date(begin) } },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const more = rows.length > limit;
  if (more) rows.pop();
  else {
    const held = await database().statusChange.findFirst({
      where: { key, ...whose, ...id, at: { lte: new Date(Math.min(begin, end)) } },
      orderBy: { id: 'desc' },
    });
    if (held) rows.push(held);
  }
  const changes = rows.map((row) => ({
    id: row.id,
    at: row.at.getTime(),
    health: row.health as Health | null,
    sentence: row.sentence,
  }));
  return { changes, more, watched: await spansBetween(begin, end, now), since };
}

type Row = { key: string; health: Health; sentence: string; tenantId: string | null; at: Date | string };

/**
 * The status of everything at one moment of the last day.
 * @throws NotKept
 */
export async function historyAt(at: number, now = Date.now()): Promise<HistoryOfMoment> {
  if (at > now + 1_000) throw new NotKept('That moment has not come yet: ask for one of the last 24 hours.');
  const since = Math.max(now - HISTORY_MS, await readHorizon());
  if (at < since) {
    throw new NotKept(
      `The history of status goes back to ${new Date(since).toISOString()}: ask for a later moment.`,
    );
  }
  // Ids grow with time, so the last row of a key is the one with its highest id.
  const rows = await database().$queryRaw<Row[]>`
    SELECT "key", "health", "sentence", "tenantId", "at" FROM "StatusChange"
    WHERE "id" IN (SELECT MAX("id") FROM "StatusChange" WHERE "at" <= ${new Date(at)} GROUP BY "key")
      AND "health" IS NOT NULL
    ORDER BY "key"`;
  return {
    at,
    watched: (await spansBetween(at, at, now)).length > 0,
    statuses: rows.map(({ key, health, sentence, tenantId, at: changed }) => ({
      key,
      health,
      sentence,
      tenantId,
      since: new Date(changed).getTime(),
    })),
  };
}
