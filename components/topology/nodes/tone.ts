import type { CSSProperties } from 'react';
import type { HealthName } from '@/components/ui/health-badge';
import type { Ghost, Mark } from '../graph/fabric-graph';

/** A tenant's colours as `--tone` and `--tone-soft`; stale things are grey. */
export function tenantTone(color: number, stale: boolean): CSSProperties {
  return {
    '--tone': stale ? 'var(--unknown)' : `var(--tenant-${color})`,
    '--tone-soft': stale ? 'var(--unknown-soft)' : `var(--tenant-${color}-soft)`,
  } as CSSProperties;
}

export const GHOST_WORD: Record<Exclude<Ghost, 'none'>, string> = {
  new: 'new',
  changed: 'changed',
  removed: 'will be removed',
};

export const HEALTH_COLOR: Record<HealthName, string> = {
  healthy: 'var(--healthy)',
  degraded: 'var(--degraded)',
  failed: 'var(--failed)',
  unknown: 'var(--unknown)',
  pending: 'var(--pending)',
};

/** What is said of a thing beside its name: the draft first, then what is wrong. Nothing where all is well. */
export function remark(ghost: Ghost, mark: Mark): string | null {
  if (ghost !== 'none') return GHOST_WORD[ghost];
  if (mark.health === 'healthy') return null;
  // The lane says it once for all that is in it.
  if (mark.stale) return mark.health === 'unknown' ? null : `was ${mark.health}`;
  return mark.health;
}

/** Colour of a thing's border and lines. */
export function strokeOf(ghost: Ghost, mark: Mark): string {
  if (ghost === 'removed') return 'var(--failed)';
  if (ghost === 'new' || mark.stale) return 'var(--tone)';
  return mark.health === 'failed' || mark.health === 'degraded' ? HEALTH_COLOR[mark.health] : 'var(--tone)';
}

export function dashed(ghost: Ghost): boolean {
  return ghost === 'new' || ghost === 'removed';
}
