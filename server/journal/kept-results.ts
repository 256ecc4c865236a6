import { database } from '../db/client';

/** What kinds of probes have results that are kept, and how many of each at most: the newest. */
const MOST = { ping: 100, sweep: 100, matrix: 100, mtu: 100, path: 200 } as const;
/** Characters of JSON; what is larger is not kept. */
const MOST_CHARACTERS = 512 * 1024;

export type ResultKind = keyof typeof MOST;

/** One line about a probe: what was probed, by whom, when, and what came of it. */
export type ResultLine = {
  kind: ResultKind;
  /** What was probed, by ids: a network, or both ends. */
  key: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** Who started it; `schedule` where nobody did. */
  actor: string;
  /** What was probed, in words. */
  subject: string;
  outcome: 'good' | 'bad' | 'unknown';
  sentence: string;
};

/** The last result of one kind for one thing; `result` as the probe gave it. */
export type KeptResult = ResultLine & { result: unknown };

/** The result of a kind for a thing takes the place of the one before; beyond the bounds the oldest go. */
export async function keepResult({ at, result, ...kept }: KeptResult): Promise<void> {
  const text = JSON.stringify(result);
  if (text.length > MOST_CHARACTERS) return;
  const { kind, key } = kept;
  const row = { ...kept, at: new Date(at), result: text };
  await database().$transaction(async (tx) => {
    await tx.probeResult.upsert({ where: { kind_key: { kind, key } }, create: row, update: row });
    const old = await tx.probeResult.findMany({
      where: { kind },
      orderBy: { at: 'desc' },
      skip: MOST[kind],
      select: { id: true },
    });
    if (old.length > 0) await tx.probeResult.deleteMany({ where: { id: { in: old.map(({ id }) => id) } } });
  });
}

/** null: nothing of that kind was probed there, or it is too long ago. */
export async function lastResult(kind: ResultKind, key: string): Promise<KeptResult | null> {
  const row = await database().probeResult.findUnique({ where: { kind_key: { kind, key } } });
  return row && { ...lineOf(row), result: JSON.parse(row.result) as unknown };
}

/** The newest first. */
export async function recentResults(kinds: readonly ResultKind[], limit: number): Promise<ResultLine[]> {
  const rows = await database().probeResult.findMany({
    where: { kind: { in: [...kinds] } },
    orderBy: { at: 'desc' },
    take: limit,
    omit: { result: true },
  });
  return rows.map(lineOf);
}

type Row = {
  kind: string;
  key: string;
  at: Date;
  actor: string;
  subject: string;
  outcome: string;
  sentence: string;
};

function lineOf({ kind, key, at, actor, subject, outcome, sentence }: Row): ResultLine {
  return {
    kind: kind as ResultKind,
    key,
    at: at.getTime(),
    actor,
    subject,
    outcome: outcome as ResultLine['outcome'],
    sentence,
  };
}
