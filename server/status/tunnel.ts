import type { DesiredVxlan } from '../compile/desired';
import type { Carriage } from '../live/carriage';
import { statusKey } from '../model/status-key';
import type { Carriages } from './carriages';
import { carriedHealth } from './carried';
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

/**
 * A pair of VTEPs with one VNI: both ends, the flood entries both ways, and whether the underlay carries both ways. The
 * gravest of what is wrong is told.
 */
export function tunnelStatus(
  networkName: string,
  a: TunnelEnd,
  b: TunnelEnd,
  ways: readonly Carriage[],
): Status {
  const subject: Subject = {
    key: statusKey.tunnel(a.vxlan.networkId, a.host.hostId, b.host.hostId),
    name: `the tunnel of ${networkName} between ${a.host.name} and ${b.host.name}`,
    tenantId: a.vxlan.tenantId,
  };
  const ends = [a.status, b.status];
  const unseen = worst(ends.filter(({ health }) => health === 'unknown' || health === 'pending'));
  if (unseen) return status(subject, unseen.health, unseen.sentence, unseen.facts);
  const failed = worst(ends.filter(({ health }) => health === 'failed'));
  // What the ends are like together says more than what one of them is like.
  const [own] = [
    ...mismatched(subject, a, b),
    ...closed(subject, a, b),
    ...(failed ? [status(subject, 'failed', failed.sentence, failed.facts)] : []),
  ];
  const wrong = worst([...(own ? [own] : []), ...notCarried(subject, a, b, ways)]);
  return (
    wrong ??
    status(subject, 'healthy', `${subject.name} is open both ways (VNI ${a.vxlan.vni})`, [
      ...endFacts(a, b),
      ...endFacts(b, a),
      ...carriedHealth(ways, namesOf(a, b)).facts,
    ])
  );
}

function mismatched(subject: Subject, a: TunnelEnd, b: TunnelEnd): Status[] {
  const unequal = unequalFacts(a, b);
  const [first] = unequal;
  if (!first) return [];
  const { what, expected, found } = first;
  const words = `${what} is ${expected} on ${a.host.name} and ${found} on ${b.host.name}`;
  return [status(subject, what === 'MTU' ? 'degraded' : 'failed', `${subject.name}: ${words}`, unequal)];
}

function closed(subject: Subject, a: TunnelEnd, b: TunnelEnd): Status[] {
  const ways = a.missing.size + b.missing.size === 0 ? [] : closedWays(a, b);
  if (ways.length === 0) return [];
  const words = ways.map((way) => way.words).join('; ');
  const facts = ways.map(({ fact }) => fact);
  return [status(subject, ways.length === 2 ? 'failed' : 'degraded', `${subject.name}: ${words}`, facts)];
}

function notCarried(subject: Subject, a: TunnelEnd, b: TunnelEnd, ways: readonly Carriage[]): Status[] {
  const { health, sentence, facts } = carriedHealth(ways, namesOf(a, b));
  if (health === 'healthy') return [];
  const all = [...facts, ...endFacts(a, b), ...endFacts(b, a)];
  return [status(subject, health, `${subject.name}: ${sentence}`, all)];
}

const namesOf = (a: TunnelEnd, b: TunnelEnd) => (hostId: string) =>
  (hostId === a.host.hostId ? a : b).host.name;

/**
 * Whether the pair has nothing to say that its ends do not say: healthy, or not known because of an end. Costs nothing,
 * as a network on 200 hosts has 19,900 pairs.
 */
export function isPlain(a: TunnelEnd, b: TunnelEnd, carriages: Carriages): boolean {
  if (a.status.health === 'failed' || b.status.health === 'failed') return false;
  const ends = [a.status.health, b.status.health];
  if (ends.includes('unknown') || ends.includes('pending')) return true;
  if (carriages.isTroubled(a.host.hostId, b.host.hostId)) return false;
  const isOpen = a.missing.size + b.missing.size === 0 || closedWays(a, b).length === 0;
  return isOpen && unequalFacts(a, b).length === 0;
}

/** What one end is like, and whether it floods to the other. */
function endFacts({ host, vxlan, missing }: TunnelEnd, to: TunnelEnd): StatusFact[] {
  const found = host.links.get(vxlan.name);
  const vtep = to.host.desired.underlay?.address ?? '';
  const fact = (what: string, expected: string | number | null, has: string | number): StatusFact => ({
    what: `${what} on ${host.name}`,
    expected: expected === null ? null : String(expected),
    found: String(has),
  });
  if (!found?.vxlan) return [];
  return [
    fact('VNI', vxlan.vni, found.vxlan.vni),
    fact('UDP port', vxlan.port, found.vxlan.port),
    fact('MTU', vxlan.mtu, found.mtu),
    fact(`flood entry ${vtep}`, 'there', missing.has(vtep) ? 'missing' : 'there'),
  ];
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
