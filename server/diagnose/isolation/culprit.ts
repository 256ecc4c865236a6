import type { Desired } from '../../compile/desired';
import type { Node } from './host-graph';
import type { Crossing } from './spread';

/**
 * What joins two that should be apart. `way` leads from something of the one to something of the other; `cut` is what to
 * take away to part them.
 *
 * hub: of nobody, and several meet in it. wire: of nobody, put between. misplaced: of a tenant, or the host's hardware,
 * and in the wrong place. stack: the host itself answers there.
 */
export type Joint = {
  way: readonly Node[];
  crossing: Crossing;
  culprit: Node;
  how: 'hub' | 'wire' | 'misplaced' | 'stack';
  cut: Node;
};

export function jointOf(way: readonly Node[], crossing: Crossing, withHost: boolean): Joint {
  const strangers = way.filter((node) => node.what === 'link' && node.owner === null && !node.physical);
  const [stranger] = strangers;
  const hub = way.find((node) => isRoom(node) && node.owner === null);
  if (hub && !withHost) {
    const wire = strangers.find((node) => !isRoom(node));
    return { way, crossing, culprit: hub, how: hub.what === 'host' ? 'stack' : 'hub', cut: wire ?? hub };
  }
  if (stranger) return { way, crossing, culprit: stranger, how: 'wire', cut: stranger };
  const { a, b, edge } = crossing;
  if (edge.kind === 'stack') return { way, crossing, culprit: a, how: 'stack', cut: a };
  const smaller = (isRoom(a) && !isRoom(b)) || (b.physical && !a.physical) ? b : a;
  return { way, crossing, culprit: smaller, how: 'misplaced', cut: smaller };
}

/** Where several can meet. */
function isRoom({ what, link }: Node): boolean {
  return what !== 'link' || link?.kind === 'bridge';
}

/** Where a tenant's own device should be by intent: the bridge of a port, the namespace of an inner end. */
export function homeOf(
  { link, namespace }: Node,
  desired: Desired | null,
): { bridge: string } | { namespace: string } | null {
  if (!link || !desired) return null;
  const vxlan = desired.vxlans.find(({ owner }) => owner === link.alias);
  if (vxlan) return { bridge: vxlan.bridge };
  const veth = desired.veths.find(({ owner }) => owner === link.alias);
  if (!veth) return null;
  const isOuter = namespace === null || link.name === veth.hostEnd.name;
  return isOuter ? { bridge: veth.hostEnd.bridge } : { namespace: veth.namespace };
}
