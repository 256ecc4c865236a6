import type { ClockGap, HostClock } from '../diagnose/trace/clocks';
import type { TraceHop } from '../model/trace';
import type { TraceRowPatch } from '../model/trace-row';
import type { CaptureEnd } from './capture-event';

/** Frames by columns. `row`: the packet that each is of. `at`: microseconds since the epoch, on the hop's own host. */
export type TraceFrames = {
  hop: number[];
  row: number[];
  at: number[];
  /** Bytes on the wire; a frame may have been cut to the snap length. */
  length: number[];
  /** base64 */
  bytes: string[];
};

export type TraceEvent =
  /** The places that are looked at, in the order of the way there. */
  | { kind: 'hops'; hops: TraceHop[]; snapLength: number }
  /** A place is looked at from now on, or cannot be: it says why, and the others go on. */
  | { kind: 'hop'; hop: number; argv: string[]; error: string | null }
  /** All that can be are looked at. What passes from now on is told. */
  | { kind: 'watching'; at: number }
  | { kind: 'clocks'; hosts: HostClock[]; gap: ClockGap | null }
  /** What is new of packets, and the frames in which it was seen. */
  | { kind: 'rows'; rows: TraceRowPatch[]; frames: TraceFrames }
  /** The echoes that were asked for were sent; both ways. */
  | { kind: 'probed'; pings: TracePing[] }
  | ({ kind: 'end' } & TraceEnd);

/** Echoes one way. `error`: why they could not be sent, else null. */
export type TracePing = { from: string; to: string; sent: number; received: number; error: string | null };

export type TraceEnd = {
  /** See CaptureEnd; packets, bytes, time: of the trace, or of the hop that had enough first. */
  reason: CaptureEnd['reason'];
  packets: number;
  arrived: number;
  lost: number;
  /** By hop. What the kernel dropped may look as if it was lost behind. null: it was not looked at, or cannot tell. */
  droppedByKernel: (number | null)[];
  error: string | null;
};
