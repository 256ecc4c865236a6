import { tracked } from '@trpc/server';
import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import { getController } from '../../controller/slot';
import { Refused } from '../../intent/error';
import { loadIntent } from '../../intent/load';
import { record } from '../../intent/record';
import { hostsOfNetwork, networkSchema } from '../../model/intent';
import type { MtuEvent } from '../../probe/mtu-event';
import { whileAllowed } from '../open-stream';
import { operatorProcedure } from '../trpc';

const mtuInput = z.strictObject({
  networkId: networkSchema.shape.id,
  /** A browser sends it when it reconnects by itself. */
  lastEventId: z.string().max(20).nullish(),
});

const CUT: MtuEvent = {
  kind: 'end',
  result: null,
  error: 'The connection to Overlane was lost, and the measurement ended with it.',
};

/** What the underlay carries between the hosts of a network, way by way, and the MTU that follows from it. */
export const mtu = operatorProcedure.input(mtuInput).subscription(async function* ({
  ctx: { principal },
  input: { networkId, lastEventId },
  signal,
}) {
  if (lastEventId) {
    yield tracked('end', CUT);
    return;
  }
  const { tenants } = await loadIntent();
  const tenant = tenants.find(({ networks }) => networks.some(({ id }) => id === networkId));
  const network = tenant?.networks.find(({ id }) => id === networkId);
  if (!tenant || !network) {
    throw new Refused('There is no such network: it may not be applied yet, or is gone.');
  }
  await record({
    ...actorOf(principal),
    action: 'ping.mtu',
    subject: `${tenant.name}/${network.name}`,
    sentence: `measured what the underlay carries between the hosts of ${tenant.name}/${network.name}`,
    outcome: 'done',
    tenantIds: [tenant.id],
    hostIds: hostsOfNetwork(tenant, networkId),
  });
  const terms = { kind: 'ping', principal, needed: 'operator', signal } as const;
  let number = 0;
  for await (const event of whileAllowed(terms, (both) => getController().networkMtu(networkId, both))) {
    yield tracked(String(++number), event);
  }
});
