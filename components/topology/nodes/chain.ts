import * as m from '../graph/metrics';
import type { Facing } from '../graph/placement';

const LANE_WIDTH = m.HOST_WIDTH - 2 * m.LANE_INSET;

/** Left edges of the parts of a chain within its lane, and how far the port on the card's border is. */
export type Chain = {
  endpointX: number;
  bridgeX: number;
  vxlanX: number;
  veth: { from: number; to: number };
  uplink: { from: number; to: number };
  stub: { from: number; to: number };
};

const rightwards: Chain = (() => {
  const endpointX = m.LANE_PADDING;
  const bridgeX = endpointX + m.ENDPOINT_WIDTH + m.VETH_LENGTH;
  const vxlanX = bridgeX + m.BRIDGE_WIDTH + m.UPLINK_LENGTH;
  return {
    endpointX,
    bridgeX,
    vxlanX,
    veth: { from: endpointX + m.ENDPOINT_WIDTH, to: bridgeX },
    uplink: { from: bridgeX + m.BRIDGE_WIDTH, to: vxlanX },
    stub: { from: vxlanX + m.VXLAN_WIDTH, to: LANE_WIDTH + m.LANE_INSET },
  };
})();

function mirrored(chain: Chain): Chain {
  const flip = (x: number) => LANE_WIDTH - x;
  const wire = ({ from, to }: { from: number; to: number }) => ({ from: flip(from), to: flip(to) });
  return {
    endpointX: flip(chain.endpointX + m.ENDPOINT_WIDTH),
    bridgeX: flip(chain.bridgeX + m.BRIDGE_WIDTH),
    vxlanX: flip(chain.vxlanX + m.VXLAN_WIDTH),
    veth: wire(chain.veth),
    uplink: wire(chain.uplink),
    stub: wire(chain.stub),
  };
}

export const CHAIN: Record<Facing, Chain> = { right: rightwards, left: mirrored(rightwards) };
