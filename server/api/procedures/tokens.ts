import { z } from 'zod';
import { createToken, listTokens, revokeToken } from '../../auth/api-token';
import { ROLES } from '../../auth/role';
import { router, viewerProcedure } from '../trpc';
import { accessName, goodForDays, tenantsInput } from './access-input';

export const tokens = router({
  /** One's own; all of them for an admin. */
  list: viewerProcedure.meta({ tenants: 'none' }).query(({ ctx: { principal } }) => listTokens(principal)),
  /** Gives the token's text, once. */
  create: viewerProcedure
    .meta({ tenants: 'none' })
    .input(
      z.strictObject({ name: accessName, role: z.enum(ROLES), days: goodForDays, tenants: tenantsInput }),
    )
    .mutation(({ ctx, input }) => createToken(input, ctx.principal)),
  /** Ends its open streams too. */
  revoke: viewerProcedure
    .meta({ tenants: 'none' })
    .input(z.strictObject({ id: z.string().max(64) }))
    .mutation(({ ctx, input }) => revokeToken(input.id, ctx.principal)),
});
