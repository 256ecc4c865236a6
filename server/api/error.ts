import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { AuthError } from '../auth/error';
import { ControllerNotRunning } from '../controller/slot';
import { Conflict, Faults, Refused } from '../intent/error';
import type { ChangeSummary } from '../intent/history';
import type { Fault } from '../model/check';

/** What every error carries in `data.overlane`, besides tRPC's own code. */
export type OverlaneError =
  | { code: 'conflict'; sentence: string; current: number; since: ChangeSummary[] }
  | { code: 'faults'; sentence: string; faults: Fault[] }
  | { code: 'refused'; sentence: string }
  | { code: 'failed'; sentence: string };

/** Said already, in words that are fit for whoever asked. */
export class Told extends Error {
  readonly overlane: OverlaneError;
  constructor(overlane: OverlaneError) {
    super(overlane.sentence);
    this.name = 'Told';
    this.overlane = overlane;
  }
}

const FAILED =
  'Something failed inside Overlane. Nothing was changed as far as this answer knows; the log of the product has the reason.';

/** Gives errors of our own the tRPC code, and so the HTTP status, that fits. */
export function toTRPCError(error: unknown): TRPCError {
  if (error instanceof TRPCError && !(error.code === 'INTERNAL_SERVER_ERROR' && error.cause)) return error;
  const cause = error instanceof TRPCError ? error.cause : error;
  const code = codeOf(cause);
  if (code === null) return new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: FAILED, cause });
  return new TRPCError({ code, message: (cause as Error).message, cause });
}

function codeOf(cause: unknown): TRPCError['code'] | null {
  if (cause instanceof Conflict) return 'CONFLICT';
  if (cause instanceof Faults) return 'UNPROCESSABLE_CONTENT';
  if (cause instanceof Refused || cause instanceof AuthError) return 'PRECONDITION_FAILED';
  if (cause instanceof ControllerNotRunning) return 'SERVICE_UNAVAILABLE';
  // What the controller throws for a person has a sentence; its classes belong to stages that are not ours to import.
  return cause instanceof Error && 'fault' in cause ? 'PRECONDITION_FAILED' : null;
}

/** The body of an error: no stack, no SQL, no path of this machine. */
export function describeError(error: TRPCError): { message: string; overlane: OverlaneError } {
  const { cause } = error;
  if (error.code === 'INTERNAL_SERVER_ERROR')
    return { message: FAILED, overlane: { code: 'failed', sentence: FAILED } };
  const sentence = error.message;
  if (cause instanceof Told) return { message: sentence, overlane: cause.overlane };
  if (cause instanceof Conflict) {
    const { current, since } = cause;
    return { message: sentence, overlane: { code: 'conflict', sentence, current, since } };
  }
  if (cause instanceof Faults) {
    return { message: sentence, overlane: { code: 'faults', sentence, faults: cause.faults } };
  }
  if (cause instanceof z.ZodError) {
    const faults = inputFaults(cause);
    const told = faults.map((fault) => fault.sentence).join('; ');
    return { message: told, overlane: { code: 'faults', sentence: told, faults } };
  }
  return { message: sentence, overlane: { code: 'refused', sentence } };
}

/** Faults of input that are told; a fuzzer's thousand are not. */
const MOST_FAULTS = 100;

function inputFaults(error: z.ZodError): Fault[] {
  return error.issues.slice(0, MOST_FAULTS).map((issue) => {
    const path = issue.path.map(String).join('/');
    // Our own schemas tell whole sentences; zod's words are about a place.
    const own = issue.code === 'custom' || issue.code === 'invalid_format';
    return { path, sentence: own || path === '' ? issue.message : `${path}: ${issue.message}` };
  });
}
