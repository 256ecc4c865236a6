import { z } from 'zod';
import { hostSchema, networkSchema } from '../../model/intent';
import { controllerFor } from '../narrowed/controller-for';
import { router, viewerProcedure } from '../trpc';

const agesInput = z.strictObject({ hostId: hostSchema.shape.id, device: networkSchema.shape.bridge });

export const fdb = router({
  /** How old the entries of a device, or of a bridge's ports, are; null: the host was never read. */
  ages: viewerProcedure
    .meta({ tenants: 'own' })
    .input(agesInput)
    .query(async ({ ctx: { principal }, input }) =>
      (await controllerFor(principal)).fdbAges(input.hostId, input.device),
    ),
});
