import type { Fault } from '@/server/model/check';

/** What went wrong with a call, as the page tells it. */
export type ApiError =
  | { code: 'conflict'; sentence: string; revision: number | null }
  | { code: 'faults'; sentence: string; faults: Fault[] }
  | { code: 'refused'; sentence: string }
  | { code: 'signed-out'; sentence: string }
  | { code: 'forbidden'; sentence: string }
  | { code: 'unreachable'; sentence: string };

export function readApiError(error: unknown): ApiError {
  const data = (error as { data?: unknown } | null)?.data;
  if (!isRecord(data)) {
    return {
      code: 'unreachable',
      sentence: 'The controller does not answer. Nothing was changed as far as this page knows; try again.',
    };
  }
  const message = error instanceof Error ? error.message : 'The controller refused.';
  const own = data.overlane;
  if (isRecord(own)) {
    if (own.code === 'conflict') {
      return {
        code: 'conflict',
        sentence: text(own.sentence) ?? message,
        revision: typeof own.revision === 'number' ? own.revision : null,
      };
    }
    if (own.code === 'faults' && Array.isArray(own.faults)) {
      return { code: 'faults', sentence: message, faults: own.faults as Fault[] };
    }
    if (own.code === 'refused') return { code: 'refused', sentence: text(own.sentence) ?? message };
  }
  if (data.code === 'UNAUTHORIZED')
    return { code: 'signed-out', sentence: 'Your session has ended. Sign in again.' };
  if (data.code === 'FORBIDDEN') return { code: 'forbidden', sentence: message };
  return { code: 'refused', sentence: message };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
