import { getController } from '../../controller/slot';
import { router, viewerProcedure } from '../trpc';

export const getIsolation = viewerProcedure.query(() => getController().isolation());

export const isolation = router({
  /** Whether tenants are apart, worked out now from what the hosts were last seen to hold. */
  get: getIsolation,
});
