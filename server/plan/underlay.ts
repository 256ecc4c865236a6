import type { Desired, DesiredVxlan } from '../compile/desired';
import { ETHERNET_MTU, innerMtu, SMALLEST_INNER_MTU, SMALLEST_IPV4_MTU } from '../model/mtu';
import type { ObservedLink } from '../observe/observed';
import type { What } from './foreign';
import type { View } from './view';

/** Why the underlay as it is cannot carry a VXLAN interface. */
export function underlayObstacles(desired: Desired, host: View): (wanted: DesiredVxlan) => What | null {
  const ipv6 = new Set(
    desired.veths
      .filter(({ namespaceEnd }) => namespaceEnd.addresses.some((text) => text.includes(':')))
      .map(({ networkId }) => networkId),
  );
  return (wanted) => notThere(host, wanted) ?? tooSmall(host, wanted, ipv6.has(wanted.networkId));
}

function notThere(host: View, wanted: DesiredVxlan): What | null {
  const device = host.links.get(wanted.device);
  if (!device) {
    return {
      code: 'underlay-device-missing',
      object: wanted.device,
      sentence: `the underlay device ${wanted.device} is not there: choose a device that this host has, and ${wanted.name} will be built`,
    };
  }
  const { local } = wanted;
  const there = device.addresses.some(({ text }) => text.split('/')[0] === local);
  if (local === null || there) return null;
  return {
    code: 'underlay-address-missing',
    object: wanted.device,
    sentence: `${wanted.device} does not have the VTEP address ${local}: give it the address, or choose one that it has (${addressWords(device)})`,
  };
}

function tooSmall(host: View, wanted: DesiredVxlan, ipv6: boolean): What | null {
  const { mtu, name } = wanted;
  if (mtu === null) return null;
  const smallest = ipv6 ? SMALLEST_INNER_MTU : SMALLEST_IPV4_MTU;
  if (mtu < smallest) {
    return {
      code: 'mtu-too-small',
      object: name,
      sentence: `an MTU of ${mtu} bytes leaves no room for ${ipv6 ? 'IPv6' : 'IPv4'} in ${name} (at least ${smallest}): raise the MTU of the underlay`,
    };
  }
  // The kernel clamps a larger MTU silently when the device is made, and refuses it afterwards.
  const underlay = host.links.get(wanted.device)?.mtu ?? ETHERNET_MTU;
  const carried = innerMtu(underlay, (wanted.local ?? '').includes(':') ? 6 : 4);
  if (mtu <= carried) return null;
  return {
    code: 'mtu-too-small',
    object: wanted.device,
    sentence: `${wanted.device} has an MTU of ${underlay} bytes and carries ${carried} inside VXLAN, but ${name} is to have ${mtu}: raise the MTU of ${wanted.device}, or lower that of the network`,
  };
}

function addressWords(device: ObservedLink): string {
  const addresses = device.addresses.filter(({ scope }) => scope === 'global').map(({ text }) => text);
  return addresses.length > 0 ? addresses.join(', ') : 'it has none';
}
