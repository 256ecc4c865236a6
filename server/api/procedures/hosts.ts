import { z } from 'zod';
import { actorOf, type Principal } from '../../auth/principal';
import { Refused } from '../../intent/error';
import { record } from '../../intent/record';
import { hostAddressSchema, hostSchema } from '../../model/intent';
import { controllerFor } from '../narrowed/controller-for';
import { intentFor } from '../narrowed/fence-for';
import { adminProcedure, operatorProcedure, router } from '../trpc';

const hostInput = z.strictObject({ hostId: hostSchema.shape.id });

async function requireHost(principal: Principal, hostId: string): Promise<string> {
  const { hosts } = await intentFor(principal);
  const host = hosts.find((candidate) => candidate.id === hostId);
  if (!host) throw new Refused('There is no such host: somebody may have removed it.');
  return host.name;
}

export const hosts = router({
  /** The key that a host shows, for a person to compare and pin. Nothing is authenticated or sent. */
  scan: adminProcedure
    .input(
      z.strictObject({
        address: hostAddressSchema,
        port: hostSchema.shape.port,
        jump: hostSchema.shape.jump,
      }),
    )
    .mutation(async ({ ctx: { principal }, input }) => {
      await record({
        ...actorOf(principal),
        action: 'hosts.scan',
        subject: `${input.address} port ${input.port}`,
        sentence: `looked at the host key of ${input.address} port ${input.port}`,
        outcome: 'done',
      });
      return (await controllerFor(principal)).scanHostKey(input);
    }),

  /** Tries an unreachable or refused host now. */
  retry: operatorProcedure
    .meta({ tenants: 'all' })
    .input(hostInput)
    .mutation(async ({ ctx: { principal }, input }) => {
      const name = await requireHost(principal, input.hostId);
      await record({
        ...actorOf(principal),
        action: 'hosts.retry',
        subject: name,
        sentence: `had ${name} tried again`,
        outcome: 'done',
        hostIds: [input.hostId],
      });
      (await controllerFor(principal)).retry(input.hostId);
    }),

  /** Has a host changed to what this database says, although it has a later revision and much would be deleted. */
  consent: adminProcedure.input(hostInput).mutation(async ({ ctx: { principal }, input }) => {
    const name = await requireHost(principal, input.hostId);
    await record({
      ...actorOf(principal),
      action: 'hosts.consent',
      subject: name,
      sentence: `had ${name} changed to what an older database says`,
      outcome: 'done',
      hostIds: [input.hostId],
    });
    if (!(await controllerFor(principal)).consent(input.hostId))
      throw new Refused(`${name} does not wait for that: nothing is held back there.`);
  }),

  /** Reads the host again now. */
  reread: operatorProcedure
    .meta({ tenants: 'all' })
    .input(hostInput)
    .mutation(async ({ ctx: { principal }, input }) => {
      await requireHost(principal, input.hostId);
      (await controllerFor(principal)).reread(input.hostId);
    }),
});
