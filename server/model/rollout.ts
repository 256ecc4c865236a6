import { z } from 'zod';

/**
 * begun: on its way. keeping: every host has it and was checked, and their timers are being called off. stuck: it could
 * not be undone in the database, and says why.
 */
export const ROLLOUT_STAGES = ['begun', 'keeping', 'kept', 'undoing', 'undone', 'stuck'] as const;
export type RolloutStage = (typeof ROLLOUT_STAGES)[number];

/** What decides that a change is kept: checks alone, or a person after them. */
export const KEPT_BY = ['checks', 'person'] as const;
export type KeptBy = (typeof KEPT_BY)[number];

/** waiting: for its undo. armed: it has one. applied: read back. checked: read back over a new connection. */
export const HOST_STEPS = ['waiting', 'armed', 'applied', 'checked', 'kept', 'undone'] as const;
export type HostStep = (typeof HOST_STEPS)[number];

/** One change on its way to all of its hosts or none, as the page shows it. */
export type Rollout = {
  revision: number;
  stage: RolloutStage;
  sentence: string;
  actor: string;
  isGuarded: boolean;
  by: KeptBy;
  hosts: { hostId: string; step: HostStep }[];
  /** Milliseconds since the epoch: unless it is kept by then, every host undoes it. null: no host has an undo. */
  deadline: number | null;
  /** What stands against keeping it now. */
  misses: string[];
  /** Every check passed, and a person is to say so. */
  asks: boolean;
  /** Why it was undone, or could not be. */
  reason: string | null;
};

/** `seconds` until hosts undo a change by themselves; 0: each host goes by itself. */
export const rolloutSettingsSchema = z.strictObject({
  seconds: z.union([z.literal(0), z.number().int().min(10).max(600)]),
  by: z.enum(KEPT_BY),
});
export type RolloutSettings = z.infer<typeof rolloutSettingsSchema>;

export const ROLLOUT_DEFAULTS: RolloutSettings = { seconds: 30, by: 'checks' };
