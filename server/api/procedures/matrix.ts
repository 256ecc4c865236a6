import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import { Refused } from '../../intent/error';
import { record } from '../../intent/record';
import { networkSchema } from '../../model/intent';
import { matrixSeats } from '../../model/matrix-seats';
import type { MatrixEvent, MatrixResult } from '../../probe/matrix-event';
import { matrixWords, withCell } from '../../probe/matrix-result';
import { keep } from '../kept-results';
import { controllerFor } from '../narrowed/controller-for';
import { intentFor } from '../narrowed/fence-for';
import { lastEventId, probeStream } from '../probe-stream';
import { operatorProcedure } from '../trpc';

const matrixInput = z.strictObject({
  networkId: networkSchema.shape.id,
  /** null: each endpoint's first address. */
  family: z
    .union([z.literal(4), z.literal(6)])
    .nullable()
    .default(null),
  /** Packets for each pair and direction. */
  count: z.number().int().min(1).max(10).default(3),
  lastEventId,
});

const CUT: MatrixEvent = {
  kind: 'end',
  ...{ asked: 0, lost: 0, lossy: 0, failed: 0 },
  error: 'The connection to Overlane was lost, and the matrix ended with it.',
};

/** All endpoints of a network ping each other, both ways; each result comes as it is known. Leaving ends it. */
export const matrix = operatorProcedure
  .meta({ tenants: 'own' })
  .input(matrixInput)
  .subscription((call) =>
    probeStream(call, { kind: 'ping', cut: CUT }, async () => {
      const { networkId, family, count } = call.input;
      const by = actorOf(call.ctx.principal);
      const found = matrixSeats(await intentFor(call.ctx.principal), networkId, family);
      if ('refusal' in found) throw new Refused(found.refusal);
      const { tenant, network, seats, without } = found;
      const subject = `${tenant.name}/${network.name}`;
      const all = seats.length + without;
      await record({
        ...by,
        action: 'ping.matrix',
        subject,
        sentence: `pinged between all endpoints of ${subject} (${seats.length} of ${all}), ${count} times each`,
        outcome: 'done',
        detail: { family, count },
        tenantIds: [tenant.id],
        hostIds: [...new Set(seats.map(({ hostId }) => hostId))],
      });
      const leftOutWith = all * (all - 1) - seats.length * (seats.length - 1);
      const controller = await controllerFor(call.ctx.principal);
      return async function* (signal) {
        let result: MatrixResult | null = null;
        for await (const event of controller.matrix({ seats, count }, signal)) {
          const told = event.kind === 'begin' ? { ...event, leftOut: event.leftOut + leftOutWith } : event;
          result = withCell(result, told);
          if (event.kind === 'end' && event.error === null && result && !signal.aborted) {
            await keep({
              kind: 'matrix',
              key: networkId,
              actor: by.actor,
              subject,
              result,
              ...matrixWords(result),
            });
          }
          yield told;
        }
      };
    }),
  );
