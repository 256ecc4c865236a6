import type { Fix, ProbeResult } from './answer';
import type { Place } from './places';
import { objectWords } from './verdict';

export type Sighting = { place: Place; seen: boolean };

/** A rule of a host's packet filter that may be what drops packets. */
export type Suspect = { hostId: string; rule: string; argv: readonly string[] };

export type Lost = { result: ProbeResult; at: Place | null; cause: string; fix: Fix | null };

/** Between which two places marked packets were lost, and what that means. `sightings` in the order of the way. */
export function lostBetween(sightings: readonly Sighting[], suspects: readonly Suspect[]): Lost {
  const last = sightings.findLastIndex(({ seen }) => seen);
  const before = sightings[last]?.place ?? null;
  const next = sightings[last + 1]?.place ?? null;
  const name = (place: Place) => `${objectWords(place.object)} on ${place.host}`;
  const done = (at: Place | null, cause: string, fix: Fix | null): Lost => ({
    result: {
      what: 'capture',
      sentence: `Marked packets were looked for at ${sightings.length} places: ${cause}.`,
      passed: false,
    },
    at,
    cause,
    fix,
  });
  if (!before) {
    const first = sightings[0]?.place ?? null;
    return done(first, first ? `none left ${name(first)}` : 'there was no place to look at', null);
  }
  if (!next) return done(before, `they came to ${name(before)}, and no answer was given there`, null);
  const isUnderlay = before.object.kind === 'underlay' && next.object.kind === 'underlay';
  if (isUnderlay) {
    const sentence = `Let UDP port ${next.tunnelPort} pass between ${before.host} and ${next.host}.`;
    return done(
      next,
      `they left ${name(before)} and did not come to ${name(next)}: what lies between loses UDP port ${next.tunnelPort}`,
      { kind: 'advice', sentence },
    );
  }
  const cause = `they were last seen at ${name(before)} and did not come to ${name(next)}`;
  const suspect = suspects.find(({ hostId }) => hostId === before.hostId);
  if (!suspect) return done(next, cause, null);
  return done(next, `${cause}: ${suspect.rule} drops them`, {
    kind: 'command',
    host: before.host,
    argv: suspect.argv,
    sentence: `On ${before.host}, let them pass, as with: ${suspect.argv.join(' ')}`,
  });
}
