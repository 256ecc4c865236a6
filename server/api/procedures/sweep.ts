import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import { record } from '../../intent/record';
import { endpointSchema } from '../../model/intent';
import type { SweepEvent } from '../../probe/sweep-event';
import { keep } from '../kept-results';
import { controllerFor } from '../narrowed/controller-for';
import { intentFor } from '../narrowed/fence-for';
import { pingRoute } from '../ping-target';
import { lastEventId, probeStream } from '../probe-stream';
import { operatorProcedure } from '../trpc';

const endpointId = endpointSchema.shape.id;
const address = z.string().max(64);

const sweepInput = z.strictObject({
  endpointId,
  target: z.union([z.strictObject({ endpointId, address: address.optional() }), z.strictObject({ address })]),
  lastEventId,
});

const CUT: SweepEvent = {
  kind: 'end',
  found: null,
  sentence: null,
  command: null,
  error: 'The connection to Overlane was lost, and the measurement ended with it.',
};

/** Yields each size that was tried, and ends with the largest packet that passes. Leaving the stream ends it. */
export const sweep = operatorProcedure
  .meta({ tenants: 'own' })
  .input(sweepInput)
  .subscription((call) =>
    probeStream(call, { kind: 'ping', cut: CUT }, async () => {
      const { ctx, input } = call;
      const by = actorOf(ctx.principal);
      const { hostId, namespace, target, from, to, tenantIds } = pingRoute(
        await intentFor(ctx.principal),
        input,
      );
      await record({
        ...by,
        action: 'ping.sweep',
        subject: from,
        sentence: `measured the largest packet that passes from ${from} to ${to}`,
        outcome: 'done',
        tenantIds,
        hostIds: [hostId],
      });
      const controller = await controllerFor(ctx.principal);
      return async function* (signal) {
        for await (const event of controller.sweep({ hostId, namespace, target }, signal)) {
          if (event.kind === 'end' && event.found) {
            const { found, sentence, command } = event;
            await keep({
              ...{
                kind: 'sweep',
                key: `${input.endpointId} ${target}`,
                actor: by.actor,
                subject: `${from} → ${to}`,
              },
              outcome: found.limit === 'interface' ? 'good' : 'bad',
              sentence: sentence ?? '',
              result: { from, to, found, sentence, command },
            });
          }
          yield event;
        }
      };
    }),
  );
