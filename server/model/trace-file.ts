import { type CapturedFrame, pcapngFrame, pcapngHead } from './pcapng';
import { hopName, hopText, type TraceHop } from './trace';
import { lastSeen, type TraceRow } from './trace-row';

/** A frame of a trace: of which packet, and at which hop. `at` on that host's own clock. */
export type TracedFrame = CapturedFrame & { hop: number; row: number };

/** Frames by columns, as they are told: one after the other. */
export function framesOf(
  told: { hop: number[]; row: number[]; at: number[]; length: number[]; bytes: string[] },
  fromBase64: (text: string) => Uint8Array,
): TracedFrame[] {
  return told.bytes.map((text, i) => ({
    hop: told.hop[i] ?? 0,
    row: told.row[i] ?? 0,
    at: told.at[i] ?? 0,
    length: told.length[i] ?? 0,
    bytes: fromBase64(text),
  }));
}

/**
 * All frames of a trace as one pcapng file: an interface for each hop, times on one clock, and with each frame the number
 * of its packet, which is the same at every hop.
 * @param offsets by host id: microseconds that its clock shows more than the one of the file
 */
export function tracePcapng(
  hops: readonly TraceHop[],
  frames: readonly TracedFrame[],
  rows: readonly TraceRow[],
  offsets: Readonly<Record<string, number>>,
  snapLength: number,
): Uint8Array<ArrayBuffer>[] {
  const offsetOf = (hop: number) => offsets[hops[hop]?.hostId ?? ''] ?? 0;
  const head = pcapngHead(
    ...hops.map((hop, i) => {
      const offset = offsetOf(i);
      const moved =
        offset === 0
          ? ''
          : `; its host's clock is ${Math.abs(offset)} µs ${offset > 0 ? 'ahead' : 'behind'}, which is taken off`;
      return { name: hopName(hop), comment: `${hopText(hop)}${moved}`, filter: '', snapLength };
    }),
  );
  const inOrder = frames
    .map((frame) => ({ ...frame, at: Math.max(0, Math.round(frame.at - offsetOf(frame.hop))) }))
    .sort((a, b) => a.at - b.at || a.row - b.row);
  return [
    ...head,
    ...inOrder.map((frame) => pcapngFrame(frame, frame.hop, commentOf(frame, rows[frame.row]))),
  ];
}

function commentOf({ hop, row: n }: TracedFrame, row: TraceRow | undefined): string {
  const isLast = row?.fate === 'lost' && lastSeen(row) === hop;
  return `packet ${n + 1}${isLast ? ', lost: it was last seen here' : ''}`;
}
