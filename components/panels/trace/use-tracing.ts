'use client';

import { readApiError } from '@/components/live/api-error';
import { useProbeStream } from '@/components/live/probe-stream';
import { useTRPCClient } from '@/components/live/trpc';
import { vxlanPorts } from '@/components/panels/frames/vxlan-ports';
import type { TraceEvent } from '@/server/api/types';
import type { CaptureFilter } from '@/server/model/capture';
import { newId } from '@/server/model/ids';
import type { EndOption } from './trace-ends';
import { useTraced } from './trace-store';

export type TraceChoice = {
  from: EndOption;
  to: EndOption;
  protocol: CaptureFilter['protocol'];
  echoes: number;
  seconds: number;
};

/** Begins and ends traces. */
export function useTracing() {
  const client = useTRPCClient();
  const open = useProbeStream();
  const { begin, take, fail, ending } = useTraced.getState();

  const start = ({ from, to, protocol, echoes, seconds }: TraceChoice) => {
    const id = newId();
    const { between, networkId } = from;
    const ends = { between, networkId, from: from.id, to: to.id };
    const request = { id, ends, filter: { protocol }, echoes, limits: { seconds } };
    const leave = open<TraceEvent>(id, (api, handlers) => api.trace.run.subscribe(request, handlers), {
      take: (event) => take(id, event),
      fail: (sentence) => fail(id, sentence),
    });
    begin({ id, from: from.label, to: to.label, color: from.color, seconds }, vxlanPorts(), leave);
  };

  /** Its last event still comes, and tells what was lost and dropped. */
  const stop = (id: string) => {
    ending(id);
    client.trace.stop.mutate({ id }).then(
      ({ stopped }) => {
        if (!stopped) fail(id, 'The trace had ended already.');
      },
      (error) => fail(id, readApiError(error).sentence),
    );
  };
  return { start, stop };
}
