import type { ActivityFilter, ActivityKind } from '@/server/api/types';

/** Times that can be chosen. `between` has a beginning and an end of its own. */
export const PERIODS = ['ever', 'hour', 'day', 'between'] as const;
export type Period = (typeof PERIODS)[number];

const HOUR_MS = 3_600_000;
const LAST_MS: Record<Exclude<Period, 'ever' | 'between'>, number> = { hour: HOUR_MS, day: 24 * HOUR_MS };

/** What was chosen, as the fields hold it. Empty and `all`: it does not matter. */
export type FilterFields = {
  kind: ActivityKind | 'all';
  outcome: 'all' | 'done' | 'refused' | 'failed';
  hostId: string;
  tenantId: string;
  text: string;
  period: Period;
  /** As `<input type="datetime-local">` writes it, in this browser's time zone. */
  from: string;
  to: string;
};

export const NO_FILTER: FilterFields = {
  kind: 'all',
  outcome: 'all',
  hostId: '',
  tenantId: '',
  text: '',
  period: 'ever',
  from: '',
  to: '',
};

/** Whether anything is left out. */
export function isFiltered(fields: FilterFields): boolean {
  return (Object.keys(NO_FILTER) as (keyof FilterFields)[]).some((key) => fields[key] !== NO_FILTER[key]);
}

/**
 * The filter that is asked for. `now`: milliseconds since the epoch; a period that ends now begins at a whole minute,
 * so that the same question is the same from one look to the next.
 */
export function filterOf(fields: FilterFields, now: number): ActivityFilter {
  const { kind, outcome, hostId, tenantId, period } = fields;
  const text = fields.text.trim();
  return {
    ...(kind !== 'all' && { kinds: [kind] }),
    ...(outcome !== 'all' && { outcomes: [outcome] }),
    ...(hostId !== '' && { hostId }),
    ...(tenantId !== '' && { tenantId }),
    ...(text !== '' && { text }),
    ...spanOf(period, fields, now),
  };
}

function spanOf(
  period: Period,
  { from, to }: FilterFields,
  now: number,
): Pick<ActivityFilter, 'from' | 'to'> {
  switch (period) {
    case 'ever':
      return {};
    case 'hour':
    case 'day':
      return { from: Math.floor((now - LAST_MS[period]) / 60_000) * 60_000 };
    case 'between': {
      const [begin, end] = [momentOf(from), momentOf(to)];
      return {
        ...(begin !== null && { from: begin }),
        // The minute that was chosen counts as a whole.
        ...(end !== null && { to: end + 59_999 }),
      };
    }
  }
}

/** Milliseconds since the epoch; null: nothing, or no time. */
export function momentOf(text: string): number | null {
  const at = text === '' ? Number.NaN : new Date(text).getTime();
  return Number.isNaN(at) ? null : at;
}
