import { getController } from '../../controller/slot';
import { router, viewerProcedure } from '../trpc';

export const isolation = router({
  /** Whether tenants are apart, worked out now from what the hosts were last seen to hold. */
  get: viewerProcedure.query(() => getController().isolation()),
});
