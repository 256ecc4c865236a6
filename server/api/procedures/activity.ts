import { listActivity } from '../../intent/activity';
import { loadIntent } from '../../intent/load';
import { pageInput } from '../page';
import { redactActivity } from '../redact';
import { router, viewerProcedure } from '../trpc';

export const activity = router({
  /** Who did what, the newest first. */
  list: viewerProcedure.input(pageInput).query(async ({ ctx, input }) => {
    const rows = await listActivity(input);
    return ctx.principal.role === 'viewer' ? redactActivity(rows, await loadIntent()) : rows;
  }),
});
