export type PingSummary = {
  sent: number;
  received: number;
  lossPercent: number;
  /** Milliseconds. */
  minMs: number | null;
  avgMs: number | null;
  maxMs: number | null;
};

/**
 * What ping's own statistics would say, counted from what it printed until now.
 * @param silent sequence numbers that had no answer when the next packet went out
 */
export function countedPing(
  replies: readonly { seq: number; rttMs: number }[],
  silent: readonly number[],
): PingSummary {
  const times = replies.map(({ rttMs }) => rttMs);
  const received = times.length;
  const sent = Math.max(0, ...silent, ...replies.map(({ seq }) => seq));
  return {
    sent,
    received,
    lossPercent: sent === 0 ? 0 : Math.max(0, ((sent - received) / sent) * 100),
    minMs: received > 0 ? Math.min(...times) : null,
    avgMs: received > 0 ? times.reduce((sum, one) => sum + one, 0) / received : null,
    maxMs: received > 0 ? Math.max(...times) : null,
  };
}
