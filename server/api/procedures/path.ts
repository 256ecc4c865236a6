import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { actorOf, type Principal } from '../../auth/principal';
import type { PathAnswer } from '../../diagnose/path/answer';
import type { PathWish } from '../../diagnose/path/scene';
import { Refused } from '../../intent/error';
import { record } from '../../intent/record';
import { endpointLabel, endpointSchema, type Intent } from '../../model/intent';
import { keep } from '../kept-results';
import { controllerFor } from '../narrowed/controller-for';
import { intentFor } from '../narrowed/fence-for';
import { operatorProcedure, router, viewerProcedure } from '../trpc';

const from = endpointSchema.shape.id;
const pathInput = z.union([
  /** Endpoints. */
  z.strictObject({
    from,
    to: endpointSchema.shape.id,
    family: z.union([z.literal(4), z.literal(6)]).optional(),
  }),
  /** An endpoint, and an address as people write it; which are none is told in words. */
  z.strictObject({ from, address: z.string().max(100) }),
]);

/** Paths that are probed at once, over all users: each takes up to ten processes on two hosts. */
const MOST_AT_ONCE = 4;
let running = 0;

export const path = router({
  /** What is known of the way from an endpoint to another or to an address, hop by hop. Nothing is sent. */
  walk: viewerProcedure
    .meta({ tenants: 'own' })
    .input(pathInput)
    .query(async ({ ctx: { principal }, input, signal }) => {
      const controller = await controllerFor(principal);
      return answered(() => controller.path(input, false, signal ?? never()));
    }),

  /** The same with the hosts read anew, and marked packets sent. */
  find: operatorProcedure
    .meta({ tenants: 'own' })
    .input(pathInput)
    .mutation(async ({ ctx: { principal }, input, signal }) => {
      if (running >= MOST_AT_ONCE) {
        const message = `${running} paths are being probed, which is the most: try again in a moment.`;
        throw new TRPCError({ code: 'TOO_MANY_REQUESTS', message });
      }
      running += 1;
      try {
        const controller = await controllerFor(principal);
        const answer = await answered(() => controller.path(input, true, signal ?? never()));
        const at = await recordPath(principal, await intentFor(principal), input, answer);
        if (at) {
          const { verdict, sentence } = answer;
          const outcome = verdict === 'ok' ? 'good' : verdict === 'unproven' ? 'unknown' : 'bad';
          const subject = `${at.from} → ${at.to}`;
          const key = `${input.from} ${'to' in input ? input.to : input.address}`;
          const result = { wish: input, ...at, answer };
          await keep({ kind: 'path', key, actor: principal.name, subject, outcome, sentence, result });
        }
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
    // The controller runs in a bundle of its own, with a class of its own.
    throw error instanceof Error && error.name === 'NoPath' ? new Refused(error.message) : error;
  }
}

async function recordPath(by: Principal, intent: Intent, wish: PathWish, answer: PathAnswer) {
  const ends = [wish.from, 'to' in wish ? wish.to : ''].flatMap((id) =>
    intent.tenants.flatMap((tenant) =>
      tenant.endpoints
        .filter((endpoint) => endpoint.id === id)
        .map((endpoint) => ({ tenant, endpoint, label: endpointLabel(tenant, endpoint, intent.hosts) })),
    ),
  );
  const [a, b] = ends;
  const to = 'to' in wish ? b?.label : wish.address;
  if (!a || to === undefined) return null;
  await record({
    ...actorOf(by),
    action: 'path',
    subject: a.label,
    sentence: `probed the path from ${a.label} to ${to}: ${answer.sentence}`,
    outcome: 'done',
    detail: { verdict: answer.verdict, probes: answer.probes.map(({ sentence }) => sentence) },
    tenantIds: [a.tenant.id],
    hostIds: [...new Set(ends.map(({ endpoint }) => endpoint.hostId))],
  });
  return { from: a.label, to };
}

function never(): AbortSignal {
  return new AbortController().signal;
}
