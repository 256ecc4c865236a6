import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import { Refused } from '../../intent/error';
import { record } from '../../intent/record';
import { hostsOfNetwork, networkSchema } from '../../model/intent';
import type { MeasuredWay } from '../../model/packet-limit';
import type { MtuEvent } from '../../probe/mtu-event';
import { keep } from '../kept-results';
import { controllerFor } from '../narrowed/controller-for';
import { intentFor } from '../narrowed/fence-for';
import { lastEventId, probeStream } from '../probe-stream';
import { operatorProcedure } from '../trpc';

const mtuInput = z.strictObject({
  networkId: networkSchema.shape.id,
  lastEventId,
});

const CUT: MtuEvent = {
  kind: 'end',
  result: null,
  error: 'The connection to Overlane was lost, and the measurement ended with it.',
};

/** What the underlay carries between the hosts of a network, way by way, and the MTU that follows from it. */
export const mtu = operatorProcedure
  .meta({ tenants: 'own' })
  .input(mtuInput)
  .subscription((call) =>
    probeStream(call, { kind: 'ping', cut: CUT }, async () => {
      const { networkId } = call.input;
      const by = actorOf(call.ctx.principal);
      const { tenants } = await intentFor(call.ctx.principal);
      const tenant = tenants.find(({ networks }) => networks.some(({ id }) => id === networkId));
      const network = tenant?.networks.find(({ id }) => id === networkId);
      if (!tenant || !network) {
        throw new Refused('There is no such network: it may not be applied yet, or is gone.');
      }
      const subject = `${tenant.name}/${network.name}`;
      await record({
        ...by,
        action: 'ping.mtu',
        subject,
        sentence: `measured what the underlay carries between the hosts of ${subject}`,
        outcome: 'done',
        tenantIds: [tenant.id],
        hostIds: hostsOfNetwork(tenant, networkId),
      });
      const controller = await controllerFor(call.ctx.principal);
      return async function* (signal) {
        const ways: MeasuredWay[] = [];
        let leftOut = 0;
        for await (const event of controller.networkMtu(networkId, signal)) {
          if (event.kind === 'begin') leftOut = event.leftOut;
          else if (event.kind === 'way') ways.push(event.way);
          else if (event.result) {
            const { verdict, sentence } = event.result;
            const outcome = verdict === 'unmeasured' ? 'unknown' : verdict === 'too-large' ? 'bad' : 'good';
            const result = { ways, leftOut, result: event.result };
            await keep({ kind: 'mtu', key: networkId, actor: by.actor, subject, outcome, sentence, result });
          }
          yield event;
        }
      };
    }),
  );
