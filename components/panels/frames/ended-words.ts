import type { CaptureEnd, TraceEnd } from '@/server/api/types';

/** Why looking at packets ended. */
export const ENDED_WORDS: Record<CaptureEnd['reason'] | TraceEnd['reason'], string> = {
  packets: 'Ended at its limit of packets',
  bytes: 'Ended at its limit of bytes',
  time: 'Ended at its limit of time',
  stopped: 'Stopped',
  full: 'Ended as there is no more room',
  lost: 'Connection lost',
  failed: 'Failed',
};

export const ENDED_BADLY: ReadonlySet<CaptureEnd['reason'] | TraceEnd['reason']> = new Set([
  'failed',
  'lost',
  'full',
]);
