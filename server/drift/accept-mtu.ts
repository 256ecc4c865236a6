import type { Network } from '../model/intent';
import { ETHERNET_MTU, innerMtu, SMALLEST_INNER_MTU, SMALLEST_IPV4_MTU } from '../model/mtu';
import type { Acceptance, Whole } from './acceptance';
import type { Lost, Scene } from './scene';

/**
 * An MTU is that of the whole network, on all its hosts; an adopted network may have one of its own on each host, for
 * bridge and VXLAN interface.
 */
export function acceptMtu(scene: Scene, lost: Lost, { tenant, network }: Whole): Acceptance {
  if (!network) return { whyNot: 'its network is no longer in intent' };
  const mtu = Number(lost.found);
  const whyNot = tooSmall(network, mtu) ?? tooLarge(scene, mtu);
  if (whyNot !== null) return { whyNot };
  const { hostId } = scene.desired;
  const own = network.found[hostId];
  const changed: Network =
    lost.mending.object.kind !== 'veth' && own?.mtu !== undefined
      ? { ...network, found: { ...network.found, [hostId]: { ...own, mtu } } }
      : { ...network, mtu };
  return { operations: [{ op: 'network.set', tenantId: tenant.id, network: changed }] };
}

function tooSmall({ subnets }: Network, mtu: number): string | null {
  const ipv6 = subnets.some((subnet) => subnet.includes(':'));
  const smallest = ipv6 ? SMALLEST_INNER_MTU : SMALLEST_IPV4_MTU;
  return mtu < smallest ? `${ipv6 ? 'IPv6' : 'IPv4'} needs at least ${smallest} bytes in this network` : null;
}

/** The kernel takes no more on a VXLAN interface than its underlay carries. */
function tooLarge({ desired, observed }: Scene, mtu: number): string | null {
  const { underlay } = desired;
  if (!underlay) return null;
  const bytes = observed.links.find(({ name }) => name === underlay.device)?.mtu ?? ETHERNET_MTU;
  const carried = innerMtu(bytes, underlay.address.includes(':') ? 6 : 4);
  return mtu > carried
    ? `${underlay.device} carries ${carried} bytes inside VXLAN: raise its MTU first`
    : null;
}
