import { currentRevision } from '../intent/load';
import { readiness } from './readiness';

export type HealthAnswer = { ok: true; version: string; revision: number } | { ok: false; reason: string };

/** Whether the product serves; no session is asked for, so nothing is told that a stranger could use. */
export async function health(version: string): Promise<HealthAnswer> {
  const now = readiness();
  if (now.state === 'starting') return { ok: false, reason: 'Overlane is starting.' };
  if (now.state === 'failed') return { ok: false, reason: now.reason };
  try {
    return { ok: true, version, revision: await currentRevision() };
  } catch {
    return { ok: false, reason: 'The database does not answer.' };
  }
}
