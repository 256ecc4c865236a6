import type { MatrixSeat } from '../model/matrix-seats';

export type { MatrixSeat } from '../model/matrix-seats';

export type MatrixRequest = {
  seats: MatrixSeat[];
  /** Packets for each pair. */
  count: number;
};

/** One direction of a pair, by endpoint ids. Times in milliseconds, null where nothing came back. */
export type MatrixCell = {
  from: string;
  to: string;
  sent: number;
  received: number;
  minMs: number | null;
  avgMs: number | null;
  maxMs: number | null;
  /** Why it could not be asked, else null. */
  error: string | null;
  at: number;
};

export type MatrixEvent =
  | {
      kind: 'begin';
      seats: Omit<MatrixSeat, 'namespace'>[];
      pairs: number;
      /** Pairs that are left out, as there are more than are asked at one time. */
      leftOut: number;
      at: number;
    }
  | { kind: 'asking'; from: string; to: string }
  | { kind: 'cell'; cell: MatrixCell }
  | { kind: 'end'; asked: number; lost: number; lossy: number; failed: number; error: string | null };

/** A matrix that came to its end, as it is kept. */
export type MatrixResult = {
  seats: Omit<MatrixSeat, 'namespace'>[];
  pairs: number;
  leftOut: number;
  cells: MatrixCell[];
};
