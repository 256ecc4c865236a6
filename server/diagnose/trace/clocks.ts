import type { Crossing } from './correlator';

/** One question for a host's time and its answer: controller's clock before and after, host's in between. Microseconds. */
export type Exchange = {
  sentAt: number;
  hostAt: number;
  receivedAt: number /** Of the host's answer. */;
  stepUs: number;
};

/** What a host's clock shows more than the controller's, and by how much that may be wrong. Microseconds. */
export type HostClock = { hostId: string; offsetUs: number; errorUs: number };

/** What the second host's clock shows more than the first's. packets: from packets that went both ways between them. */
export type ClockGap = { gapUs: number; errorUs: number; by: 'exchange' | 'packets' };

/** An interval in which a difference of clocks lies for certain. */
type Bounds = { low: number; high: number };

/** Microseconds in each by which two clocks drift apart at most; quartz without NTP does some 50 parts in a million each. */
const DRIFT = 100 / 1_000_000;

/**
 * How far the clocks of two hosts are apart. From exchanges over SSH the one with the least round trip counts, and half
 * of that is the error (as in NTP, RFC 5905). Packets tell more: none comes before it left, so each one bounds the
 * difference from one side, and those of both directions from both.
 */
export class Clocks {
  private readonly exchanges = new Map<string, Bounds>();
  private packets: (Bounds & { at: number }) | null = null;

  /** @param hosts ids, of the way there; the second one is left out where both ends are on one host */
  constructor(private readonly hosts: readonly [string, string?]) {}

  /** All exchanges that were just made with one host; those before are forgotten. */
  asked(hostId: string, exchanges: readonly Exchange[]): void {
    const bounds = exchanges.map(boundsOf).sort((a, b) => width(a) - width(b));
    if (bounds[0]) this.exchanges.set(hostId, bounds[0]);
  }

  /** @param now microseconds */
  crossed(crossings: readonly Crossing[], now: number): void {
    if (crossings.length === 0) return;
    const { at, ...known } = this.packets ?? { ...EVERYTHING, at: now };
    const drifted = Math.max(0, now - at) * DRIFT;
    let bounds: Bounds = { low: known.low - drifted, high: known.high + drifted };
    for (const { direction, left, came } of crossings) {
      // There: it came on the second host's clock after it left on the first's. Back: the other way round.
      const shown =
        direction === 'there' ? { ...EVERYTHING, high: came - left } : { ...EVERYTHING, low: left - came };
      // A clock that was set meanwhile: what was known before is of another time.
      bounds = common(bounds, shown) ?? shown;
    }
    this.packets = { ...bounds, at: now };
  }

  /** null: there is one host, or nobody could be asked. */
  gap(): ClockGap | null {
    const [first, second] = this.hosts;
    const a = this.exchanges.get(first);
    const b = second === undefined ? undefined : this.exchanges.get(second);
    const asked = a && b ? { low: b.low - a.high, high: b.high - a.low } : null;
    // Where the two contradict each other, a clock was set meanwhile; then what was just asked is right.
    const both = this.packets && (asked ? common(asked, this.packets) : this.packets);
    const best = both && Number.isFinite(width(both)) ? both : asked;
    if (!best) return null;
    const by = asked && best.low === asked.low && best.high === asked.high ? 'exchange' : 'packets';
    return { gapUs: Math.round(middle(best)), errorUs: Math.ceil(width(best) / 2), by };
  }

  /** Of each host, to be taken off its times. What is known of one tells of the other, too, by their gap. */
  offsets(): HostClock[] {
    const [first, second] = this.hosts;
    const gap = this.gap();
    const own = this.exchanges.get(first) ?? null;
    if (second === undefined || !gap) {
      return this.hosts.flatMap((hostId) =>
        hostId === undefined ? [] : [clockOf(hostId, this.exchanges.get(hostId))],
      );
    }
    const other = this.exchanges.get(second);
    const seen = other && {
      low: other.low - gap.gapUs - gap.errorUs,
      high: other.high - gap.gapUs + gap.errorUs,
    };
    const a = clockOf(first, own && seen ? (common(own, seen) ?? own) : (own ?? seen));
    const b = { hostId: second, offsetUs: a.offsetUs + gap.gapUs, errorUs: a.errorUs + gap.errorUs };
    return [a, b];
  }
}

function clockOf(hostId: string, bounds: Bounds | undefined): HostClock {
  if (!bounds) return { hostId, offsetUs: 0, errorUs: 0 };
  return { hostId, offsetUs: Math.round(middle(bounds)), errorUs: Math.ceil(width(bounds) / 2) };
}

const EVERYTHING: Bounds = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

function boundsOf({ sentAt, hostAt, receivedAt, stepUs }: Exchange): Bounds {
  return { low: hostAt - receivedAt, high: hostAt + stepUs - sentAt };
}

const width = ({ low, high }: Bounds) => high - low;
const middle = ({ low, high }: Bounds) => (low + high) / 2;

/** null: they contradict each other. */
function common(a: Bounds, b: Bounds): Bounds | null {
  const both = { low: Math.max(a.low, b.low), high: Math.min(a.high, b.high) };
  return both.low <= both.high ? both : null;
}
