import { notAssignable, parseAddress } from '../model/address';
import { badNamespaceName } from '../model/device-name';
import type { PingRequest } from './ping-event';

/** A ping that is not sent, and what would be right. */
export class PingRefused extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'PingRefused';
  }
}

const BOUNDS = {
  count: { least: 1, most: 1000, unit: 'packets' },
  intervalMs: { least: 200, most: 10_000, unit: 'ms between packets' },
  /** 65535 less the headers of IPv4 and ICMP. */
  size: { least: 0, most: 65_507, unit: 'bytes' },
} as const;

/** Seconds that ping waits for an answer. */
const WAIT_S = 2;
/** Milliseconds above what its packets need, after which a ping is ended whatever it does. */
const SPARE_MS = 15_000;

/** Why this ping is not sent, or null. */
export function badPing(request: PingRequest): string | null {
  for (const key of ['count', 'intervalMs', 'size'] as const) {
    const { least, most, unit } = BOUNDS[key];
    const value = request[key];
    if (!Number.isInteger(value) || value < least || value > most) {
      return `A ping has ${least} to ${most} ${unit}, not ${value}.`;
    }
  }
  const name = badNamespaceName(request.namespace);
  if (name !== null) return `${name}.`;
  // Names, octal and decimal spellings, zones and options are no addresses to this parser.
  const target = parseAddress(request.target);
  if (target === null) {
    return `A ping goes to an address such as 10.1.0.5 or 2001:db8::5, not "${request.target.slice(0, 60)}".`;
  }
  const bad = notAssignable(target);
  return bad === null ? null : `${bad}; ping an address that an endpoint can have.`;
}

/** @throws PingRefused */
export function pingArgv(request: PingRequest): string[] {
  const bad = badPing(request);
  if (bad !== null) throw new PingRefused(bad);
  return [
    ...['ip', 'netns', 'exec', request.namespace],
    ...['ping', '-n', '-O', '-c', String(request.count), '-i', String(request.intervalMs / 1000)],
    ...['-s', String(request.size), ...(request.dontFragment ? ['-M', 'do'] : [])],
    ...['-W', String(WAIT_S), '--', parseAddress(request.target)?.text ?? ''],
  ];
}

/** Milliseconds after which the remote process is ended in any case. */
export function pingLimitMs({ count, intervalMs }: PingRequest): number {
  return count * intervalMs + WAIT_S * 1000 + SPARE_MS;
}
