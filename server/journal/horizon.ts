import { database, type Transaction } from '../db/client';

const KEY = 'journal.horizon';

/** Milliseconds since the epoch: older changes were dropped although their day was not over. 0: none were. */
export async function readHorizon(): Promise<number> {
  const row = await database().setting.findUnique({ where: { key: KEY } });
  const value = row ? Number(JSON.parse(row.value)) : 0;
  return Number.isFinite(value) ? value : 0;
}

export async function writeHorizon(tx: Transaction, at: number): Promise<void> {
  const value = JSON.stringify(at);
  await tx.setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } });
}
