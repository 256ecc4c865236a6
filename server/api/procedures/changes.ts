import { z } from 'zod';
import { backTo, between } from '../../intent/past';
import { rolloutSettings, type WantedRollout } from '../../intent/rollout-rows';
import type { Intent } from '../../model/intent';
import { operationsSchema } from '../../model/operation';
import { commitFor, inverseFor, listChangesFor, tryFor } from '../narrowed/changes-for';
import { controllerFor } from '../narrowed/controller-for';
import { pageInput } from '../page';
import { sentenceSchema } from '../sentence';
import { operatorProcedure, requireRole, router, viewerProcedure } from '../trpc';

const revision = z.number().int().min(0);

/** Milliseconds that a change waits for one that is on its way; checks alone take less. */
const QUIET_LIMIT = 5_000;

export const changes = router({
  /** What committing the operations would do on each host, or why it could not be. Nothing is written or sent. */
  preview: operatorProcedure
    .meta({ tenants: 'own' })
    .input(z.strictObject({ base: revision, operations: operationsSchema }))
    .query(async ({ ctx: { principal }, input: { base, operations } }) => {
      const { intent, faults, ...tried } = await tryFor(principal, { base, operations });
      if (faults.length > 0) return { base, ...tried, faults, hosts: [] };
      const controller = await controllerFor(principal);
      const next = { ...intent, revision: tried.current + 1 };
      return {
        base,
        ...tried,
        // What the hosts would refuse stands beside their plans, which go on without it.
        faults: controller.weigh(next).faults,
        hosts: controller.preview(next),
      };
    }),

  /** Commits the operations, whole or not at all; the controller then brings the hosts to it. */
  commit: operatorProcedure
    .meta({ tenants: 'own' })
    .input(
      z.strictObject({
        base: revision,
        operations: operationsSchema,
        sentence: sentenceSchema.optional(),
        undoes: revision.optional(),
      }),
    )
    .mutation(async ({ ctx: { principal }, input }) => {
      if (input.operations.some((operation) => operation.op.startsWith('host.'))) {
        requireRole(principal, 'admin', 'Adding, changing or removing a host');
      }
      const controller = await controllerFor(principal);
      const settings = await rolloutSettings();
      await controller.quiet(QUIET_LIMIT);
      let rollout: WantedRollout | null = null;
      const alsoCheck = (intent: Intent) => {
        const weight = controller.weigh(intent);
        rollout = settings.seconds === 0 || !weight.rollout ? null : { ...weight.rollout, ...settings };
        return weight.faults;
      };
      const committed = await commitFor(principal, { ...input, alsoCheck, rollout: () => rollout });
      // What is committed stays so, whether or not the hosts can be told now; the controller reads it again by itself.
      controller
        .intentChanged()
        .catch((error) => console.error('The controller could not take up the change:', error));
      return committed;
    }),

  /** The newest first. */
  list: viewerProcedure
    .meta({ tenants: 'own' })
    .input(pageInput)
    .query(({ ctx: { principal }, input }) => listChangesFor(principal, input)),

  /** The operations that undo one revision now. */
  inverse: operatorProcedure
    .meta({ tenants: 'own' })
    .input(z.strictObject({ revision }))
    .query(({ ctx: { principal }, input }) => inverseFor(principal, input.revision)),

  /** What differs between two revisions, and who did what between them. */
  between: viewerProcedure
    .meta({ tenants: 'all' })
    .input(z.strictObject({ from: revision, to: revision }))
    .query(({ input }) => between(input.from, input.to)),

  /** The operations that bring the fabric back to how it was at a revision. */
  backTo: operatorProcedure
    .meta({ tenants: 'all' })
    .input(z.strictObject({ revision }))
    .query(({ input }) => backTo(input.revision)),
});
