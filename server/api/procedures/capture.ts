import { TRPCError, tracked } from '@trpc/server';
import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import { getController } from '../../controller/slot';
import { Refused } from '../../intent/error';
import { loadIntent } from '../../intent/load';
import { record } from '../../intent/record';
import {
  CAPTURE_BOUNDS,
  CAPTURE_DIRECTIONS,
  CAPTURE_PROTOCOLS,
  captureFaults,
  filterText,
} from '../../model/capture';
import { hostSchema } from '../../model/intent';
import type { CaptureEvent } from '../../probe/capture-event';
import { captureSubject } from '../capture-subject';
import { whileAllowed } from '../open-stream';
import { startCapture, stopCapture } from '../running-captures';
import { operatorProcedure, router } from '../trpc';

const id = hostSchema.shape.id;

const place = z.discriminatedUnion('at', [
  z.strictObject({ at: z.enum(['endpoint', 'host-end']), endpointId: id, networkId: id }),
  z.strictObject({ at: z.enum(['bridge', 'vxlan', 'underlay']), hostId: id, networkId: id }),
]);

const filter = z.strictObject({
  protocol: z.enum(CAPTURE_PROTOCOLS).default('any'),
  address: z.string().max(64).nullable().default(null),
  port: z.number().int().min(1).max(65_535).nullable().default(null),
  direction: z.enum(CAPTURE_DIRECTIONS).default('any'),
});

const bounded = ({ least, most, first }: { least: number; most: number; first: number }) =>
  z.number().int().min(least).max(most).default(first);

const limits = z.strictObject({
  packets: bounded(CAPTURE_BOUNDS.packets),
  bytes: bounded(CAPTURE_BOUNDS.bytes),
  seconds: bounded(CAPTURE_BOUNDS.seconds),
  snapLength: bounded(CAPTURE_BOUNDS.snapLength),
});

const captureInput = z.strictObject({
  /** Chosen by the caller, who stops the capture by it. */
  id,
  place,
  filter: filter.prefault({}),
  limits: limits.prefault({}),
  /** A browser sends it when it reconnects by itself. */
  lastEventId: z.string().max(20).nullish(),
});

const CUT: CaptureEvent = {
  kind: 'end',
  reason: 'lost',
  captured: 0,
  received: null,
  droppedByKernel: null,
  error: 'The connection to Overlane was lost, and the capture ended with it.',
};

export const capture = router({
  /** Yields frames in batches as they come, and ends with what was dropped. Leaving the stream ends the capture. */
  run: operatorProcedure.input(captureInput).subscription(async function* ({
    ctx: { principal },
    input,
    signal,
  }) {
    if (input.lastEventId) {
      // The same capture cannot be resumed, and another must not begin unasked.
      yield tracked('end', CUT);
      return;
    }
    const fault = Object.values(captureFaults(input.filter, input.limits))[0];
    if (fault !== undefined) throw new Refused(fault);
    const subject = captureSubject(await loadIntent(), input.place);
    const running = startCapture(principal, input.id);
    if (!running) throw new TRPCError({ code: 'CONFLICT', message: 'A capture of this id runs already.' });
    try {
      await record({
        ...actorOf(principal),
        action: 'capture',
        subject: subject.label,
        sentence: `captured ${filterText(input.filter)} on ${subject.label}`,
        outcome: 'done',
        detail: { place: input.place, filter: input.filter, limits: input.limits },
        tenantIds: [subject.tenantId],
        hostIds: [subject.hostId],
      });
      const { place, filter, limits } = input;
      const request = { hostId: subject.hostId, place, filter, limits };
      const terms = { kind: 'capture', principal, needed: 'operator', signal } as const;
      const source = (both: AbortSignal) =>
        getController().capture(request, AbortSignal.any([both, running.asked]));
      let number = 0;
      for await (const event of whileAllowed(terms, source)) yield tracked(String(++number), event);
    } finally {
      running.over();
    }
  }),

  /** Ends one's own capture in good order: its stream goes on to its end. */
  stop: operatorProcedure
    .input(z.strictObject({ id }))
    .mutation(({ ctx: { principal }, input }) => ({ stopped: stopCapture(principal, input.id) })),
});
