import type { Fix } from './answer';
import type { Place } from './places';

/** Something on a host that may be what drops packets: a rule of its packet filter, a queue. */
export type Suspect = {
  hostId: string;
  /** null: the host's own. */
  namespace: string | null;
  /** null: it is of no one device, or nobody knows of which. */
  device: string | null;
  /** `arriving`: it has what came in on its device; `leaving`: what goes out; `within`: what is on its way between devices. */
  at: 'arriving' | 'leaving' | 'within';
  /** Of the packet filter: bridge, netdev, inet, ip, ip6, arp. null: a queue. */
  family: string | null;
  words: string;
  argv: readonly string[];
};

export type Caught = { suspect: Suspect; place: Place | null };

/** Families whose rules see what goes from one port of a bridge to another. */
const BRIDGED = new Set(['bridge', 'netdev']);

/**
 * Who of the suspects can have dropped what was last seen at one place and did not come to the next (null: it came out of,
 * or was to go into, what lies behind the place), and at which of both places that is.
 */
export function caught(suspects: readonly Suspect[], last: Place | null, next: Place | null): Caught | null {
  const both = [last, next].filter((place) => place !== null);
  const isBridged = both.length === 2 && both.every(({ object }) => isPort(object.kind));
  const fitting = suspects.flatMap((suspect): { suspect: Suspect; place: Place | null; rank: number }[] => {
    if (last && isAt(suspect, last) && suspect.at === 'arriving') return [{ suspect, place: last, rank: 0 }];
    // What a queue drops is not seen on its device any more (dev_queue_xmit).
    if (next && isAt(suspect, next) && suspect.at === 'leaving') return [{ suspect, place: next, rank: 0 }];
    if (suspect.device !== null || !both.some((place) => isIn(suspect, place))) return [];
    // Without a device: whatever comes in there.
    if (suspect.at === 'arriving')
      return last && isIn(suspect, last) ? [{ suspect, place: last, rank: 0.5 }] : [];
    const suits = BRIDGED.has(suspect.family ?? '') === isBridged;
    return [{ suspect, place: null, rank: suits ? 1 : 3 }];
  });
  const [first] = fitting.toSorted((a, b) => a.rank - b.rank);
  return first ? { suspect: first.suspect, place: first.place } : null;
}

function isPort(kind: string): boolean {
  return kind === 'host-end' || kind === 'vxlan';
}

function isIn({ hostId, namespace }: Suspect, place: Place): boolean {
  return hostId === place.hostId && namespace === place.namespace;
}

function isAt(suspect: Suspect, place: Place): boolean {
  return isIn(suspect, place) && suspect.device === place.device;
}

export function fixOf({ argv }: Suspect, host: string): Fix {
  return {
    kind: 'command',
    host,
    argv,
    sentence: `On ${host}, let them pass, as with: ${argv.join(' ')}`,
  };
}
