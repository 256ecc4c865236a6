import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import type { TraceWish } from '../../controller/face';
import { Refused } from '../../intent/error';
import { record } from '../../intent/record';
import { CAPTURE_BOUNDS, captureFaults, filterText } from '../../model/capture';
import { hostSchema, networkSchema } from '../../model/intent';
import { TRACE_BOUNDS, traceWay } from '../../model/trace';
import type { TraceEvent } from '../../probe/trace-event';
import { bounded, filter } from '../capture-input';
import { controllerFor } from '../narrowed/controller-for';
import { intentFor } from '../narrowed/fence-for';
import { lastEventId, probeStream } from '../probe-stream';
import { stopCapture, stoppable } from '../running-captures';
import { operatorProcedure, router } from '../trpc';

const id = hostSchema.shape.id;

const traceInput = z.strictObject({
  /** Chosen by the caller, who stops the trace by it. */
  id,
  ends: z.strictObject({
    between: z.enum(['endpoints', 'hosts']),
    networkId: networkSchema.shape.id,
    from: id,
    to: id,
  }),
  /** Of either direction: whoever follows packets wants both. */
  filter: filter.omit({ direction: true }).prefault({}),
  limits: z
    .strictObject({ packets: bounded(TRACE_BOUNDS.packets), seconds: bounded(TRACE_BOUNDS.seconds) })
    .prefault({}),
  echoes: bounded(TRACE_BOUNDS.echoes),
  lastEventId,
});

const CUT: TraceEvent = {
  kind: 'end',
  reason: 'lost',
  ...{ packets: 0, arrived: 0, lost: 0, droppedByKernel: [] },
  error: 'The connection to Overlane was lost, and the trace ended with it.',
};

export const trace = router({
  /** Follows packets between two ends, hop by hop; a row of each grows as they pass. Leaving the stream ends it. */
  run: operatorProcedure
    .meta({ tenants: 'own' })
    .input(traceInput)
    .subscription((call) =>
      probeStream(call, { kind: 'capture', cut: CUT }, async () => {
        const { principal } = call.ctx;
        const { id: traceId, lastEventId: _, filter: asked, ...rest } = call.input;
        const wish: TraceWish = { ...rest, filter: { ...asked, direction: 'any' } };
        const limits = {
          ...wish.limits,
          bytes: CAPTURE_BOUNDS.bytes.first,
          snapLength: CAPTURE_BOUNDS.snapLength.first,
        };
        const fault = Object.values(captureFaults(wish.filter, limits))[0];
        if (fault !== undefined) throw new Refused(fault);
        const way = traceWay(await intentFor(principal), wish.ends);
        if (typeof way === 'string') throw new Refused(way);
        const between = `${way.from} and ${way.to}`;
        const sent =
          wish.echoes > 0 && wish.ends.between === 'endpoints' ? `, with ${wish.echoes} echoes each way` : '';
        await record({
          ...actorOf(principal),
          action: 'trace',
          subject: way.from,
          sentence: `followed ${filterText(wish.filter)} between ${between} in ${way.tenant.name}/${way.network.name}${sent}`,
          outcome: 'done',
          detail: wish,
          tenantIds: [way.tenant.id],
          hostIds: [...new Set(way.hops.map(({ hostId }) => hostId))],
        });
        const controller = await controllerFor(principal);
        return (signal) =>
          stoppable(principal, traceId, (ending) =>
            controller.trace(wish, AbortSignal.any([signal, ending])),
          );
      }),
    ),

  /** Ends one's own trace in good order: its stream goes on to its end. */
  stop: operatorProcedure
    .meta({ tenants: 'none' })
    .input(z.strictObject({ id }))
    .mutation(({ ctx: { principal }, input }) => ({ stopped: stopCapture(principal, input.id) })),
});
