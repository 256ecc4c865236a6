import { tracked } from '@trpc/server';
import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import { getController } from '../../controller/slot';
import { loadIntent } from '../../intent/load';
import { record } from '../../intent/record';
import { endpointSchema } from '../../model/intent';
import type { SweepEvent } from '../../probe/sweep-event';
import { whileAllowed } from '../open-stream';
import { pingRoute } from '../ping-target';
import { operatorProcedure } from '../trpc';

const endpointId = endpointSchema.shape.id;
const address = z.string().max(64);

const sweepInput = z.strictObject({
  endpointId,
  target: z.union([z.strictObject({ endpointId, address: address.optional() }), z.strictObject({ address })]),
  /** A browser sends it when it reconnects by itself. */
  lastEventId: z.string().max(20).nullish(),
});

const CUT: SweepEvent = {
  kind: 'end',
  found: null,
  sentence: null,
  command: null,
  error: 'The connection to Overlane was lost, and the measurement ended with it.',
};

/** Yields each size that was tried, and ends with the largest packet that passes. Leaving the stream ends it. */
export const sweep = operatorProcedure.input(sweepInput).subscription(async function* ({
  ctx: { principal },
  input,
  signal,
}) {
  if (input.lastEventId) {
    yield tracked('end', CUT);
    return;
  }
  const { hostId, namespace, target, from, to, tenantIds } = pingRoute(await loadIntent(), input);
  await record({
    ...actorOf(principal),
    action: 'ping.sweep',
    subject: from,
    sentence: `measured the largest packet that passes from ${from} to ${to}`,
    outcome: 'done',
    tenantIds,
    hostIds: [hostId],
  });
  const terms = { kind: 'ping', principal, needed: 'operator', signal } as const;
  const request = { hostId, namespace, target };
  let number = 0;
  for await (const event of whileAllowed(terms, (both) => getController().sweep(request, both))) {
    yield tracked(String(++number), event);
  }
});
