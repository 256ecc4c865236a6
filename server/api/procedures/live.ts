import { tracked } from '@trpc/server';
import { z } from 'zod';
import type { Principal } from '../../auth/principal';
import type { Role } from '../../auth/role';
import { hostSchema } from '../../model/intent';
import { controllerFor } from '../narrowed/controller-for';
import { intentFor } from '../narrowed/fence-for';
import { whileAllowed } from '../open-stream';
import { liveRedactor } from '../redact';
import { router, viewerProcedure } from '../trpc';

const watchInput = z
  .strictObject({
    /** The last event id that the caller has; absent or null: begin with a snapshot. */
    after: z.number().int().min(0).nullish(),
    /** The same, as a browser sends it when it reconnects. */
    lastEventId: z
      .string()
      .regex(/^\d{1,16}$/, 'an event id is a number')
      .nullish(),
  })
  .optional();

async function* watch(
  input: z.infer<typeof watchInput>,
  principal: Principal,
  signal: AbortSignal | undefined,
  seenAs: Role,
) {
  const redact = seenAs === 'viewer' ? liveRedactor(await intentFor(principal)) : null;
  const after = input?.lastEventId ? Number(input.lastEventId) : (input?.after ?? null);
  const terms = { kind: 'live', principal, needed: 'viewer', signal } as const;
  const controller = await controllerFor(principal);
  for await (const event of whileAllowed(terms, (both) => controller.watch(after, both))) {
    yield tracked(String(event.id), redact ? redact(event) : event);
  }
}

export const live = router({
  /** The state as it is now, and then everything that happens. */
  watch: viewerProcedure
    .meta({ tenants: 'own' })
    .input(watchInput)
    .subscription(({ ctx: { principal }, input, signal }) => watch(input, principal, signal, principal.role)),

  /** For the next 30 s somebody looks at these hosts: their counters come fast. */
  look: viewerProcedure
    .meta({ tenants: 'own' })
    .input(z.strictObject({ hostIds: z.array(hostSchema.shape.id).min(1).max(500) }))
    .mutation(async ({ ctx: { principal }, input }) => (await controllerFor(principal)).look(input.hostIds)),
});

/** As a viewer sees it, whoever looks: a wall is seen by strangers. */
export const liveForAll = router({
  watch: viewerProcedure
    .meta({ tenants: 'own' })
    .input(watchInput)
    .subscription(({ ctx: { principal }, input, signal }) => watch(input, principal, signal, 'viewer')),
});
