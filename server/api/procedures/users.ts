import { z } from 'zod';
import { ROLES } from '../../auth/role';
import {
  createUser,
  endSessionsOf,
  linkForUser,
  listUsers,
  removeUser,
  setDisabled,
  setRole,
  setTenants,
} from '../../auth/users';
import { adminProcedure, router } from '../trpc';
import { accessName, tenantsInput } from './access-input';

const userInput = z.strictObject({ id: z.string().max(64) });

export const users = router({
  list: adminProcedure.query(() => listUsers()),
  /** Gives the link by which the user signs in for the first time. */
  create: adminProcedure
    .input(z.strictObject({ name: accessName, role: z.enum(ROLES), tenants: tenantsInput }))
    .mutation(({ ctx, input }) => createUser(input, ctx.principal)),
  newLink: adminProcedure.input(userInput).mutation(({ ctx, input }) => linkForUser(input.id, ctx.principal)),
  setRole: adminProcedure
    .input(userInput.extend({ role: z.enum(ROLES) }))
    .mutation(({ ctx, input }) => setRole(input.id, input.role, ctx.principal)),
  /** The user's open streams end, and begin again with what is theirs now. */
  setTenants: adminProcedure
    .input(userInput.extend({ tenants: tenantsInput }))
    .mutation(({ ctx, input }) => setTenants(input.id, input.tenants, ctx.principal)),
  /** Ends the user's sessions and open streams too. */
  setDisabled: adminProcedure
    .input(userInput.extend({ disabled: z.boolean() }))
    .mutation(({ ctx, input }) => setDisabled(input.id, input.disabled, ctx.principal)),
  endSessions: adminProcedure
    .input(userInput)
    .mutation(async ({ ctx, input }) => ({ ended: await endSessionsOf(input.id, ctx.principal) })),
  /** Ends the user's sessions and open streams too. */
  remove: adminProcedure.input(userInput).mutation(({ ctx, input }) => removeUser(input.id, ctx.principal)),
});
