import { fabricId, loadIntent } from '../../intent/load';
import { redactIntent } from '../redact';
import { router, viewerProcedure } from '../trpc';

export const intent = router({
  get: viewerProcedure.query(async ({ ctx }) => {
    const loaded = await loadIntent();
    return {
      intent: ctx.principal.role === 'viewer' ? redactIntent(loaded) : loaded,
      fabric: await fabricId(),
    };
  }),
});
