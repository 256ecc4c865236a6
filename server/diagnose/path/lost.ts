import type { Culprit, Fix, ProbeResult } from './answer';
import type { Place } from './places';
import { objectWords } from './verdict';

/** Whether what was sent passed by a place, and whether the answer to it did. */
export type Sighting = { place: Place; there: boolean; back: boolean };

/** A rule of a host's packet filter that may be what drops packets. */
export type Suspect = { hostId: string; rule: string; argv: readonly string[] };

export type Lost = { result: ProbeResult; at: Culprit | null; cause: string; fix: Fix | null };

/**
 * Between which two places packets, or the answers to them, were lost, and what that means. `sightings` in the order of
 * the way there.
 */
export function lostBetween(sightings: readonly Sighting[], suspects: readonly Suspect[]): Lost {
  const there = sightings.findLastIndex((one) => one.there);
  if (there < 0) {
    const first = sightings[0]?.place;
    return told(
      sightings,
      first ?? null,
      first ? `none left ${nameOf(first)}` : 'there was no place to look at',
      null,
    );
  }
  const next = sightings[there + 1];
  const last = sightings[there]?.place ?? null;
  if (next && last) return between(sightings, last, next.place, 'packets', suspects);
  const back = sightings.findIndex((one) => one.back);
  const answered = sightings[back]?.place;
  if (!answered || !last) {
    return told(
      sightings,
      last,
      `they came to ${last ? nameOf(last) : 'nowhere'}, and no answer was given there`,
      null,
    );
  }
  const before = sightings[back - 1];
  if (!before)
    return told(
      sightings,
      answered,
      `the answers came back to ${nameOf(answered)}, and ping did not take them`,
      null,
    );
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
    return told(sightings, next, cause, { kind: 'advice', sentence });
  }
  const ports = [last, next].every(({ object }) => object.kind === 'host-end' || object.kind === 'vxlan');
  const bridge: Place = { ...last, object: { kind: 'bridge', name: last.bridge, namespace: null } };
  // What goes on is dropped before the next thing has it; between two ports lies their bridge.
  const at = ports ? bridge : next;
  const cause = `${subject} were last seen at ${nameOf(last)} and did not come to ${nameOf(next)}`;
  const suspect = suspects.find(({ hostId }) => hostId === last.hostId);
  if (!suspect) return told(sightings, at, cause, null);
  return told(sightings, at, `${cause}: ${suspect.rule} drops them`, {
    kind: 'command',
    host: last.host,
    argv: suspect.argv,
    sentence: `On ${last.host}, let them pass, as with: ${suspect.argv.join(' ')}`,
  });
}

function told(sightings: readonly Sighting[], at: Place | null, cause: string, fix: Fix | null): Lost {
  const sentence = `Marked packets were looked for at ${sightings.length} places: ${cause}.`;
  return {
    result: { what: 'capture', sentence, passed: false },
    at: at && { hostId: at.hostId, host: at.host, object: at.object },
    cause,
    fix,
  };
}

function nameOf({ object, host }: Place): string {
  return `${objectWords(object)} on ${host}`;
}
