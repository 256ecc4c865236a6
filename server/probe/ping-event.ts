import type { PingSummary } from '../model/ping-summary';

/** From an endpoint to an address. Bounds are the server's: count 1–1000, interval 0.2–10 s, size 0–65507 bytes. */
export type PingRequest = {
  hostId: string;
  namespace: string;
  target: string;
  count: number;
  /** Milliseconds. */
  intervalMs: number;
  /** Bytes of ICMP payload. */
  size: number;
  dontFragment: boolean;
};

export type PingEvent =
  /** Before anything is sent: the command, as one types it on the host. */
  | { kind: 'begin'; command: string; at: number }
  | { kind: 'line'; text: string; at: number }
  | { kind: 'reply'; seq: number; rttMs: number; text: string; at: number }
  /** When the next packet went out, this one had no answer; a late one may still come. */
  | { kind: 'silent'; seq: number; text: string; at: number }
  | { kind: 'end'; summary: PingSummary | null; code: number | null; error: string | null };
