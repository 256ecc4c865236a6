import type { Culprit, Fix, ProbeResult } from './answer';
import type { Place } from './places';
import { type Caught, caught, fixOf, type Suspect } from './suspects';
import { objectWords } from './verdict';

/** Whether what was sent passed by a place, and whether the answer to it did. */
export type Sighting = { place: Place; there: boolean; back: boolean };

export type Lost = { result: ProbeResult; at: Culprit | null; cause: string; fix: Fix | null };

/**
 * Between which two places packets, or the answers to them, were lost, and what that means. `sightings` in the order of
 * the way there.
 */
export function lostBetween(sightings: readonly Sighting[], suspects: readonly Suspect[]): Lost {
  const there = sightings.findLastIndex((one) => one.there);
  if (there < 0) {
    const first = sightings[0]?.place ?? null;
    const cause = first ? `none left ${nameOf(first)}` : 'there was no place to look at';
    return told(sightings, first, cause, caught(suspects, null, first));
  }
  const next = sightings[there + 1];
  const last = sightings[there]?.place ?? null;
  if (next && last) return between(sightings, last, next.place, 'packets', suspects);
  const back = sightings.findIndex((one) => one.back);
  const answered = sightings[back]?.place;
  if (!answered || !last) {
    const cause = `they came to ${last ? nameOf(last) : 'nowhere'}, and no answer was given there`;
    return told(sightings, last, cause, caught(suspects, last, null) ?? caught(suspects, null, last));
  }
  const before = sightings[back - 1];
  if (!before) {
    const cause = `the answers came back to ${nameOf(answered)}, and ping did not take them`;
    return told(sightings, answered, cause, caught(suspects, answered, null));
  }
  return between(sightings, answered, before.place, 'answers', suspects);
}

function between(
  sightings: readonly Sighting[],
  last: Place,
  next: Place,
  what: 'packets' | 'answers',
  suspects: readonly Suspect[],
): Lost {
  const subject = what === 'packets' ? 'they' : 'the answers';
  if (last.hostId !== next.hostId) {
    const cause = `${subject} left ${nameOf(last)} and did not come to ${nameOf(next)}: what lies between loses UDP port ${next.tunnelPort}`;
    const sentence = `Let UDP port ${next.tunnelPort} pass from ${last.host} to ${next.host}.`;
    return { ...told(sightings, next, cause, null), fix: { kind: 'advice', sentence } };
  }
  const ports = [last, next].every(({ object }) => object.kind === 'host-end' || object.kind === 'vxlan');
  const bridge: Place = { ...last, object: { kind: 'bridge', name: last.bridge, namespace: null } };
  // What goes on is dropped before the next thing has it; between two ports lies their bridge.
  const at = ports ? bridge : next;
  const cause = `${subject} were last seen at ${nameOf(last)} and did not come to ${nameOf(next)}`;
  return told(sightings, at, cause, caught(suspects, last, next));
}

function told(sightings: readonly Sighting[], where: Place | null, what: string, by: Caught | null): Lost {
  const at = by?.place ?? where;
  const cause = by ? `${what}: ${by.suspect.words} drops them` : what;
  return {
    result: {
      what: 'capture',
      sentence: `Marked packets were looked for at ${sightings.length} places: ${cause}.`,
      passed: false,
    },
    at: at && { hostId: at.hostId, host: at.host, object: at.object },
    cause,
    fix: by && where ? fixOf(by.suspect, where.host) : null,
  };
}

function nameOf({ object, host }: Place): string {
  return `${objectWords(object)} on ${host}`;
}
