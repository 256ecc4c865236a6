import type { HistoryOfThing, StatusChange } from '@/server/api/types';
import type { Health } from '@/server/status/status';

/** gone: the thing was not there. unwatched: Overlane did not look then. before: nothing is known from so long ago. */
export type StripState = Health | 'gone' | 'unwatched' | 'before';

/** Milliseconds: the answer was a while on its way, and that somebody still looks is written down now and then only. */
const SLACK_MS = 20_000;

/** A time in which one state held. Milliseconds since the epoch. */
export type StripSegment = { from: number; to: number; state: StripState; sentence: string | null };

/**
 * How a thing was from `from` to `to`, without gap. Where nobody looked, what was known before is not taken to have
 * held.
 */
export function stripOf(
  { changes, watched, more }: Pick<HistoryOfThing, 'changes' | 'watched' | 'more'>,
  from: number,
  to: number,
): StripSegment[] {
  const oldestFirst = changes.toSorted((a, b) => a.at - b.at || a.id - b.id);
  const spans = watched.map((span, i) =>
    i === watched.length - 1 && to - span.to < SLACK_MS ? { ...span, to } : span,
  );
  const known: StripSegment[] = [];
  const [first] = oldestFirst;
  // There may be older changes that were not asked for.
  const begin = first && !more ? Math.max(from, Math.min(first.at, to)) : first ? first.at : to;
  if (begin > from) known.push({ from, to: begin, state: 'before', sentence: null });
  for (const [i, change] of oldestFirst.entries()) {
    const start = Math.max(change.at, from);
    const end = Math.min(oldestFirst[i + 1]?.at ?? to, to);
    if (end > start) known.push({ from: start, to: end, ...told(change) });
  }
  return joined(
    known.flatMap((segment) => (segment.state === 'before' ? [segment] : lookedAt(segment, spans))),
  );
}

function told({ health, sentence }: StatusChange): Pick<StripSegment, 'state' | 'sentence'> {
  return { state: health ?? 'gone', sentence };
}

/** The parts of a segment in which somebody looked, and between them those in which nobody did. */
function lookedAt(segment: StripSegment, watched: readonly { from: number; to: number }[]): StripSegment[] {
  const parts: StripSegment[] = [];
  let at = segment.from;
  const nobody = (until: number) => {
    if (until > at) parts.push({ from: at, to: until, state: 'unwatched', sentence: null });
    at = Math.max(at, until);
  };
  for (const span of watched) {
    const start = Math.max(span.from, at);
    const end = Math.min(span.to, segment.to);
    if (end <= start) continue;
    nobody(start);
    parts.push({ ...segment, from: start, to: end });
    at = end;
  }
  nobody(segment.to);
  return parts;
}

/** Neighbours that say the same are one. */
function joined(segments: readonly StripSegment[]): StripSegment[] {
  const result: StripSegment[] = [];
  for (const segment of segments) {
    const last = result.at(-1);
    if (
      last &&
      last.state === segment.state &&
      last.sentence === segment.sentence &&
      last.to === segment.from
    ) {
      result[result.length - 1] = { ...last, to: segment.to };
    } else result.push(segment);
  }
  return result;
}

/** The segment that a moment lies in; null: it lies outside. */
export function segmentAt(segments: readonly StripSegment[], at: number): StripSegment | null {
  return (
    segments.find(({ from, to }, i) => at >= from && (at < to || (i === segments.length - 1 && at <= to))) ??
    null
  );
}

/** Milliseconds by state, the longest first. */
export function durations(segments: readonly StripSegment[]): { state: StripState; ms: number }[] {
  const sums = new Map<StripState, number>();
  for (const { state, from, to } of segments) sums.set(state, (sums.get(state) ?? 0) + to - from);
  return [...sums].map(([state, ms]) => ({ state, ms })).sort((a, b) => b.ms - a.ms);
}
