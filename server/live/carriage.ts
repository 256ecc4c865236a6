/** Whether the underlay carries from one VTEP to another, from the last probe of that way. */
export type Carriage = {
  /** Host ids; the probe was sent by `from`. */
  from: string;
  to: string;
  /** VTEP addresses, which tell the family too. */
  source: string;
  target: string;
  /** Packets. */
  sent: number;
  received: number;
  /** Milliseconds; null: nothing came back. */
  minMs: number | null;
  avgMs: number | null;
  maxMs: number | null;
  /** What ping said where it could not send at all (`Network is unreachable`), else null. */
  error: string | null;
  /** Milliseconds since the epoch. */
  at: number;
};
