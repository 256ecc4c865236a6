import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { actorOf, type Principal } from '../../auth/principal';
import { getController } from '../../controller/slot';
import type { PathAnswer } from '../../diagnose/path/answer';
import { NoPath, type PathWish } from '../../diagnose/path/scene';
import { Refused } from '../../intent/error';
import { loadIntent } from '../../intent/load';
import { record } from '../../intent/record';
import { endpointLabel, endpointSchema, type Intent } from '../../model/intent';
import { operatorProcedure, router, viewerProcedure } from '../trpc';

const pathInput = z.strictObject({
  /** Endpoints. */
  from: endpointSchema.shape.id,
  to: endpointSchema.shape.id,
  family: z.union([z.literal(4), z.literal(6)]).optional(),
});

/** Paths that are probed at once, over all users: each takes up to ten processes on two hosts. */
const MOST_AT_ONCE = 4;
let running = 0;

export const path = router({
  /** What is known of the way from one endpoint to another, hop by hop. Nothing is sent. */
  walk: viewerProcedure
    .input(pathInput)
    .query(({ input, signal }) => answered(() => getController().path(input, false, signal ?? never()))),

  /** The same with both hosts read anew, and marked packets sent both ways. */
  find: operatorProcedure.input(pathInput).mutation(async ({ ctx: { principal }, input, signal }) => {
    if (running >= MOST_AT_ONCE) {
      const message = `${running} paths are being probed, which is the most: try again in a moment.`;
      throw new TRPCError({ code: 'TOO_MANY_REQUESTS', message });
    }
    running += 1;
    try {
      const answer = await answered(() => getController().path(input, true, signal ?? never()));
      await recordPath(principal, await loadIntent(), input, answer);
      return answer;
    } finally {
      running -= 1;
    }
  }),
});

async function answered(work: () => Promise<PathAnswer>): Promise<PathAnswer> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof NoPath ? new Refused(error.message) : error;
  }
}

async function recordPath(by: Principal, intent: Intent, { from, to }: PathWish, answer: PathAnswer) {
  const ends = [from, to].flatMap((id) =>
    intent.tenants.flatMap((tenant) =>
      tenant.endpoints
        .filter((endpoint) => endpoint.id === id)
        .map((endpoint) => ({ tenant, endpoint, label: endpointLabel(tenant, endpoint, intent.hosts) })),
    ),
  );
  const [a, b] = ends;
  if (!a || !b) return;
  await record({
    ...actorOf(by),
    action: 'path',
    subject: a.label,
    sentence: `probed the path from ${a.label} to ${b.label}: ${answer.sentence}`,
    outcome: 'done',
    detail: { verdict: answer.verdict, probes: answer.probes.map(({ sentence }) => sentence) },
    tenantIds: [a.tenant.id],
    hostIds: [...new Set([a.endpoint.hostId, b.endpoint.hostId])],
  });
}

function never(): AbortSignal {
  return new AbortController().signal;
}
