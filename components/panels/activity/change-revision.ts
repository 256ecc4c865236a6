import type { Activity } from '@/server/api/types';

/** The revision that a row of the audit log committed, or null: only those can be undone. */
export function committedRevision(activity: Activity): number | null {
  if (activity.outcome !== 'done') return null;
  const { detail } = activity;
  if (typeof detail !== 'object' || detail === null || !('revision' in detail)) return null;
  return typeof detail.revision === 'number' ? detail.revision : null;
}
