import type { Desired } from '../compile/desired';
import { bridgeDifferences } from '../status/bridge';
import type { Difference } from '../status/difference';
import type { Compared } from '../status/found';
import type { Stopped } from '../status/stopped';
import { hostEndDifferences, namespaceDifferences, namespaceEndDifferences } from '../status/veth';
import { vxlanDifferences } from '../status/vxlan';

/** One thing that is desired, and how it differs. */
export type Part = {
  tenantId: string;
  networkId: string | null;
  endpointId: string | null;
  differences: readonly Difference[];
};

/** Everything that is desired on a host and that nothing stops. */
export function* differing(desired: Desired, found: Compared, stopped: Stopped): Generator<Part> {
  const reached = new Set<string>();
  for (const veth of desired.veths) if (stopped.veth(veth).length === 0) reached.add(veth.endpointId);
  for (const namespace of desired.namespaces) {
    const { tenantId, endpointId, name } = namespace;
    if (stopped.endpoint(endpointId).length > 0) continue;
    // A namespace that none of its networks can reach is not made.
    if (!reached.has(endpointId) && !found.namespaces.has(name)) continue;
    yield { tenantId, networkId: null, endpointId, differences: namespaceDifferences(namespace, found) };
  }
  for (const bridge of desired.bridges) {
    const { tenantId, networkId } = bridge;
    if (stopped.network(networkId).length > 0) continue;
    yield { tenantId, networkId, endpointId: null, differences: bridgeDifferences(bridge, found) };
  }
  for (const vxlan of desired.vxlans) {
    const { tenantId, networkId } = vxlan;
    if (stopped.network(networkId).length > 0) continue;
    yield { tenantId, networkId, endpointId: null, differences: vxlanDifferences(vxlan, found) };
  }
  for (const veth of desired.veths) {
    const { tenantId, networkId, endpointId } = veth;
    if (stopped.veth(veth).length > 0) continue;
    const differences = [...hostEndDifferences(veth, found), ...namespaceEndDifferences(veth, found)];
    yield { tenantId, networkId, endpointId, differences };
  }
}
