import { z } from 'zod';
import { adoptOperations, adoptSentence } from '../../adopt/operations';
import { actorOf } from '../../auth/principal';
import { commit } from '../../intent/commit';
import { Faults } from '../../intent/error';
import type { Intent } from '../../model/intent';
import { tenantNameSchema } from '../../model/intent';
import { controllerFor } from '../narrowed/controller-for';
import { intentFor } from '../narrowed/fence-for';
import { recordRefusal } from '../refusal-log';
import { operatorProcedure, router, viewerProcedure } from '../trpc';

const chosen = z.strictObject({
  key: z.string().max(32),
  digest: z.string().max(32),
  name: tenantNameSchema.optional(),
});

export const adopt = router({
  /** What people built on the hosts by hand: tenants that can be adopted, those that cannot, and what is neither. */
  find: viewerProcedure
    .meta({ tenants: 'own' })
    .query(async ({ ctx: { principal } }) => (await controllerFor(principal)).proposal()),

  /**
   * Adopts the chosen tenants as they are on the hosts now. Refused where a host changed since they were found: what is
   * written is what somebody saw.
   */
  commit: operatorProcedure
    .meta({ tenants: 'all' })
    .input(z.strictObject({ base: z.number().int().min(0), chosen: z.array(chosen).min(1).max(1000) }))
    .mutation(async ({ ctx: { principal }, input: { base, chosen } }) => {
      const controller = await controllerFor(principal);
      const { operations, faults } = adoptOperations(
        await intentFor(principal),
        controller.proposal(),
        chosen,
      );
      if (faults.length > 0) {
        const sentence = faults.map((fault) => fault.sentence).join('; ');
        const subject = faults
          .map(({ path }) => path)
          .join(', ')
          .slice(0, 200);
        await recordRefusal({
          ...actorOf(principal),
          action: 'adopt.commit',
          subject,
          sentence,
          outcome: 'refused',
        });
        throw new Faults(faults);
      }
      const sentence = adoptSentence(operations);
      const alsoCheck = (intent: Intent) => controller.newRefusals(intent);
      const committed = await commit({ base, operations, sentence, ...actorOf(principal), alsoCheck });
      controller
        .intentChanged()
        .catch((error) => console.error('The controller could not take up the change:', error));
      return committed;
    }),
});
