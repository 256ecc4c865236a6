'use client';

import { readApiError } from '@/components/live/api-error';
import { useLive } from '@/components/live/live-store';
import { useMe } from '@/components/live/me';
import { takeSlot } from '@/components/live/relay/relay-feed';
import { MOST_SLOTS } from '@/components/live/relay/slots';
import { useTRPCClient } from '@/components/live/trpc';
import { relayName } from '@/components/live/use-follow-live';
import { filterText } from '@/server/model/capture';
import { newId } from '@/server/model/ids';
import { portOfNetwork } from '@/server/model/intent';
import { VXLAN_PORTS } from '@/server/model/packet/dissect';
import { type CaptureFields, filterOf, limitsOf } from './capture-form';
import type { PlaceOption } from './capture-places';
import { useCapture } from './capture-store';

/** Begins and ends captures. */
export function useCapturing() {
  const client = useTRPCClient();
  const me = useMe();
  const { begin, take, fail, ending } = useCapture.getState();

  const start = (option: PlaceOption, fields: CaptureFields) => {
    const id = newId();
    const request = { id, place: option.place, filter: filterOf(fields), limits: limitsOf(fields) };
    let left = false;
    let end = () => {};
    const run = { id, label: option.label, filter: filterText(request.filter), color: option.color };
    begin({ ...run, limits: request.limits }, vxlanPorts(), () => {
      left = true;
      end();
    });
    void takeSlot('console', relayName(me), id).then((giveBack) => {
      if (!giveBack) {
        fail(
          id,
          `${MOST_SLOTS} pings and captures run in this browser, which is the most: stop one, perhaps in another tab.`,
        );
        return;
      }
      if (left) {
        giveBack();
        return;
      }
      const running = client.capture.run.subscribe(request, {
        onData: ({ data }) => take(id, data),
        onError: (error) => fail(id, readApiError(error).sentence),
      });
      end = () => {
        running.unsubscribe();
        giveBack();
      };
    });
  };

  /** Its last event still comes, and tells what was dropped. */
  const stop = (id: string) => {
    ending(id);
    client.capture.stop.mutate({ id }).then(
      ({ stopped }) => {
        if (!stopped) fail(id, 'The capture had ended already.');
      },
      (error) => fail(id, readApiError(error).sentence),
    );
  };
  return { start, stop };
}

function vxlanPorts(): ReadonlySet<number> {
  const { intent } = useLive.getState();
  if (!intent) return VXLAN_PORTS;
  const own = intent.tenants.flatMap(({ networks }) =>
    networks.map((one) => portOfNetwork(one, intent.vxlan.port)),
  );
  return new Set([...VXLAN_PORTS, intent.vxlan.port, ...own]);
}
