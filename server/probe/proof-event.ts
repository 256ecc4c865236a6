import type { Proof } from '../diagnose/proof/proof';

export type ProofEvent =
  | {
      kind: 'begin';
      /** Milliseconds since the epoch. */
      at: number;
      hosts: number;
      tenants: number;
      endpoints: number;
    }
  /** How far it is: packets that were tried, of how many. */
  | { kind: 'progress'; done: number; of: number }
  /** `proof` null: it came to no result, and `error` says why. */
  | { kind: 'end'; proof: Proof | null; error: string | null };
