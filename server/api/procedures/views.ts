import { z } from 'zod';
import { createView, listViews, revokeView } from '../../auth/view-link';
import { adminProcedure, router } from '../trpc';
import { accessName, goodForDays, tenantsInput } from './access-input';

/** Addresses of wall displays, which need no account. */
export const views = router({
  list: adminProcedure.query(() => listViews()),
  /** Gives the address, once. */
  create: adminProcedure
    .input(z.strictObject({ name: accessName, days: goodForDays, tenants: tenantsInput }))
    .mutation(({ ctx, input }) => createView(input, ctx.principal)),
  /** Ends what it shows now too. */
  revoke: adminProcedure
    .input(z.strictObject({ id: z.string().max(64) }))
    .mutation(({ ctx, input }) => revokeView(input.id, ctx.principal)),
});
