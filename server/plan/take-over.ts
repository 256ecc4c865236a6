import type { DesiredNamespace, DesiredVeth, DesiredVxlan } from '../compile/desired';
import type { ObservedLink } from '../observe/observed';
import { differs } from './draft';
import { standing } from './ownership';
import type { Space, View } from './view';
import { vxlanMisfits } from './vxlan';

/**
 * Whether a device may be taken over where intent says that it was adopted: people made it, or it was adopted as
 * something else before. What another installation holds is its own.
 */
export function mayTakeOver(found: ObservedLink, fabric: string): boolean {
  const owner = standing(found, fabric);
  return owner.is === 'foreign' || (owner.is === 'ours' && owner.origin === 'adopted');
}

/** Why what is there is not what intent describes as adopted, or null: it can be taken over with nothing but marks. */
export function bridgeUnlike(found: ObservedLink): string | null {
  return differs('kind', found.kindName || found.kind, 'bridge');
}

export function vxlanUnlike(found: ObservedLink, wanted: DesiredVxlan): string | null {
  if (found.vxlan?.external) return 'it is in external mode, and carries every VNI';
  return vxlanMisfits(found, wanted)[0]?.because ?? differs('master', found.master, wanted.bridge);
}

/** Both ends have to be there, be ends of one pair, and lie where they were found. */
export function vethUnlike(host: View, wanted: DesiredVeth): string | null {
  const { hostEnd, namespaceEnd, namespace } = wanted;
  const outside = host.links.get(hostEnd.name);
  const inside = host.spaces.get(namespace)?.links.get(namespaceEnd.name);
  if (!outside) return `${hostEnd.name} is not there`;
  if (!inside) return `${namespaceEnd.name} is not in ${namespace}`;
  return (
    differs('kind', outside.kindName || outside.kind, 'veth') ??
    (host.pairs.get(outside) === inside ? null : `${hostEnd.name} and ${namespaceEnd.name} are no pair`) ??
    differs('master', outside.master, hostEnd.bridge)
  );
}

/** A namespace is known by the pairs of its endpoint that lie in it. */
export function namespaceUnlike(
  host: View,
  found: Space,
  wanted: DesiredNamespace,
  veths: readonly DesiredVeth[],
): string | null {
  const own = veths.filter(
    ({ endpointId, origin }) => endpointId === wanted.endpointId && origin === 'adopted',
  );
  if (own.some((veth) => vethUnlike(host, veth) === null)) return null;
  const names = own.map(({ namespaceEnd }) => namespaceEnd.name).join(' or ');
  return `${names} is not in ${found.name} with its other end in the bridge of its network`;
}
