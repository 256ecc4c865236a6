import type { Desired, DesiredBridge, DesiredNamespace, DesiredVeth, DesiredVxlan } from '../compile/desired';
import { parseOwnerMark } from '../model/owner';
import type { Obstacles } from './obstacle';
import { intentIds } from './ownership';
import type { View } from './view';

/** What is desired and nothing stands in the way of. */
export type Wanted = {
  bridges: DesiredBridge[];
  vxlans: DesiredVxlan[];
  veths: DesiredVeth[];
  namespaces: DesiredNamespace[];
};

export function wantedOf(desired: Desired, host: View, obstacles: Obstacles): Wanted {
  const veths = desired.veths.filter((veth) => !obstacles.veths.has(veth.owner));
  const entered = new Set(veths.map((veth) => veth.endpointId));
  return {
    bridges: desired.bridges.filter((bridge) => !obstacles.networks.has(bridge.networkId)),
    vxlans: desired.vxlans.filter((vxlan) => !obstacles.networks.has(vxlan.networkId)),
    veths,
    // A namespace that none of its networks can reach is not made; one that is there is kept in order.
    namespaces: desired.namespaces.filter(
      ({ endpointId, name }) =>
        !obstacles.endpoints.has(endpointId) && (entered.has(endpointId) || host.spaces.has(name)),
    ),
  };
}

/** Whether an object of ours belongs to what is stopped, so that it stays as it is. */
export function isHeld(objectId: string, obstacles: Obstacles): boolean {
  const { networkId, endpointId } = intentIds(objectId);
  if (networkId !== null) {
    // The network in the mark of a veth pair is cut at 31 characters.
    for (const id of obstacles.networks) if (id.slice(0, 31) === networkId.slice(0, 31)) return true;
  }
  if (endpointId !== null && obstacles.endpoints.has(endpointId)) return true;
  return [...obstacles.veths].some((owner) => parseOwnerMark(owner)?.id === objectId);
}
