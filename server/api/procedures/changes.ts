import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import { getController } from '../../controller/slot';
import { commit } from '../../intent/commit';
import { listChanges } from '../../intent/history';
import { inverseOf } from '../../intent/inverse';
import { loadIntent } from '../../intent/load';
import { backTo, between } from '../../intent/past';
import { rolloutSettings, type WantedRollout } from '../../intent/rollout-rows';
import { checkIntent, type Fault } from '../../model/check';
import type { Intent } from '../../model/intent';
import { type Operation, OperationMisfit, operate, operationsSchema } from '../../model/operation';
import { pageInput } from '../page';
import { sentenceSchema } from '../sentence';
import { operatorProcedure, requireRole, router, viewerProcedure } from '../trpc';

const revision = z.number().int().min(0);

/** Milliseconds that a change waits for one that is on its way; checks alone take less. */
const QUIET_LIMIT = 5_000;

export const changes = router({
  /** What committing the operations would do on each host, or why it could not be. Nothing is written or sent. */
  preview: operatorProcedure
    .input(z.strictObject({ base: revision, operations: operationsSchema }))
    .query(async ({ input }) => {
      const present = await loadIntent();
      const current = present.revision;
      const stale = input.base !== current;
      const { intent, faults } = tried(present, input.operations);
      if (faults.length > 0) return { base: input.base, current, stale, faults, hosts: [] };
      const controller = getController();
      const next = { ...intent, revision: current + 1 };
      return {
        base: input.base,
        current,
        stale,
        // What the hosts would refuse stands beside their plans, which go on without it.
        faults: controller.weigh(next).faults,
        hosts: controller.preview(next),
      };
    }),

  /** Commits the operations, whole or not at all; the controller then brings the hosts to it. */
  commit: operatorProcedure
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
      const controller = getController();
      const settings = await rolloutSettings();
      await controller.quiet(QUIET_LIMIT);
      let rollout: WantedRollout | null = null;
      const alsoCheck = (intent: Intent) => {
        const weight = controller.weigh(intent);
        rollout = settings.seconds === 0 || !weight.rollout ? null : { ...weight.rollout, ...settings };
        return weight.faults;
      };
      const request = { ...input, ...actorOf(principal), alsoCheck, rollout: () => rollout };
      const committed = await commit(request);
      // What is committed stays so, whether or not the hosts can be told now; the controller reads it again by itself.
      controller
        .intentChanged()
        .catch((error) => console.error('The controller could not take up the change:', error));
      return committed;
    }),

  /** The newest first. */
  list: viewerProcedure.input(pageInput).query(({ input }) => listChanges(input)),

  /** The operations that undo one revision now. */
  inverse: operatorProcedure
    .input(z.strictObject({ revision }))
    .query(({ input }) => inverseOf(input.revision)),

  /** What differs between two revisions, and who did what between them. */
  between: viewerProcedure
    .input(z.strictObject({ from: revision, to: revision }))
    .query(({ input }) => between(input.from, input.to)),

  /** The operations that bring the fabric back to how it was at a revision. */
  backTo: operatorProcedure.input(z.strictObject({ revision })).query(({ input }) => backTo(input.revision)),
});

function tried(present: Intent, operations: Operation[]): { intent: Intent; faults: Fault[] } {
  try {
    const { intent } = operate(present, operations);
    return { intent, faults: checkIntent(intent) };
  } catch (error) {
    if (!(error instanceof OperationMisfit)) throw error;
    return { intent: present, faults: [{ path: `operations/${error.index}`, sentence: error.message }] };
  }
}
