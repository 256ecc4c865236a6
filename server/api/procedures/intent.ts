import { fabricId } from '../../intent/fabric-id';
import { intentFor } from '../narrowed/fence-for';
import { redactIntent } from '../redact';
import { router, viewerProcedure } from '../trpc';

export const intent = router({
  get: viewerProcedure.meta({ tenants: 'own' }).query(async ({ ctx }) => {
    const loaded = await intentFor(ctx.principal);
    return {
      intent: ctx.principal.role === 'viewer' ? redactIntent(loaded) : loaded,
      fabric: await fabricId(),
    };
  }),
});
