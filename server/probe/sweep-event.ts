import type { PacketLimit } from '../model/packet-limit';

/** From an endpoint to an address: which is the largest packet that passes whole? */
export type SweepRequest = { hostId: string; namespace: string; target: string };

/** What came of one size. */
export type SweepAnswer =
  | { kind: 'passed'; rttMs: number }
  /** The sending kernel refused: `message too long`, with the most that it would send. */
  | { kind: 'local'; mtu: number }
  /** A router answered. */
  | { kind: 'path'; mtu: number | null; by: string }
  | { kind: 'silent' }
  /** It could not be tried. */
  | { kind: 'failed'; sentence: string };

export type SweepEvent =
  | { kind: 'begin'; device: string; deviceMtu: number; at: number }
  /** Bytes: the IP packet, and the payload that `ping -s` was given. */
  | { kind: 'step'; size: number; payload: number; answer: SweepAnswer; at: number }
  | {
      kind: 'end';
      found: PacketLimit | null;
      sentence: string | null;
      /** The ping of the largest packet that passes, as one types it on the host. */
      command: string | null;
      error: string | null;
    };
