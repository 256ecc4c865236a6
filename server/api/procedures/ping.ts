import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import { record } from '../../intent/record';
import { endpointSchema } from '../../model/intent';
import { countedPing, type PingSummary } from '../../model/ping-summary';
import type { PingEvent } from '../../probe/ping-event';
import { keep } from '../kept-results';
import { controllerFor } from '../narrowed/controller-for';
import { intentFor } from '../narrowed/fence-for';
import { pingRoute } from '../ping-target';
import { lastEventId, probeStream } from '../probe-stream';
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
  lastEventId,
});

const CUT: PingEvent = {
  kind: 'end',
  summary: null,
  code: null,
  error: 'The connection to Overlane was lost, and the ping ended with it.',
};

export const ping = router({
  /** Yields what one ping prints, line by line, and ends with its statistics. Leaving the stream ends the ping. */
  run: operatorProcedure
    .meta({ tenants: 'own' })
    .input(pingInput)
    .subscription((call) =>
      probeStream(call, { kind: 'ping', cut: CUT }, async () => {
        const { ctx, input } = call;
        const by = actorOf(ctx.principal);
        const route = pingRoute(await intentFor(ctx.principal), input);
        const { hostId, namespace, target, from, to } = route;
        await record({
          ...by,
          action: 'ping',
          subject: from,
          sentence: `pinged ${to} from ${from}, ${input.count} times`,
          outcome: 'done',
          detail: { intervalMs: input.intervalMs, size: input.size, dontFragment: input.dontFragment },
          tenantIds: route.tenantIds,
          hostIds: [hostId],
        });
        const { count, intervalMs, size, dontFragment } = input;
        const request = { hostId, namespace, target, count, intervalMs, size, dontFragment };
        const controller = await controllerFor(ctx.principal);
        const subject = `${from} → ${to}`;
        const kept = (summary: PingSummary, stopped: boolean) => {
          const { sent, received, avgMs } = summary;
          const rtt = avgMs === null ? '' : `, ${Number(avgMs.toFixed(3))} ms`;
          return keep({
            ...{ kind: 'ping', key: `${input.endpointId} ${target}`, actor: by.actor, subject },
            outcome: received === sent ? 'good' : 'bad',
            sentence: `${received} of ${sent} came back${rtt}${stopped ? ', then it was stopped' : ''}.`,
            result: { from, to, size, summary },
          });
        };
        return async function* (signal) {
          const replies: { seq: number; rttMs: number }[] = [];
          const silent: number[] = [];
          let over = false;
          try {
            for await (const event of controller.ping(request, signal)) {
              if (event.kind === 'reply') replies.push(event);
              if (event.kind === 'silent') silent.push(event.seq);
              over ||= event.kind === 'end' && event.summary !== null;
              if (event.kind === 'end' && event.summary && event.summary.sent > 0) {
                await kept(event.summary, false);
              }
              yield event;
            }
          } finally {
            // Whoever stops a ping leaves its stream, and ping's own statistics are never told.
            const summary = countedPing(replies, silent);
            if (!over && summary.sent > 0) await kept(summary, true);
          }
        };
      }),
    ),
  sweep,
  matrix,
  mtu,
});
