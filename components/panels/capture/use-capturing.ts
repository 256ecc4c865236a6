'use client';

import { readApiError } from '@/components/live/api-error';
import { useProbeStream } from '@/components/live/probe-stream';
import { useTRPCClient } from '@/components/live/trpc';
import { vxlanPorts } from '@/components/panels/frames/vxlan-ports';
import type { CaptureEvent } from '@/server/api/types';
import { filterText } from '@/server/model/capture';
import { newId } from '@/server/model/ids';
import { type CaptureFields, filterOf, limitsOf } from './capture-form';
import type { PlaceOption } from './capture-places';
import { useCapture } from './capture-store';

/** Begins and ends captures. */
export function useCapturing() {
  const client = useTRPCClient();
  const open = useProbeStream();
  const { begin, take, fail, ending } = useCapture.getState();

  const start = (option: PlaceOption, fields: CaptureFields) => {
    const id = newId();
    const request = { id, place: option.place, filter: filterOf(fields), limits: limitsOf(fields) };
    const leave = open<CaptureEvent>(id, (api, handlers) => api.capture.run.subscribe(request, handlers), {
      take: (event) => take(id, event),
      fail: (sentence) => fail(id, sentence),
    });
    const run = { id, label: option.label, filter: filterText(request.filter), color: option.color };
    begin({ ...run, limits: request.limits }, vxlanPorts(), leave);
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
