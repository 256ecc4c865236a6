import { database } from '../db/client';

/**
 * A number greater than that of every earlier start on this database, and, while the clock does not go back, than
 * that of every start on an older copy of it.
 * @param writer for people: which process it is
 */
export async function takeEpoch(writer: string, now = Date.now()): Promise<number> {
  const rows = await database().$queryRaw<{ number: bigint }[]>`
    INSERT INTO "Epoch" ("slot", "number", "writer") VALUES (1, ${now}, ${writer})
    ON CONFLICT ("slot") DO UPDATE SET "number" = max("number" + 1, excluded."number"), "writer" = excluded."writer"
    RETURNING "number"`;
  return Number(rows[0]?.number);
}
