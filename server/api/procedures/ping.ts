import { tracked } from '@trpc/server';
import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import { getController } from '../../controller/slot';
import { loadIntent } from '../../intent/load';
import { record } from '../../intent/record';
import { endpointSchema } from '../../model/intent';
import type { PingEvent } from '../../probe/ping-event';
import { whileAllowed } from '../open-stream';
import { pingRoute } from '../ping-target';
import { operatorProcedure, router } from '../trpc';
import { matrix } from './matrix';
import { mtu } from './mtu';
import { sweep } from './sweep';

const endpointId = endpointSchema.shape.id;
const address = z.string().max(64);

const pingInput = z.strictObject({
  endpointId,
  target: z.union([z.strictObject({ endpointId, address: address.optional() }), z.strictObject({ address })]),
  count: z.number().int().min(1).max(1000).default(5),
  /** Milliseconds. */
  intervalMs: z.number().int().min(200).max(10_000).default(1000),
  /** Bytes of ICMP payload: an IPv4 packet holds 65535 − 20 − 8. */
  size: z.number().int().min(0).max(65_507).default(56),
  dontFragment: z.boolean().default(false),
  /** A browser sends it when it reconnects by itself. */
  lastEventId: z.string().max(20).nullish(),
});

const CUT: PingEvent = {
  kind: 'end',
  summary: null,
  code: null,
  error: 'The connection to Overlane was lost, and the ping ended with it.',
};

export const ping = router({
  /** Yields what one ping prints, line by line, and ends with its statistics. Leaving the stream ends the ping. */
  run: operatorProcedure.input(pingInput).subscription(async function* ({
    ctx: { principal },
    input,
    signal,
  }) {
    if (input.lastEventId) {
      // The same ping cannot be resumed, and another must not begin unasked.
      yield tracked('end', CUT);
      return;
    }
    const route = pingRoute(await loadIntent(), input);
    await record({
      ...actorOf(principal),
      action: 'ping',
      subject: route.from,
      sentence: `pinged ${route.to} from ${route.from}, ${input.count} times`,
      outcome: 'done',
      detail: { intervalMs: input.intervalMs, size: input.size, dontFragment: input.dontFragment },
      tenantIds: route.tenantIds,
      hostIds: [route.hostId],
    });
    const { hostId, namespace, target } = route;
    const { count, intervalMs, size, dontFragment } = input;
    const request = { hostId, namespace, target, count, intervalMs, size, dontFragment };
    const terms = { kind: 'ping', principal, needed: 'operator', signal } as const;
    let number = 0;
    for await (const event of whileAllowed(terms, (both) => getController().ping(request, both))) {
      yield tracked(String(++number), event);
    }
  }),
  sweep,
  matrix,
  mtu,
});
