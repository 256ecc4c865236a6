import { z } from 'zod';
import { actorOf, type Principal } from '../../auth/principal';
import { record } from '../../intent/record';
import { ID_PATTERN } from '../../model/ids';
import { controllerFor } from '../narrowed/controller-for';
import { intentFor } from '../narrowed/fence-for';
import { adminProcedure, router } from '../trpc';

const id = z.string().regex(ID_PATTERN, 'a key is known by "fabric" or by the id that a host names');
const keyInput = z.strictObject({ id });

/** `the SSH key of node01`, or of the installation. */
async function nameOf(principal: Principal, keyId: string): Promise<{ subject: string; hostIds: string[] }> {
  if (keyId === 'fabric') return { subject: 'the SSH key of this installation', hostIds: [] };
  const { hosts } = await intentFor(principal);
  const users = hosts.filter(({ key }) => key.kind === 'generated' && key.id === keyId);
  const names = users.map(({ name }) => name).join(', ') || 'no host';
  return { subject: `the SSH key of ${names}`, hostIds: users.map((host) => host.id) };
}

async function deed(principal: Principal, action: string, keyId: string, words: (s: string) => string) {
  const { subject, hostIds } = await nameOf(principal, keyId);
  await record({
    ...actorOf(principal),
    action: `keys.${action}`,
    subject,
    sentence: words(subject),
    outcome: 'done',
    hostIds,
  });
}

/** Key pairs that Overlane made to log in to hosts. No answer ever holds a private half. */
export const keys = router({
  list: adminProcedure.query(async ({ ctx }) => (await controllerFor(ctx.principal)).keys.list()),

  /** One key, for its line of `authorized_keys`; made where nobody asked for it yet. */
  get: adminProcedure
    .input(keyInput)
    .query(async ({ ctx, input }) => (await controllerFor(ctx.principal)).keys.get(input.id)),

  /** Makes the key that is to follow. Hosts are asked with the present one until it is changed over to. */
  renew: adminProcedure.input(keyInput).mutation(async ({ ctx: { principal }, input }) => {
    await deed(principal, 'renew', input.id, (key) => `made a new key that is to follow ${key}`);
    return (await controllerFor(principal)).keys.renew(input.id);
  }),

  /** Whether each host lets the new key in. Nothing is run there. */
  tryNext: adminProcedure.input(keyInput).mutation(async ({ ctx: { principal }, input }) => {
    await deed(
      principal,
      'tryNext',
      input.id,
      (key) => `tried at its hosts the key that is to follow ${key}`,
    );
    return (await controllerFor(principal)).keys.tryNext(input.id);
  }),

  /** From now on the new key is the one, where all hosts let it in or `anyway`. */
  switchOver: adminProcedure
    .input(keyInput.extend({ publicLine: z.string().max(300), anyway: z.boolean() }))
    .mutation(async ({ ctx: { principal }, input }) => {
      const after = await (await controllerFor(principal)).keys.switchOver(
        input.id,
        input.publicLine,
        input.anyway,
      );
      await deed(principal, 'switchOver', input.id, (key) => `changed ${key} for ${after.fingerprint}`);
      return after;
    }),

  /** The new key is thrown away. */
  discardNext: adminProcedure.input(keyInput).mutation(async ({ ctx: { principal }, input }) => {
    await deed(principal, 'discardNext', input.id, (key) => `threw away the key that was to follow ${key}`);
    return (await controllerFor(principal)).keys.discardNext(input.id);
  }),
});
