import type { DesiredVxlan } from '../compile/desired';
import { statusKey } from '../model/status-key';
import { type Subject, status } from './judge';
import type { HostView } from './reading';
import { worst } from './roll-up';
import type { Status, StatusFact } from './status';

/** One end of a tunnel: a network's VXLAN interface on a host, and what was found of it. */
export type TunnelEnd = {
  host: HostView;
  vxlan: DesiredVxlan;
  status: Status;
  /** VTEPs to which it should flood and does not. */
  missing: ReadonlySet<string>;
};

/** A pair of VTEPs with one VNI: both ends, and the flood entries both ways. */
export function tunnelStatus(networkName: string, a: TunnelEnd, b: TunnelEnd): Status {
  const subject: Subject = {
    key: statusKey.tunnel(a.vxlan.networkId, a.host.hostId, b.host.hostId),
    name: `the tunnel of ${networkName} between ${a.host.name} and ${b.host.name}`,
    tenantId: a.vxlan.tenantId,
  };
  const ends = [a, b].map((end) => end.status);
  const gravest = worst(ends.filter(({ health }) => health === 'unknown' || health === 'pending'));
  if (gravest) return status(subject, gravest.health, gravest.sentence, gravest.facts);
  const unequal = unequalFacts(a, b);
  const [mismatch] = unequal;
  if (mismatch) {
    return status(
      subject,
      mismatch.what === 'MTU' ? 'degraded' : 'failed',
      `${subject.name}: ${mismatch.what} is ${mismatch.expected} on ${a.host.name} and ${mismatch.found} on ${b.host.name}`,
      unequal,
    );
  }
  const closed = a.missing.size + b.missing.size === 0 ? [] : closedWays(a, b);
  if (closed.length > 0) {
    const health = closed.length === 2 ? 'failed' : 'degraded';
    const sentence = closed.map(({ words }) => words).join('; ');
    return status(
      subject,
      health,
      `${subject.name}: ${sentence}`,
      closed.map(({ fact }) => fact),
    );
  }
  const failed = worst(ends.filter(({ health }) => health === 'failed'));
  if (failed) return status(subject, 'failed', failed.sentence, failed.facts);
  return status(subject, 'healthy', `${subject.name} is open both ways (VNI ${a.vxlan.vni})`, []);
}

/**
 * Whether the pair has nothing to say that its ends do not say: healthy, or not known because of an end. Costs nothing,
 * as a network on 200 hosts has 19,900 pairs.
 */
export function isPlain(a: TunnelEnd, b: TunnelEnd): boolean {
  if (a.status.health === 'failed' || b.status.health === 'failed') return false;
  const ends = [a.status.health, b.status.health];
  if (ends.includes('unknown') || ends.includes('pending')) return true;
  const isOpen = a.missing.size + b.missing.size === 0 || closedWays(a, b).length === 0;
  return isOpen && unequalFacts(a, b).length === 0;
}

/** What both ends must have in common; `expected` is what the first has, `found` what the second has. */
function unequalFacts(a: TunnelEnd, b: TunnelEnd): StatusFact[] {
  const [first, second] = [a, b].map(({ host, vxlan }) => host.links.get(vxlan.name));
  if (!first?.vxlan || !second?.vxlan) return [];
  const rows: [string, string | number, string | number][] = [
    ['VNI', first.vxlan.vni, second.vxlan.vni],
    ['UDP port', first.vxlan.port, second.vxlan.port],
    ['MTU', first.mtu, second.mtu],
  ];
  return rows
    .filter(([, one, other]) => one !== other)
    .map(([what, one, other]) => ({ what, expected: String(one), found: String(other) }));
}

type ClosedWay = { words: string; fact: StatusFact };

function closedWays(a: TunnelEnd, b: TunnelEnd): ClosedWay[] {
  return [...closedWay(a, b), ...closedWay(b, a)];
}

function closedWay(from: TunnelEnd, to: TunnelEnd): ClosedWay[] {
  const vtep = to.host.desired.underlay?.address ?? '';
  if (!from.missing.has(vtep)) return [];
  const what = `flood entry of ${from.vxlan.name} on ${from.host.name}`;
  return [
    {
      words: `${from.host.name} does not flood to ${to.host.name} (${vtep})`,
      fact: { what, expected: vtep, found: 'missing' },
    },
  ];
}
