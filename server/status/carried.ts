import type { Carriage } from '../live/carriage';
import { isTroubled } from './carriages';
import type { Health, StatusFact } from './status';

export type Carried = {
  health: Extract<Health, 'healthy' | 'degraded' | 'failed'>;
  sentence: string;
  facts: StatusFact[];
};

/**
 * Whether the underlay carries between two hosts, from the probes of both ways. An echo goes there and back: where only
 * one way has no answer, something on it treats the two hosts differently, and frames may still pass.
 */
export function carriedHealth(ways: readonly Carriage[], nameOf: (hostId: string) => string): Carried {
  const lost = ways.filter(isLost);
  const troubled = ways.filter(isTroubled);
  const [first] = lost.length > 0 ? lost : troubled;
  return {
    health: !first ? 'healthy' : lost.length === ways.length ? 'failed' : 'degraded',
    sentence: first ? troubleOf(first, nameOf) : 'the underlay carries both ways',
    facts: ways.map((way) => factOf(way, nameOf)),
  };
}

function isLost({ received, error }: Carriage): boolean {
  return error !== null || received === 0;
}

function troubleOf(way: Carriage, nameOf: (hostId: string) => string): string {
  const { from, to, source, target, sent, received, error } = way;
  const ends = `from ${nameOf(from)} (${source}) to ${nameOf(to)} (${target})`;
  if (error !== null) return `the underlay does not carry ${ends}: ${error}`;
  if (received === 0) return `the underlay does not carry ${ends}: none of ${sent} packets was answered`;
  return `the underlay loses packets ${ends}: ${received} of ${sent} were answered`;
}

function factOf(way: Carriage, nameOf: (hostId: string) => string): StatusFact {
  const { from, to, sent, received, avgMs, error } = way;
  const loss = sent === 0 ? '' : `${Math.round(((sent - received) / sent) * 100)} % lost`;
  const rtt = avgMs === null ? '' : `RTT ${roughly(avgMs)}`;
  return {
    what: `underlay ${nameOf(from)} → ${nameOf(to)}`,
    expected: '0 % lost',
    found: error ?? [loss, rtt].filter(Boolean).join(', '),
  };
}

/** In steps, so that a status is not told anew for every probe; the exact figures are in the carriage. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500];

function roughly(milliseconds: number): string {
  const step = STEPS.find((most) => milliseconds < most);
  return step === undefined ? 'over 500 ms' : `under ${step} ms`;
}
