import { TRPCError } from '@trpc/server';
import type { Principal } from '../../auth/principal';
import type { Fence } from '../../narrow/fence';
import { withoutOthersDeep } from '../../narrow/words';
import { describeError, Told, toTRPCError } from '../error';
import { fenceFor } from './fence-for';

/** Milliseconds for which the words of others are kept that a stream leaves out. */
const WORDS_FOR_MS = 1_000;

/** What a procedure answers, or yields, without any word of tenants that somebody does not have. */
export async function answerFor(principal: Principal, answer: unknown): Promise<unknown> {
  if (isStream(answer)) return streamFor(principal, answer);
  const fence = await fenceFor(principal);
  return fence ? withoutOthersDeep(answer, fence) : answer;
}

export async function errorFor(principal: Principal, error: unknown): Promise<TRPCError> {
  const fence = await fenceFor(principal);
  return fence ? narrowError(error, fence) : toTRPCError(error);
}

function narrowError(error: unknown, fence: Fence): TRPCError {
  const { code, ...own } = ofTRPC(error);
  const overlane = withoutOthersDeep(own.overlane, fence);
  return new TRPCError({
    code,
    message: withoutOthersDeep(own.message, fence),
    cause: new Told(overlane),
  });
}

function ofTRPC(error: unknown) {
  const known = toTRPCError(error);
  return { code: known.code, ...describeError(known) };
}

async function* streamFor(principal: Principal, source: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  let fence = await fenceFor(principal);
  let at = Date.now();
  try {
    for await (const item of source) {
      if (Date.now() - at > WORDS_FOR_MS) {
        fence = await fenceFor(principal);
        at = Date.now();
      }
      yield fence ? withoutOthersDeep(item, fence) : item;
    }
  } catch (error) {
    throw fence ? narrowError(error, fence) : error;
  }
}

function isStream(answer: unknown): answer is AsyncIterable<unknown> {
  return typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;
}
