import type { Desired } from '../../compile/desired';
import { homeOf, type Joint } from './culprit';
import { evidenceOf, reasonText } from './evidence';
import type { HostGraph, Node } from './host-graph';
import type { Remedy, Shared, SharedObject } from './isolation';
import { ip, listed, nameOf, objectOf } from './shown';

export type Names = { host(id: string): string; tenant(id: string): string };

/** A joint on one host, for people. */
export function toldJoint(
  graph: HostGraph,
  desired: Desired | null,
  joint: Joint,
  parties: { tenantIds: readonly string[]; withHost: boolean },
  names: Names,
): Omit<Shared, 'since'> {
  const { hostId } = graph;
  const { withHost } = parties;
  const tenantIds = [...new Set(parties.tenantIds)].sort();
  const object = objectOf(joint.culprit);
  const tenants = listed(tenantIds.map((id) => names.tenant(id)));
  const host = names.host(hostId);
  const who = withHost
    ? `${tenants} ${tenantIds.length > 1 ? 'touch' : 'touches'} the host ${host}`
    : `${tenants} touch on ${host}`;
  return {
    key: sharedKey(hostId, object, withHost),
    hostId,
    tenantIds,
    withHost,
    layer: layerOf(joint.way),
    object,
    sentence: `${who}: ${cause(joint, desired, names)}`,
    evidence: evidenceOf(graph, joint.way),
    remedy: remedyOf(joint, hostId, desired),
  };
}

export function sharedKey(
  hostId: string,
  { kind, namespace, name }: SharedObject,
  withHost: boolean,
): string {
  return `${hostId}/${kind}/${namespace ?? ''}/${name}/${withHost ? 'host' : 'tenants'}`;
}

function layerOf(way: readonly Node[]): 2 | 3 {
  return way.some(({ what }) => what !== 'link') ? 3 : 2;
}

function cause({ how, culprit, way, crossing }: Joint, desired: Desired | null, names: Names): string {
  const [first, last] = [way[0] as Node, way.at(-1) as Node];
  switch (how) {
    case 'wire':
      return `${strange(culprit, way)} joins ${nameOf(first)} and ${nameOf(last)}`;
    case 'hub':
      return `${culprit.what === 'namespace' ? nameOf(culprit) : `the bridge ${nameOf(culprit)}`}, which is nobody's, is joined to ${nameOf(first)} and ${nameOf(last)}`;
    case 'stack':
      return culprit.what === 'host'
        ? `the host forwards between ${nameOf(first)} and ${nameOf(last)}`
        : crossing.edge.reasons.map((reason) => reasonText(culprit, reason)).join(', and ');
    case 'misplaced':
      return misplaced(
        culprit,
        crossing.a === culprit ? crossing.b : crossing.a,
        crossing.edge.kind,
        desired,
        names,
      );
  }
}

function strange(culprit: Node, way: readonly Node[]): string {
  const { link } = culprit;
  if (link?.kind === 'veth') {
    const other = culprit.edges.find(({ kind, to }) => kind === 'veth' && way.includes(to))?.to;
    return `the veth pair ${nameOf(culprit)}${other ? ` – ${nameOf(other)}` : ''}, which is nobody's,`;
  }
  const kind = link?.kindName === '' ? 'device' : `${link?.kindName} device`;
  return `the ${kind} ${nameOf(culprit)}, which is nobody's,`;
}

function misplaced(culprit: Node, place: Node, kind: string, desired: Desired | null, names: Names): string {
  const what =
    culprit.owner === null
      ? `${culprit.link?.name}, the host's own network,`
      : `${culprit.link?.name} of ${names.tenant(culprit.owner.tenantId)}`;
  const home = homeOf(culprit, desired);
  const right = home === null ? '' : ` (it should be in ${'bridge' in home ? home.bridge : home.namespace})`;
  const where = kind === 'port' ? `is a port of ${nameOf(place)}` : `is in ${nameOf(place)}`;
  if (kind === 'port' || kind === 'inside') return `${what} ${where}${right}`;
  return `${what} is joined to ${nameOf(place)}`;
}

function remedyOf({ how, culprit, cut, crossing }: Joint, hostId: string, desired: Desired | null): Remedy {
  const name = cut.link?.name ?? '';
  if (how === 'stack') {
    if (cut.what === 'host' || culprit.what === 'host') {
      const sentence =
        'take the addresses of the host off the bridges of tenants, or turn forwarding off if nothing else needs it';
      return { hostId, sentence, command: null };
    }
    const [reason] = crossing.edge.reasons;
    if (reason?.is === 'address') {
      return {
        hostId,
        sentence: 'take the address away',
        command: ip(null, 'address', 'del', reason.text, 'dev', name),
      };
    }
    if (reason?.is === 'route') {
      const argv = ['route', 'del', reason.to, 'dev', name, 'table', reason.table];
      return { hostId, sentence: 'take the route away', command: ip(null, ...argv) };
    }
    const home = homeOf(cut, desired);
    if (home && 'bridge' in home) {
      const argv = ['link', 'set', 'dev', name, 'master', home.bridge];
      return {
        hostId,
        sentence: `put it back into ${home.bridge}, or repair the drift`,
        command: ip(null, ...argv),
      };
    }
    return {
      hostId,
      sentence: 'turn ARP off there',
      command: ip(null, 'link', 'set', 'dev', name, 'arp', 'off'),
    };
  }
  if (how === 'misplaced') {
    const home = homeOf(cut, desired);
    if (home && 'bridge' in home) {
      const argv = ['link', 'set', 'dev', name, 'master', home.bridge];
      return {
        hostId,
        sentence: `put it back into ${home.bridge}, or repair the drift`,
        command: ip(cut.namespace, ...argv),
      };
    }
    if (home) {
      const argv = ['link', 'set', 'dev', name, 'netns', home.namespace];
      return {
        hostId,
        sentence: `put it back into ${home.namespace}, or repair the drift`,
        command: ip(cut.namespace, ...argv),
      };
    }
    if (crossing.edge.kind === 'inside') {
      const argv = ['link', 'set', 'dev', name, 'netns', '1'];
      return { hostId, sentence: 'give it back to the host', command: ip(cut.namespace, ...argv) };
    }
    return {
      hostId,
      sentence: 'take it out',
      command: ip(cut.namespace, 'link', 'set', 'dev', name, 'nomaster'),
    };
  }
  if (cut.what === 'link') {
    return {
      hostId,
      sentence: `delete ${nameOf(cut)}, if nobody needs it: Overlane changes nothing that is not its own`,
      command: ip(cut.namespace, 'link', 'del', 'dev', name),
    };
  }
  return { hostId, sentence: `take the tenants' devices out of ${nameOf(cut)}`, command: null };
}
