import type { TenantLane } from '../graph/fabric-graph';
import type { Selection } from '../selection-store';

/** A lane with one network is that network's presence; with several it is the tenant. */
export function laneSelection(lane: TenantLane): Selection {
  const [only, ...others] = lane.rows;
  return only && others.length === 0
    ? { kind: 'lane', tenantId: lane.tenantId, networkId: only.networkId, hostId: lane.hostId }
    : { kind: 'tenant', tenantId: lane.tenantId };
}
