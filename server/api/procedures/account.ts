import { z } from 'zod';
import { endSessions, ownAccount } from '../../auth/account';
import {
  addPasskey,
  ownPasskeys,
  passkeyNameSchema,
  passkeyOptions,
  passkeyPlace,
  registrationSchema,
  removePasskey,
  renamePasskey,
} from '../../auth/passkey';
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
  /** `offered`: whether browsers offer passkeys where this page is served. */
  passkeys: viewerProcedure.meta({ tenants: 'none' }).query(async ({ ctx: { principal, headers } }) => ({
    offered: passkeyPlace(headers.get('host')) !== null,
    list: await ownPasskeys(principal),
  })),
  passkeyOptions: viewerProcedure
    .meta({ tenants: 'none' })
    .mutation(({ ctx: { principal, headers } }) => passkeyOptions(headers.get('host'), principal)),
  addPasskey: viewerProcedure
    .meta({ tenants: 'none' })
    .input(z.strictObject({ name: passkeyNameSchema, response: registrationSchema }))
    .mutation(({ ctx: { principal, headers }, input }) => addPasskey(input, headers.get('host'), principal)),
  renamePasskey: viewerProcedure
    .meta({ tenants: 'none' })
    .input(z.strictObject({ id: z.string().max(64), name: passkeyNameSchema }))
    .mutation(({ ctx, input }) => renamePasskey(input, ctx.principal)),
  removePasskey: viewerProcedure
    .meta({ tenants: 'none' })
    .input(z.strictObject({ id: z.string().max(64) }))
    .mutation(({ ctx, input }) => removePasskey(input.id, ctx.principal)),
  endOtherSessions: viewerProcedure.meta({ tenants: 'none' }).mutation(async ({ ctx }) => ({
    ended: await endSessions('others', ctx.principal),
  })),
});
