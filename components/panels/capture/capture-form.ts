import {
  CAPTURE_BOUNDS,
  type CaptureFaults,
  type CaptureFilter,
  type CaptureLimits,
  captureFaults,
} from '@/server/model/capture';

/** As typed. */
export type CaptureFields = {
  place: string | null;
  protocol: CaptureFilter['protocol'];
  address: string;
  port: string;
  direction: CaptureFilter['direction'];
  packets: string;
  seconds: string;
};

export const FIRST_FIELDS: CaptureFields = {
  place: null,
  protocol: 'any',
  address: '',
  port: '',
  direction: 'any',
  packets: String(CAPTURE_BOUNDS.packets.first),
  seconds: String(CAPTURE_BOUNDS.seconds.first),
};

const number = (text: string) => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN);

export function filterOf({ protocol, address, port, direction }: CaptureFields): CaptureFilter {
  return {
    protocol,
    address: address.trim() === '' ? null : address.trim(),
    port: port.trim() === '' ? null : number(port),
    direction,
  };
}

export function limitsOf({ packets, seconds }: CaptureFields): CaptureLimits {
  return {
    packets: number(packets),
    bytes: CAPTURE_BOUNDS.bytes.first,
    seconds: number(seconds),
    snapLength: CAPTURE_BOUNDS.snapLength.first,
  };
}

export function checkCapture(fields: CaptureFields): CaptureFaults {
  return captureFaults(filterOf(fields), limitsOf(fields));
}
