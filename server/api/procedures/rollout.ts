import { z } from 'zod';
import { actorOf, type Principal } from '../../auth/principal';
import type { Controller } from '../../controller/face';
import { Refused } from '../../intent/error';
import { record } from '../../intent/record';
import { rolloutSettings, setRolloutSettings } from '../../intent/rollout-rows';
import { rolloutSettingsSchema } from '../../model/rollout';
import { controllerFor } from '../narrowed/controller-for';
import { intentFor } from '../narrowed/fence-for';
import { rolloutsFor } from '../narrowed/rollouts-for';
import { loginsOf, redactRollout } from '../redact';
import { adminProcedure, operatorProcedure, router, viewerProcedure } from '../trpc';

const which = z.strictObject({ revision: z.number().int().min(1) });

export const rollout = router({
  /** Changes on their way to all of their hosts or none, and the last ones that came to an end. */
  list: viewerProcedure.meta({ tenants: 'own' }).query(async ({ ctx }) => {
    const all = await rolloutsFor(ctx.principal);
    if (ctx.principal.role !== 'viewer') return all;
    const logins = loginsOf(await intentFor(ctx.principal));
    return all.map((one) => redactRollout(one, logins));
  }),

  /** Keeps a change, whatever the checks say. */
  keep: operatorProcedure
    .meta({ tenants: 'own' })
    .input(which)
    .mutation(({ ctx: { principal }, input: { revision } }) =>
      decide(
        principal,
        'rollout.keep',
        revision,
        `asked to keep revision ${revision} on all of its hosts`,
        (controller) => controller.keepRollout(revision),
      ),
    ),

  /** Undoes a change on all of its hosts, now. */
  undo: operatorProcedure
    .meta({ tenants: 'own' })
    .input(which)
    .mutation(({ ctx: { principal }, input: { revision } }) =>
      decide(
        principal,
        'rollout.undo',
        revision,
        `asked to undo revision ${revision} on all of its hosts`,
        (controller) => controller.undoRollout(revision, principal.name),
      ),
    ),

  settings: viewerProcedure.meta({ tenants: 'none' }).query(() => rolloutSettings()),

  /** Until when hosts undo a change by themselves, and who keeps it. It counts for changes from now on. */
  set: adminProcedure.input(rolloutSettingsSchema).mutation(async ({ ctx: { principal }, input }) => {
    const sentence =
      input.seconds === 0
        ? 'changes go to each host by itself'
        : `changes go to all hosts or none, within ${input.seconds} s, kept by ${input.by === 'checks' ? 'checks' : 'a person'}`;
    await record({
      actor: principal.name,
      action: 'rollout.set',
      subject: 'all hosts or none',
      sentence,
      outcome: 'done',
      detail: input,
    });
    await setRolloutSettings(input);
  }),
});

/** Written down before it counts. @throws Refused where there is nothing to decide any more, or it is of others */
async function decide(
  principal: Principal,
  action: string,
  revision: number,
  sentence: string,
  deed: (controller: Controller) => boolean,
): Promise<void> {
  const theirs = await rolloutsFor(principal);
  const isOpen = theirs.some((one) => one.revision === revision && one.stage === 'begun');
  if (!isOpen) throw new Refused(`Revision ${revision} is decided already: see the activity.`);
  const subject = `revision ${revision}`;
  await record({ ...actorOf(principal), action, subject, sentence, outcome: 'done' });
  if (!deed(await controllerFor(principal))) {
    throw new Refused(`Revision ${revision} is decided already: see the activity.`);
  }
}
