import type { Desired, DesiredVxlan } from '../../compile/desired';
import type { TunnelCrossing } from './fabric-segments';
import type { Vtep } from './host-isolation';
import type { Evidence, Shared, SharedObject } from './isolation';
import { command, ip, listed } from './shown';
import { type Names, sharedKey } from './told';

/** What the judges know of a host beside what its VXLAN interfaces are. */
export type Known = { desired: Desired | null; readAt: number };

/** The interface that is not as it should be: its VNI, its port, or that it is there at all. */
export function culpritOf(crossing: TunnelCrossing, known: (hostId: string) => Known): Vtep {
  const { a, b, sender } = crossing;
  const other = sender === a ? b : a;
  for (const one of [sender, other]) if (wrong(one, known(one.hostId).desired) !== null) return one;
  for (const one of [b, a]) if (!one.isOwned) return one;
  return sender;
}

export function tunnelKey(culprit: Vtep, withHost: boolean): string {
  return sharedKey(culprit.hostId, objectOf(culprit), withHost);
}

/** Crossings with one culprit, for people. */
export function toldTunnel(
  crossings: readonly TunnelCrossing[],
  culprit: Vtep,
  known: (hostId: string) => Known,
  names: Names,
): Omit<Shared, 'since'> {
  const [first] = crossings as [TunnelCrossing];
  const { hostId, link } = culprit;
  const { withHost } = first;
  const tenantIds = [...new Set(crossings.flatMap((one) => one.tenantIds))].sort();
  const tenants = listed(tenantIds.map((id) => names.tenant(id)));
  const other = first.a === culprit ? first.b : first.a;
  const stranger = withHost ? first.b : culprit;
  const who = withHost
    ? `${tenants} ${tenantIds.length > 1 ? 'touch' : 'touches'} the host ${names.host(stranger.hostId)}`
    : `${tenants} touch`;
  const is = wrong(culprit, known(hostId).desired);
  const what = `${labelOf(culprit, names)}${culprit.isOwned || is !== null ? '' : ", which is nobody's,"}`;
  const cause =
    is === null
      ? `has VNI ${link.vxlan.vni} and UDP port ${link.vxlan.port}`
      : `has ${is.found} (it should have ${is.expected})`;
  const direction =
    first.sender === culprit
      ? `sends to ${labelOf(other, names)}`
      : `takes the frames of ${labelOf(other, names)}`;
  return {
    key: tunnelKey(culprit, withHost),
    hostId,
    tenantIds,
    withHost,
    layer: 2,
    object: objectOf(culprit),
    sentence: `${who}: ${what} ${cause} and ${direction}`,
    evidence: crossings
      .slice(0, MOST_SHOWN)
      .flatMap((one) => evidenceOf(one, known, names))
      .filter(isFirst),
    remedy: {
      hostId,
      sentence: is
        ? `delete it, and repair the drift: Overlane makes ${is.name} with ${is.expected} again`
        : 'delete it, if nobody needs it: Overlane changes nothing that is not its own',
      command: ip(culprit.namespace, 'link', 'del', 'dev', link.name),
    },
  };
}

/** Tunnels whose ends are listed as evidence. */
const MOST_SHOWN = 8;

type Wrong = { name: string; found: string; expected: string };

/** A device made anew by hand has our name and no mark. */
function wrong({ link, namespace }: Vtep, desired: Desired | null): Wrong | null {
  if (namespace !== null) return null;
  const meant: DesiredVxlan | undefined =
    desired?.vxlans.find(({ owner }) => owner === link.alias) ??
    desired?.vxlans.find(({ name }) => name === link.name);
  if (!meant) return null;
  const { vni, port } = link.vxlan;
  const differing = [
    ...(vni === meant.vni ? [] : [{ found: `VNI ${vni}`, expected: `VNI ${meant.vni}` }]),
    ...(port === meant.port ? [] : [{ found: `UDP port ${port}`, expected: `UDP port ${meant.port}` }]),
  ];
  if (differing.length === 0) return null;
  const all = (key: 'found' | 'expected') => differing.map((one) => one[key]).join(' and ');
  return { name: meant.name, found: all('found'), expected: all('expected') };
}

function evidenceOf(
  { a, b, sender, dst }: TunnelCrossing,
  known: (hostId: string) => Known,
  names: Names,
): Evidence[] {
  const receiver = sender === a ? b : a;
  const settings = (vtep: Vtep): Evidence => ({
    hostId: vtep.hostId,
    fact: `${labelOf(vtep, names)} has VNI ${vtep.link.vxlan.vni} and UDP port ${vtep.link.vxlan.port}${vtep.link.master ? ` and is a port of ${vtep.link.master}` : ''}`,
    command: ip(vtep.namespace, '-d', 'link', 'show', 'dev', vtep.link.name),
    readAt: known(vtep.hostId).readAt,
  });
  return [
    settings(sender),
    {
      hostId: sender.hostId,
      fact: `${labelOf(sender, names)} sends to ${dst}, an address of ${names.host(receiver.hostId)}`,
      command: command('bridge', 'fdb', 'show', 'dev', sender.link.name),
      readAt: known(sender.hostId).readAt,
    },
    settings(receiver),
  ];
}

function isFirst(one: Evidence, at: number, all: readonly Evidence[]): boolean {
  return all.findIndex(({ hostId, fact }) => hostId === one.hostId && fact === one.fact) === at;
}

function labelOf({ link, namespace, hostId }: Vtep, names: Names): string {
  return `${link.name}${namespace === null ? '' : ` in ${namespace}`} on ${names.host(hostId)}`;
}

function objectOf({ link, namespace }: Vtep): SharedObject {
  return { kind: 'vxlan', name: link.name, namespace };
}
