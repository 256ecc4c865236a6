import { LINK_GROUP, parseOwnerMark } from '@/server/model/owner';
import type { Observed, ObservedLink } from '@/server/observe/observed';
import type { ForeignObject } from './fabric-graph';

/**
 * Overlay objects on a host that are not ours and that intent does not name: bridges, VXLAN interfaces, veths and
 * other virtual devices, and namespaces. The host's own uplinks (underlay, the address that SSH uses, loopback) are
 * no overlay objects, whatever their kind.
 */
export function foreignObjects(
  observed: Observed,
  named: ReadonlySet<string>,
  uplinks: { device: string | null; addresses: readonly string[] },
): ForeignObject[] {
  const found: ForeignObject[] = [];
  const isUplink = (link: ObservedLink) =>
    link.name === uplinks.device ||
    link.addresses.some((address) => uplinks.addresses.includes(address.text.split('/')[0] ?? ''));
  for (const link of observed.links) {
    if (link.kindName === '' || link.kind === 'loopback' || link.name === 'lo') continue;
    if (link.group === LINK_GROUP || parseOwnerMark(link.alias) || named.has(link.name) || isUplink(link))
      continue;
    found.push({ kind: link.kindName, name: link.name, detail: detailOf(link) });
  }
  for (const namespace of observed.namespaces) {
    const ours = namespace.links.some((link) => link.name === 'lo' && parseOwnerMark(link.alias));
    if (ours || named.has(`netns ${namespace.name}`)) continue;
    found.push({ kind: 'namespace', name: namespace.name, detail: namespace.unreadable ?? '' });
  }
  return found;
}

function detailOf(link: ObservedLink): string {
  if (link.vxlan) return `VNI ${link.vxlan.vni}, port ${link.vxlan.port}`;
  const address = link.addresses.find((candidate) => candidate.scope === 'global');
  return address?.text ?? (link.master ? `in ${link.master}` : '');
}
