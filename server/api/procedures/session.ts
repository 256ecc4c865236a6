import { actorOf, COMMAND_LINE_ID } from '../../auth/principal';
import { signOut } from '../../auth/session';
import { newLink } from '../../auth/sign-in-link';
import { linkForUser } from '../../auth/users';
import { Refused } from '../../intent/error';
import { record } from '../../intent/record';
import { intentFor } from '../narrowed/fence-for';
import { adminProcedure, router, viewerProcedure } from '../trpc';

export const me = viewerProcedure.meta({ tenants: 'none' }).query(async ({ ctx: { principal } }) => ({
  id: principal.id,
  name: principal.name,
  role: principal.role,
  /** Those that they have and that are there; null: all. */
  tenants: principal.tenants && (await intentFor(principal)).tenants.map(({ id, name }) => ({ id, name })),
}));

export const session = router({
  me,
  /** Ends the session and its open streams. */
  signOut: viewerProcedure.meta({ tenants: 'none' }).mutation(async ({ ctx }) => {
    ctx.setCookie(await signOut(ctx.principal, ctx.headers));
  }),
  /** A sign-in link for whoever asks; for the command line, one for the first admin. */
  newLink: adminProcedure.mutation(async ({ ctx: { principal } }) => {
    if (principal.kind === 'user') return linkForUser(principal.id, principal);
    if (principal.id !== COMMAND_LINE_ID) throw new Refused('A token signs nobody in: sign in to do this.');
    await record({
      ...actorOf(principal),
      action: 'session.newLink',
      subject: 'admin',
      sentence: 'made a sign-in link for the first admin',
      outcome: 'done',
    });
    return newLink(null);
  }),
});
