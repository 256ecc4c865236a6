import { z } from 'zod';
import { getController } from '../../controller/slot';
import { Refused } from '../../intent/error';
import { loadIntent } from '../../intent/load';
import { record } from '../../intent/record';
import { hostsOfNetwork, networkSchema } from '../../model/intent';
import type { MtuEvent } from '../../probe/mtu-event';
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
export const mtu = operatorProcedure.input(mtuInput).subscription((call) =>
  probeStream(call, { kind: 'ping', cut: CUT }, async () => {
    const { networkId } = call.input;
    const { tenants } = await loadIntent();
    const tenant = tenants.find(({ networks }) => networks.some(({ id }) => id === networkId));
    const network = tenant?.networks.find(({ id }) => id === networkId);
    if (!tenant || !network) {
      throw new Refused('There is no such network: it may not be applied yet, or is gone.');
    }
    await record({
      actor: call.ctx.principal.name,
      action: 'ping.mtu',
      subject: `${tenant.name}/${network.name}`,
      sentence: `measured what the underlay carries between the hosts of ${tenant.name}/${network.name}`,
      outcome: 'done',
      tenantIds: [tenant.id],
      hostIds: hostsOfNetwork(tenant, networkId),
    });
    return (signal) => getController().networkMtu(networkId, signal);
  }),
);
