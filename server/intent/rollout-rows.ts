import { z } from 'zod';
import { database, type Transaction } from '../db/client';
import {
  KEPT_BY,
  type KeptBy,
  ROLLOUT_DEFAULTS,
  ROLLOUT_STAGES,
  type RolloutSettings,
  type RolloutStage,
  rolloutSettingsSchema,
} from '../model/rollout';

export type WantedRollout = {
  /** Ids of the hosts that the change touches. */
  hosts: string[];
  isGuarded: boolean;
  seconds: number;
  by: KeptBy;
};

export type RolloutRow = WantedRollout & {
  revision: number;
  stage: RolloutStage;
  undoId: string | null;
  reason: string | null;
  sentence: string;
  actor: string;
};

/** In the transaction of the change: from then on it is all hosts or none, whatever becomes of the controller. */
export async function createRollout(
  tx: Transaction,
  { hosts, ...row }: WantedRollout & { revision: number; sentence: string; actor: string; at: Date },
): Promise<void> {
  await tx.rollout.create({ data: { ...row, hosts: JSON.stringify(hosts), stage: 'begun' } });
}

/** Those that are neither kept nor undone, oldest first. */
export async function openRollouts(): Promise<RolloutRow[]> {
  const rows = await database().rollout.findMany({
    where: { stage: { in: ['begun', 'keeping', 'undoing'] } },
    orderBy: { revision: 'asc' },
  });
  return rows.map(({ at, ...row }) => ({
    ...row,
    stage: z.enum(ROLLOUT_STAGES).parse(row.stage),
    by: z.enum(KEPT_BY).parse(row.by),
    hosts: z.array(z.string()).parse(JSON.parse(row.hosts)),
  }));
}

export async function saveRollout(
  revision: number,
  data: { stage?: RolloutStage; undoId?: string; reason?: string },
): Promise<void> {
  await database().rollout.update({ where: { revision }, data });
}

const KEY = 'rollout';

export async function rolloutSettings(): Promise<RolloutSettings> {
  const row = await database().setting.findUnique({ where: { key: KEY } });
  const parsed = row ? rolloutSettingsSchema.safeParse(JSON.parse(row.value)) : null;
  return parsed?.success ? parsed.data : ROLLOUT_DEFAULTS;
}

export async function setRolloutSettings(settings: RolloutSettings): Promise<void> {
  const value = JSON.stringify(settings);
  await database().setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } });
}
