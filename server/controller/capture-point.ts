import type { Desired } from '../compile/desired';
import { parseAddress } from '../model/address';
import type { CapturePlace } from '../model/capture';
import { isSameOwner } from '../model/owner';
import type { Observed } from '../observe/observed';
import type { Tunnel } from '../probe/capture-event';

export type CapturePoint = { namespace: string | null; device: string; tunnel: Tunnel | null };

/**
 * The device behind a place, by what is desired of its host, or a sentence that says why there is none. A device that
 * does not carry the mark of what is meant is somebody else's, whatever its name, and is not looked into.
 */
export function capturePoint(
  desired: Desired,
  observed: Observed | null,
  place: CapturePlace,
): CapturePoint | string {
  if (!observed) return 'the host was not read yet';
  const linkOf = (name: string) => observed.links.find((link) => link.name === name);
  const onHost = (name: string, owner: string): CapturePoint | string => {
    const link = linkOf(name);
    if (!link) return `${name} is not there`;
    if (!isSameOwner(link.alias, owner))
      return `${name} is there, but is not what Overlane made of the tenant`;
    return { namespace: null, device: name, tunnel: null };
  };

  if ('endpointId' in place) {
    const veth = desired.veths.find(
      ({ endpointId, networkId }) => endpointId === place.endpointId && networkId === place.networkId,
    );
    const space = desired.namespaces.find(({ endpointId }) => endpointId === place.endpointId);
    if (!veth || !space) return 'intent has no such interface';
    if (place.at === 'host-end') return onHost(veth.hostEnd.name, veth.owner);
    const seen = observed.namespaces.find(({ name }) => name === space.name);
    if (!seen) return `the namespace ${space.name} is not there`;
    if (!isSameOwner(seen.links.find(({ name }) => name === 'lo')?.alias, space.owner)) {
      return `a namespace ${space.name} is there, but is not what Overlane made of the tenant`;
    }
    return { namespace: space.name, device: veth.namespaceEnd.name, tunnel: null };
  }

  const bridge = desired.bridges.find(({ networkId }) => networkId === place.networkId);
  const vxlan = desired.vxlans.find(({ networkId }) => networkId === place.networkId);
  if (place.at === 'bridge')
    return bridge ? onHost(bridge.name, bridge.owner) : 'the network is not on this host';
  if (!vxlan) return 'the network has no VXLAN interface on this host';
  if (place.at === 'vxlan') return onHost(vxlan.name, vxlan.owner);
  const family = parseAddress(desired.underlay?.address ?? '')?.family;
  if (!desired.underlay || family === undefined) return 'the host has no underlay yet';
  if (!linkOf(desired.underlay.device)) return `${desired.underlay.device} is not there`;
  const { vni, port } = vxlan;
  return { namespace: null, device: desired.underlay.device, tunnel: { vni, port, family } };
}
