import { z } from 'zod';
import { database } from '../db/client';

/** How much of the disk saved captures may take, and how long each is kept. */
export const captureLimitsSchema = z.strictObject({
  /** Bytes of all files. */
  totalBytes: z.number().int().min(1e6).max(1e12),
  /** Bytes of the files of one user. */
  userBytes: z.number().int().min(1e6).max(1e12),
  hours: z
    .number()
    .int()
    .min(1)
    .max(24 * 365),
});

export type SavedCaptureLimits = z.infer<typeof captureLimitsSchema>;

export const FIRST_LIMITS: SavedCaptureLimits = { totalBytes: 4e9, userBytes: 1e9, hours: 24 };

const KEY = 'captures.limits';

/** As an admin set them, or as they are at first. */
export async function readCaptureLimits(): Promise<SavedCaptureLimits> {
  const row = await database().setting.findUnique({ where: { key: KEY } });
  const parsed = captureLimitsSchema.safeParse(row && JSON.parse(row.value));
  return parsed.success ? parsed.data : FIRST_LIMITS;
}

export async function writeCaptureLimits(limits: SavedCaptureLimits): Promise<void> {
  const value = JSON.stringify(limits);
  await database().setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } });
}
