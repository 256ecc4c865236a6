import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import { keepCapture } from '../../captures/keep-capture';
import { savedCaptures } from '../../captures/start';
import { Refused } from '../../intent/error';
import { record } from '../../intent/record';
import { CAPTURE_BOUNDS, captureFaults, filterText } from '../../model/capture';
import { hostSchema } from '../../model/intent';
import type { CaptureEvent } from '../../probe/capture-event';
import { bounded, filter } from '../capture-input';
import { captureSubject } from '../capture-subject';
import { controllerFor } from '../narrowed/controller-for';
import { intentFor } from '../narrowed/fence-for';
import { lastEventId, probeStream } from '../probe-stream';
import { stopCapture, stoppable } from '../running-captures';
import { ownerOf } from '../saved-capture-rights';
import { operatorProcedure, router } from '../trpc';
import { saved } from './saved-captures';

const id = hostSchema.shape.id;

const place = z.discriminatedUnion('at', [
  z.strictObject({ at: z.enum(['endpoint', 'host-end']), endpointId: id, networkId: id }),
  z.strictObject({ at: z.enum(['bridge', 'vxlan', 'underlay']), hostId: id, networkId: id }),
]);

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
  save: z.boolean().default(true),
  lastEventId,
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
  /**
   * Yields frames in batches as they come, and ends with what was dropped. Leaving the stream ends the capture. With
   * `save` all frames go to a file, and a reader who is slow is told of fewer; without, a slow reader holds the host.
   */
  run: operatorProcedure
    .meta({ tenants: 'own' })
    .input(captureInput)
    .subscription((call) =>
      probeStream(call, { kind: 'capture', cut: CUT }, async () => {
        const { ctx, input } = call;
        const { principal } = ctx;
        const { place, filter, limits } = input;
        const fault = Object.values(captureFaults(filter, limits))[0];
        if (fault !== undefined) throw new Refused(fault);
        const subject = captureSubject(await intentFor(principal), place);
        const what = filterText(filter);
        const saving = input.save
          ? await savedCaptures().begin({
              id: input.id,
              owner: ownerOf(principal),
              actor: principal.name,
              tenantId: subject.tenantId,
              tenant: subject.tenant,
              place: subject.label,
              filter: what,
              snapLength: limits.snapLength,
            })
          : null;
        await record({
          ...actorOf(principal),
          action: 'capture',
          subject: subject.label,
          sentence: `captured ${what} on ${subject.label}`,
          outcome: 'done',
          detail: { place, filter, limits },
          tenantIds: [subject.tenantId],
          hostIds: [subject.hostId],
        });
        const request = { hostId: subject.hostId, place, filter, limits };
        const controller = await controllerFor(principal);
        return (signal) =>
          stoppable(principal, input.id, (asked) => {
            const source = (ending?: AbortSignal) =>
              controller.capture(request, AbortSignal.any([signal, asked, ...(ending ? [ending] : [])]));
            return saving ? keepCapture(savedCaptures(), saving, source) : source();
          });
      }),
    ),

  /** Ends one's own capture in good order: its stream goes on to its end. */
  stop: operatorProcedure
    .meta({ tenants: 'none' })
    .input(z.strictObject({ id }))
    .mutation(({ ctx: { principal }, input }) => ({ stopped: stopCapture(principal, input.id) })),

  ...saved,
});
