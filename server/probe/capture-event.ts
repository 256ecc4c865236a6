import type { CaptureFilter, CaptureLimits } from '../model/capture';

/** A device and what of it may be seen. Names come from what is desired of the host, never from whoever asks. */
export type CaptureRequest = {
  /** null: the host's own. */
  namespace: string | null;
  device: string;
  /** On an underlay: of all that passes, only this tunnel's packets. */
  tunnel: Tunnel | null;
  filter: CaptureFilter;
  limits: CaptureLimits;
};

/** `family`: of the VTEPs. */
export type Tunnel = { vni: number; port: number; family: 4 | 6 };

export type CaptureEvent =
  | {
      kind: 'began';
      /** Milliseconds since the epoch, on the controller's clock. */
      at: number;
      /** The same as words that an engineer could type on the host. */
      argv: string[];
    }
  | {
      kind: 'packets';
      /** Of its first frame, from 1; the others follow. */
      number: number;
      /** Microseconds since the epoch, on the host's clock. */
      at: number[];
      /** Bytes on the wire; a frame may have been cut to the snap length. */
      length: number[];
      /** base64 */
      bytes: string[];
    }
  | ({ kind: 'end' } & CaptureEnd);

/**
 * packets, bytes, time: the limit that was reached. stopped: somebody asked for it. full: there is no more room to save
 * it. lost: the connection to the host went. failed: tcpdump said no, or something that is no capture.
 */
export type CaptureEnd = {
  reason: 'packets' | 'bytes' | 'time' | 'stopped' | 'full' | 'lost' | 'failed';
  captured: number;
  /** As tcpdump counts; null where it could not say. */
  received: number | null;
  droppedByKernel: number | null;
  error: string | null;
};
