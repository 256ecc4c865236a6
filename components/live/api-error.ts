import type { ChangeSummary, OverlaneError } from '@/server/api/types';
import type { Fault } from '@/server/model/check';

/** What went wrong with a call, as the page tells it. unreachable: no answer came at all. */
export type ApiError =
  | { code: 'conflict'; sentence: string; since: ChangeSummary[] }
  | { code: 'faults'; sentence: string; faults: Fault[] }
  | { code: 'refused' | 'failed' | 'signed-out' | 'forbidden' | 'unreachable'; sentence: string };

const UNREACHABLE: ApiError = {
  code: 'unreachable',
  sentence: 'The controller does not answer. Nothing was changed as far as this page knows; try again.',
};

export function readApiError(error: unknown): ApiError {
  const data = isRecord(error) && isRecord(error.data) ? error.data : null;
  if (!data || !isRecord(data.overlane)) return UNREACHABLE;
  const own = data.overlane as OverlaneError;
  const sentence = own.sentence.charAt(0).toUpperCase() + own.sentence.slice(1);
  if (own.code === 'conflict' || own.code === 'faults') return { ...own, sentence };
  if (data.code === 'UNAUTHORIZED') return { code: 'signed-out', sentence };
  if (data.code === 'FORBIDDEN') return { code: 'forbidden', sentence };
  return { code: own.code, sentence };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
