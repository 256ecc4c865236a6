import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import { captureLimitsSchema } from '../../captures/capture-limits';
import { savedCaptures } from '../../captures/start';
import { record } from '../../intent/record';
import { hostSchema } from '../../model/intent';
import { ownerOf, requireOwner, requireTenant, seesTenant } from '../saved-capture-rights';
import { adminProcedure, operatorProcedure, viewerProcedure } from '../trpc';

const one = z.strictObject({ id: hostSchema.shape.id });

/** Procedures of what is saved. The bytes are at `/api/captures/ID`. */
export const saved = {
  /** What is saved, and how much of the room it takes. */
  list: viewerProcedure.meta({ tenants: 'own' }).query(async ({ ctx: { principal } }) => {
    const shelf = savedCaptures();
    const { quota } = shelf;
    const mine = ownerOf(principal);
    const all = await shelf.list();
    return {
      captures: all
        .filter((capture) => seesTenant(principal, capture.tenantId))
        .map(({ owner, ...rest }) => ({
          ...rest,
          mine: owner === mine,
        })),
      used: { all: quota.total, mine: quota.of(mine) },
      limits: quota.limits,
    };
  }),

  remove: operatorProcedure
    .meta({ tenants: 'own' })
    .input(one)
    .mutation(async ({ ctx: { principal }, input: { id } }) => {
      const capture = await savedCaptures().find(id);
      if (!capture)
        throw new TRPCError({
          code: 'NOT_FOUND',
          message: 'There is no such saved capture: it may have expired.',
        });
      requireTenant(principal, capture);
      requireOwner(principal, capture);
      await savedCaptures().remove(capture);
      await record({
        ...actorOf(principal),
        action: 'capture.remove',
        subject: capture.place,
        sentence: `deleted the capture of ${capture.packets} frames on ${capture.place} that ${capture.actor} had saved`,
        outcome: 'done',
        tenantIds: [capture.tenantId],
      });
    }),

  setLimits: adminProcedure.input(captureLimitsSchema).mutation(async ({ ctx: { principal }, input }) => {
    await savedCaptures().setLimits(input);
    await record({
      ...actorOf(principal),
      action: 'capture.setLimits',
      subject: 'saved captures',
      sentence: 'set how much of the disk saved captures may take, and for how long',
      outcome: 'done',
      detail: input,
    });
  }),
};
