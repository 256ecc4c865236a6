export type TraceDirection = 'there' | 'back';

/** passing: it is on its way, or not yet missed. arrived: it was seen at the last hop of its way that is looked at. */
export type TraceFate = 'passing' | 'arrived' | 'lost';

/** One packet and where it was. */
export type TraceRow = {
  /** From 0, by the time at which it was first heard of. */
  n: number;
  direction: TraceDirection;
  fate: TraceFate;
  /** By hop: microseconds since the epoch on the host's own clock when it first passed; null: not seen there. */
  seen: (number | null)[];
  /** By hop: how often it passed where that is more than once. */
  copies: Record<number, number>;
  /** VTEPs besides the other end's to which it was sent. */
  elsewhere: string[];
};

/** What is new of a row; what is left out is as before. */
export type TraceRowPatch = {
  n: number;
  direction?: TraceDirection;
  fate?: TraceFate;
  seen?: [hop: number, at: number][];
  copies?: Record<number, number>;
  elsewhere?: string[];
};

/** A row after a patch of it; `row` is undefined for the first. @param hops how many there are */
export function withRowPatch(row: TraceRow | undefined, patch: TraceRowPatch, hops: number): TraceRow {
  const before: TraceRow = row ?? {
    n: patch.n,
    direction: 'there',
    fate: 'passing',
    seen: Array.from({ length: hops }, () => null),
    copies: {},
    elsewhere: [],
  };
  const { seen: news = [], copies, ...rest } = patch;
  const seen = news.length > 0 ? [...before.seen] : before.seen;
  for (const [hop, at] of news) seen[hop] = at;
  return { ...before, ...rest, seen, copies: copies ? { ...before.copies, ...copies } : before.copies };
}

/** The hop on its way at which it was seen last; −1: at none. */
export function lastSeen({ direction, seen }: Pick<TraceRow, 'direction' | 'seen'>): number {
  return direction === 'there'
    ? seen.findLastIndex((at) => at !== null)
    : seen.findIndex((at) => at !== null);
}

/** Of one direction: how many packets were seen at each hop, and where those that were lost were seen last. */
export type TraceCount = {
  packets: number;
  lost: number;
  arrived: number;
  seen: number[];
  lostAfter: number[];
};

export function countRows(rows: Iterable<TraceRow>, hops: number): Record<TraceDirection, TraceCount> {
  const none = (): TraceCount => ({
    packets: 0,
    lost: 0,
    arrived: 0,
    seen: Array.from({ length: hops }, () => 0),
    lostAfter: Array.from({ length: hops }, () => 0),
  });
  const counts = { there: none(), back: none() };
  for (const row of rows) {
    const count = counts[row.direction];
    count.packets += 1;
    row.seen.forEach((at, hop) => {
      if (at !== null) count.seen[hop] = (count.seen[hop] ?? 0) + 1;
    });
    if (row.fate === 'arrived') count.arrived += 1;
    if (row.fate !== 'lost') continue;
    count.lost += 1;
    const last = lastSeen(row);
    count.lostAfter[last] = (count.lostAfter[last] ?? 0) + 1;
  }
  return counts;
}
