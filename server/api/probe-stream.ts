import { type TrackedEnvelope, tracked } from '@trpc/server';
import { z } from 'zod';
import { actorOf, type Principal } from '../auth/principal';
import { isHeartbeat } from '../live/heartbeat';
import { describeError, toTRPCError } from './error';
import { whileAnswered } from './heartbeats';
import { type StreamTerms, whileAllowed } from './open-stream';
import { recordRefusal } from './refusal-log';

/** A browser sends it when it reconnects by itself. */
export const lastEventId = z.string().max(20).nullish();

type Call = {
  ctx: { principal: Principal };
  input: { lastEventId?: string | null | undefined };
  signal: AbortSignal | undefined;
  /** Of the procedure. */
  path: string;
};

/**
 * The stream of a probe that an operator starts, event by event, for as long as they are there. `begin` checks, writes the audit row and gives what
 * runs on hosts. Whoever comes back after a lost connection gets `cut` alone: the same probe cannot be resumed, and
 * another must not begin unasked.
 */
export async function* probeStream<Event>(
  { ctx: { principal }, input, signal, path }: Call,
  { kind, cut }: { kind: StreamTerms['kind']; cut: Event },
  begin: () => Promise<(signal: AbortSignal) => AsyncIterable<Event>>,
) {
  if (input.lastEventId) {
    yield tracked('end', cut);
    return;
  }
  // A stream's generator runs after the procedure has answered, so what it refuses gets its code, and its row, here.
  const source = await begin().catch(async (thrown: unknown) => {
    const error = toTRPCError(thrown);
    if (error.code === 'INTERNAL_SERVER_ERROR') throw thrown;
    const { message: sentence } = describeError(error);
    const by = actorOf(principal);
    await recordRefusal({ ...by, action: path, subject: path, sentence, outcome: 'refused' });
    throw error;
  });
  const terms = { kind, principal, needed: 'operator', signal } as const;
  const answered = (allowed: AbortSignal) =>
    whileAnswered(principal, (gone) => source(AbortSignal.any([allowed, gone])));
  let number = 0;
  for await (const event of whileAllowed(terms, answered)) {
    // The client's link keeps heartbeats to itself.
    if (isHeartbeat(event)) yield event as unknown as TrackedEnvelope<Event>;
    else yield tracked(String(++number), event);
  }
}
