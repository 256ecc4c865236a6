import { z } from 'zod';
import { getController } from '../../controller/slot';
import { hostSchema, networkSchema } from '../../model/intent';
import { router, viewerProcedure } from '../trpc';

const agesInput = z.strictObject({ hostId: hostSchema.shape.id, device: networkSchema.shape.bridge });

export const fdb = router({
  /** How old the entries of a device, or of a bridge's ports, are; null: the host was never read. */
  ages: viewerProcedure
    .input(agesInput)
    .query(({ input }) => getController().fdbAges(input.hostId, input.device)),
});
