import { capture } from '../probe/capture';
import type { CaptureEvent } from '../probe/capture-event';
import { capturePoint } from './capture-point';
import type { FabricSight } from './fabric-sight';
import type { CaptureWish } from './face';

/** What passes at a place of a tenant's on a host, or the one event that says why it cannot be looked at. */
export async function* captureAt(
  sight: FabricSight,
  { hostId, place, filter, limits }: CaptureWish,
  signal: AbortSignal,
): AsyncGenerator<CaptureEvent> {
  const link = sight.link(hostId);
  if ('sentence' in link) {
    yield noCapture(link.sentence);
    return;
  }
  if (!link.capabilities.tcpdump) {
    const remedy = sight.tcpdumpRemedy(hostId);
    yield noCapture(`the host has no tcpdump: install it there${remedy ? ` (${remedy})` : ''}`);
    return;
  }
  const desired = sight.desired(hostId);
  const point = desired
    ? capturePoint(desired, sight.observed(hostId), place)
    : 'the host is not part of the intent';
  if (typeof point === 'string') {
    yield noCapture(point);
    return;
  }
  yield* capture(link.runner, { ...point, filter, limits }, signal);
}

function noCapture(why: string): CaptureEvent {
  return {
    kind: 'end',
    reason: 'failed',
    captured: 0,
    received: null,
    droppedByKernel: null,
    error: `cannot capture there: ${why}`,
  };
}
