import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import { getController } from '../../controller/slot';
import { Refused } from '../../intent/error';
import { loadIntent } from '../../intent/load';
import { record } from '../../intent/record';
import { networkSchema } from '../../model/intent';
import { matrixSeats } from '../../model/matrix-seats';
import { operatorProcedure, router, viewerProcedure } from '../trpc';

const setInput = z.strictObject({
  networkId: networkSchema.shape.id,
  /** Minutes between two; null: none any more. */
  everyMinutes: z.number().int().min(5).max(1440).nullable(),
});

/** Matrices that are repeated. */
export const schedule = router({
  list: viewerProcedure.query(() => getController().matrixPlans()),

  set: operatorProcedure
    .input(setInput)
    .mutation(async ({ ctx: { principal }, input: { networkId, everyMinutes } }) => {
      const found = matrixSeats(await loadIntent(), networkId, null);
      // What is gone, or too small by now, can still be taken off.
      if ('refusal' in found) {
        if (everyMinutes !== null) throw new Refused(found.refusal);
        await getController().planMatrix(networkId, null);
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
      await getController().planMatrix(networkId, everyMinutes);
    }),
});
