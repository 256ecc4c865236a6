import { tracked } from '@trpc/server';
import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import { getController } from '../../controller/slot';
import { loadIntent } from '../../intent/load';
import { record } from '../../intent/record';
import { networkSchema } from '../../model/intent';
import type { MatrixEvent } from '../../probe/matrix-event';
import { matrixSeats } from '../matrix-seats';
import { whileAllowed } from '../open-stream';
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
  /** A browser sends it when it reconnects by itself. */
  lastEventId: z.string().max(20).nullish(),
});

const CUT: MatrixEvent = {
  kind: 'end',
  ...{ asked: 0, lost: 0, lossy: 0, failed: 0 },
  error: 'The connection to Overlane was lost, and the matrix ended with it.',
};

/** All endpoints of a network ping each other, both ways; each result comes as it is known. Leaving ends it. */
export const matrix = operatorProcedure.input(matrixInput).subscription(async function* ({
  ctx: { principal },
  input: { networkId, family, count, lastEventId },
  signal,
}) {
  if (lastEventId) {
    yield tracked('end', CUT);
    return;
  }
  const { tenant, network, seats, without } = matrixSeats(await loadIntent(), networkId, family);
  const all = seats.length + without;
  await record({
    ...actorOf(principal),
    action: 'ping.matrix',
    subject: `${tenant.name}/${network.name}`,
    sentence: `pinged between all endpoints of ${tenant.name}/${network.name} (${seats.length} of ${all}), ${count} times each`,
    outcome: 'done',
    detail: { family, count },
    tenantIds: [tenant.id],
    hostIds: [...new Set(seats.map(({ hostId }) => hostId))],
  });
  const terms = { kind: 'ping', principal, needed: 'operator', signal } as const;
  const leftOutWith = all * (all - 1) - seats.length * (seats.length - 1);
  let number = 0;
  for await (const event of whileAllowed(terms, (both) => getController().matrix({ seats, count }, both))) {
    const told = event.kind === 'begin' ? { ...event, leftOut: event.leftOut + leftOutWith } : event;
    yield tracked(String(++number), told);
  }
});
