import type { PingReply } from './ping-store';

/** Packets that the chart shows: the last ones. */
const SHOWN = 120;

/** What uPlot draws: sequence numbers, and for each its round-trip time in milliseconds or null. */
export type RttData = {
  seqs: number[];
  times: (number | null)[];
  /** Sequence numbers that had no answer when the next packet went out. */
  lost: number[];
};

/** Every sequence number in order, so that what never came back is a gap and not a line. */
export function rttData(replies: readonly PingReply[], silent: readonly number[]): RttData {
  const times = new Map(replies.map(({ seq, rttMs }) => [seq, rttMs]));
  const last = Math.max(0, ...times.keys(), ...silent);
  const first = Math.max(1, last - SHOWN + 1);
  const missing = new Set(silent);
  const data: RttData = { seqs: [], times: [], lost: [] };
  for (let seq = first; seq <= last; seq++) {
    const time = times.get(seq) ?? null;
    data.seqs.push(seq);
    data.times.push(time);
    if (time === null && (missing.has(seq) || seq < last)) data.lost.push(seq);
  }
  return data;
}
