import { z } from 'zod';
import { getController } from '../../controller/slot';
import { loadIntent } from '../../intent/load';
import { record } from '../../intent/record';
import { networkSchema } from '../../model/intent';
import type { MatrixEvent } from '../../probe/matrix-event';
import { matrixSeats } from '../matrix-seats';
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
export const matrix = operatorProcedure.input(matrixInput).subscription((call) =>
  probeStream(call, { kind: 'ping', cut: CUT }, async () => {
    const { networkId, family, count } = call.input;
    const { tenant, network, seats, without } = matrixSeats(await loadIntent(), networkId, family);
    const all = seats.length + without;
    await record({
      actor: call.ctx.principal.name,
      action: 'ping.matrix',
      subject: `${tenant.name}/${network.name}`,
      sentence: `pinged between all endpoints of ${tenant.name}/${network.name} (${seats.length} of ${all}), ${count} times each`,
      outcome: 'done',
      detail: { family, count },
      tenantIds: [tenant.id],
      hostIds: [...new Set(seats.map(({ hostId }) => hostId))],
    });
    const leftOutWith = all * (all - 1) - seats.length * (seats.length - 1);
    return async function* (signal) {
      for await (const event of getController().matrix({ seats, count }, signal)) {
        yield event.kind === 'begin' ? { ...event, leftOut: event.leftOut + leftOutWith } : event;
      }
    };
  }),
);
