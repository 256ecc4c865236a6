import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import { Refused } from '../../intent/error';
import { record } from '../../intent/record';
import { networkSchema } from '../../model/intent';
import { matrixSeats } from '../../model/matrix-seats';
import { controllerFor } from '../narrowed/controller-for';
import { intentFor } from '../narrowed/fence-for';
import { operatorProcedure, router, viewerProcedure } from '../trpc';

const setInput = z.strictObject({
  networkId: networkSchema.shape.id,
  /** Minutes between two; null: none any more. */
  everyMinutes: z.number().int().min(5).max(1440).nullable(),
});

/** Matrices that are repeated. */
export const schedule = router({
  list: viewerProcedure
    .meta({ tenants: 'own' })
    .query(async ({ ctx: { principal } }) => (await controllerFor(principal)).matrixPlans()),

  set: operatorProcedure
    .meta({ tenants: 'own' })
    .input(setInput)
    .mutation(async ({ ctx: { principal }, input: { networkId, everyMinutes } }) => {
      const controller = await controllerFor(principal);
      const found = matrixSeats(await intentFor(principal), networkId, null);
      // What is gone, or too small by now, can still be taken off.
      if ('refusal' in found) {
        if (everyMinutes !== null) throw new Refused(found.refusal);
        await controller.planMatrix(networkId, null);
        return;
      }
      const { tenant, network, seats } = found;
      const name = `${tenant.name}/${network.name}`;
      await record({
        ...actorOf(principal),
        action: 'ping.schedule',
        subject: name,
        sentence:
          everyMinutes === null
            ? `ended the repeated matrix of ${name}`
            : `has all endpoints of ${name} ping each other every ${everyMinutes} minutes`,
        outcome: 'done',
        detail: { everyMinutes },
        tenantIds: [tenant.id],
        hostIds: [...new Set(seats.map(({ hostId }) => hostId))],
      });
      await controller.planMatrix(networkId, everyMinutes);
    }),
});
