import { z } from 'zod';
import { getController } from '../../controller/slot';
import { Refused } from '../../intent/error';
import { loadIntent } from '../../intent/load';
import { record } from '../../intent/record';
import { rolloutSettings, setRolloutSettings } from '../../intent/rollout-rows';
import { rolloutSettingsSchema } from '../../model/rollout';
import { loginsOf, redactRollout } from '../redact';
import { adminProcedure, operatorProcedure, router, viewerProcedure } from '../trpc';

const which = z.strictObject({ revision: z.number().int().min(1) });

export const rollout = router({
  /** Changes on their way to all of their hosts or none, and the last ones that came to an end. */
  list: viewerProcedure.query(async ({ ctx }) => {
    const all = getController().rollouts();
    if (ctx.principal.role !== 'viewer') return all;
    const logins = loginsOf(await loadIntent());
    return all.map((one) => redactRollout(one, logins));
  }),

  /** Keeps a change, whatever the checks say. */
  keep: operatorProcedure.input(which).mutation(async ({ ctx: { principal }, input: { revision } }) => {
    await decide(
      principal.name,
      'rollout.keep',
      revision,
      `asked to keep revision ${revision} on all of its hosts`,
      () => getController().keepRollout(revision),
    );
  }),

  /** Undoes a change on all of its hosts, now. */
  undo: operatorProcedure.input(which).mutation(async ({ ctx: { principal }, input: { revision } }) => {
    await decide(
      principal.name,
      'rollout.undo',
      revision,
      `asked to undo revision ${revision} on all of its hosts`,
      () => getController().undoRollout(revision, principal.name),
    );
  }),

  settings: viewerProcedure.query(() => rolloutSettings()),

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

/** Written down before it counts. @throws Refused where there is nothing to decide any more */
async function decide(
  actor: string,
  action: string,
  revision: number,
  sentence: string,
  deed: () => boolean,
): Promise<void> {
  const isOpen = getController()
    .rollouts()
    .some((one) => one.revision === revision && one.stage === 'begun');
  if (!isOpen) throw new Refused(`Revision ${revision} is decided already: see the activity.`);
  await record({ actor, action, subject: `revision ${revision}`, sentence, outcome: 'done' });
  if (!deed()) throw new Refused(`Revision ${revision} is decided already: see the activity.`);
}
