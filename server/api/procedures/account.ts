import { z } from 'zod';
import { endSessions, ownAccount } from '../../auth/account';
import { setPassword } from '../../auth/password';
import { router, viewerProcedure } from '../trpc';

/** More than a password may have: what is too long is told by the rule, in words. */
const password = z.string().max(1_000);

/** One's own, whoever it is. */
export const account = router({
  get: viewerProcedure.meta({ tenants: 'none' }).query(({ ctx: { principal } }) => ownAccount(principal)),
  /** Ends all other sessions. `current`: not needed soon after a sign-in by link. */
  setPassword: viewerProcedure
    .meta({ tenants: 'none' })
    .input(z.strictObject({ current: password.nullable(), next: password }))
    .mutation(({ ctx, input }) => setPassword(input, ctx.principal)),
  endSession: viewerProcedure
    .meta({ tenants: 'none' })
    .input(z.strictObject({ id: z.string().max(64) }))
    .mutation(async ({ ctx, input }) => ({ ended: await endSessions(input, ctx.principal) })),
  endOtherSessions: viewerProcedure.meta({ tenants: 'none' }).mutation(async ({ ctx }) => ({
    ended: await endSessions('others', ctx.principal),
  })),
});
