import type { Desired, DesiredVeth, DesiredVxlan } from '../compile/desired';
import { badDeviceName } from '../model/device-name';
import { ETHERNET_MTU, innerMtu, SMALLEST_INNER_MTU } from '../model/mtu';
import { parseOwnerMark } from '../model/owner';
import type { ObservedLink } from '../observe/observed';
import { ownersByName } from './names';
import { isFallbackDevice, isOurs, standing, whose } from './ownership';
import type { Refusal } from './plan';
import type { Space, View } from './view';
import { sameSegment } from './vxlan';

/** RFC 791: what every IPv4 host must be able to take in. */
const SMALLEST_IPV4_MTU = 576;

/** What stands in the way on a host, and what it stops there. */
export type Obstacles = {
  refusals: Refusal[];
  /** Ids of networks that are not built here. */
  networks: ReadonlySet<string>;
  /** Ids of endpoints that are not built here. */
  endpoints: ReadonlySet<string>;
  /** Owner marks of veth pairs that are not built: their own names are taken, or what they need is stopped. */
  veths: ReadonlySet<string>;
};

export function obstacles(desired: Desired, host: View): Obstacles {
  const refusals: Refusal[] = [];
  const networks = new Set<string>();
  const endpoints = new Set<string>();
  const veths = new Set<string>();
  for (const refusal of networkObstacles(desired, host)) {
    refusals.push(refusal);
    if (refusal.networkId) networks.add(refusal.networkId);
  }
  for (const wanted of desired.namespaces) {
    const refusal = namespaceObstacle(desired.fabric, host, wanted);
    if (!refusal) continue;
    refusals.push(refusal);
    endpoints.add(wanted.endpointId);
  }
  for (const wanted of desired.veths) {
    const found =
      networks.has(wanted.networkId) || endpoints.has(wanted.endpointId)
        ? []
        : ends(desired.fabric, host, wanted);
    refusals.push(...found);
    if (found.length > 0 || networks.has(wanted.networkId) || endpoints.has(wanted.endpointId)) {
      veths.add(wanted.owner);
    }
  }
  return { refusals, networks, endpoints, veths };
}

function* networkObstacles(desired: Desired, host: View): Generator<Refusal> {
  const { fabric } = desired;
  for (const bridge of desired.bridges) {
    const who = { tenantId: bridge.tenantId, networkId: bridge.networkId, endpointId: null };
    if (!desired.underlay) {
      yield {
        code: 'underlay-not-set',
        object: bridge.name,
        sentence: `this host has no underlay yet: choose its underlay device and VTEP address, and ${bridge.name} will be built`,
        ...who,
      };
    }
    const taken = nameTaken(fabric, host, bridge.name, bridge.owner);
    if (taken) yield { ...taken, ...who };
  }
  const names = ownersByName(desired);
  const segments = vxlansBySegment(host);
  const collectors = [...host.links.values()].filter((link) => link.vxlan?.external && link.up);
  for (const vxlan of desired.vxlans) {
    const who = { tenantId: vxlan.tenantId, networkId: vxlan.networkId, endpointId: null };
    const taken = nameTaken(fabric, host, vxlan.name, vxlan.owner);
    if (taken) yield { ...taken, ...who };
    for (const other of segments.get(`${vxlan.vni} ${vxlan.port}`) ?? []) {
      if (other.name === vxlan.name) continue;
      const ours = isOurs(host, other, fabric, names);
      const refusal = segmentTaken(fabric, other, ours, vxlan);
      if (refusal) yield { ...refusal, ...who };
    }
    for (const collector of collectors) {
      if (collector.vxlan?.port === vxlan.port) yield { ...portTaken(collector, vxlan), ...who };
    }
    const refusal = underlayObstacle(host, vxlan) ?? tooSmall(desired, host, vxlan);
    if (refusal) yield { ...refusal, ...who };
  }
}

type What = Pick<Refusal, 'code' | 'object' | 'sentence'>;

/** Why nothing of ours can stand at this name in the host's own namespace, or null. */
function nameTaken(fabric: string, host: View, name: string, owner: string): What | null {
  const found = host.links.get(name);
  if (!found) return null;
  const held = found.alias && found.alias !== owner ? foreignPorts(fabric, host, found) : [];
  if (held.length === 0) return foreignAt(fabric, host, found, null);
  return {
    code: 'foreign-name',
    object: `${held[0]}`,
    sentence: `${name} is to be made anew, but the bridge of that name holds ${held.join(', ')}, which Overlane did not make: take ${held.length === 1 ? 'it' : 'them'} out by hand`,
  };
}

/** Why this device is not to be touched, or null. */
function foreignAt(fabric: string, host: View, found: ObservedLink, namespace: string | null): What | null {
  const owner = whose(host, found, fabric);
  const object = namespace === null ? found.name : `${namespace}/${found.name}`;
  const place = namespace === null ? 'on this host' : `in the namespace ${namespace}`;
  switch (owner.is) {
    case 'ours':
    case 'unfinished':
      return null;
    case 'other-installation':
      return {
        code: 'other-installation',
        object,
        sentence: `${found.name} ${place} belongs to another installation of Overlane (${owner.fabric}): choose another name, or remove it there`,
      };
    case 'foreign':
      return {
        code: 'foreign-name',
        object,
        sentence: `${place} there is already a ${kindWord(found)} ${found.name} that Overlane did not make: choose another name, or remove it by hand`,
      };
  }
}

function vxlansBySegment(host: View): Map<string, ObservedLink[]> {
  const segments = new Map<string, ObservedLink[]>();
  for (const link of host.links.values()) {
    if (!link.vxlan) continue;
    const key = `${link.vxlan.vni} ${link.vxlan.port}`;
    segments.set(key, [...(segments.get(key) ?? []), link]);
  }
  return segments;
}

function segmentTaken(fabric: string, found: ObservedLink, ours: boolean, wanted: DesiredVxlan): What | null {
  if (!found.vxlan || !sameSegment(found.vxlan, wanted)) return null;
  const owner = standing(found, fabric);
  const { name } = found;
  // Ours makes way, unless somebody gave it a name that no batch can hold.
  if (ours && badDeviceName(name) === null) return null;
  const segment = `VNI ${wanted.vni} on UDP port ${wanted.port}`;
  return owner.is === 'other-installation'
    ? {
        code: 'other-installation',
        object: name,
        sentence: `${segment} is used on this host by ${name} of another installation of Overlane (${owner.fabric}): choose another VNI for ${wanted.name}, or remove it there`,
      }
    : {
        code: 'foreign-vni',
        object: name,
        sentence: `${segment} is used on this host by ${name}, which Overlane did not make; the kernel takes a VNI once per port: choose another VNI for ${wanted.name}, or remove ${name} by hand`,
      };
}

/**
 * A device in `external` mode (Cilium, Open vSwitch) takes the frames of every VNI on its port; another device of that
 * port is made, and then does not come up ("Address already in use", kernel 6.18).
 */
function portTaken({ name }: ObservedLink, wanted: DesiredVxlan): What {
  return {
    code: 'foreign-vni',
    object: name,
    sentence: `${name}, which Overlane did not make, takes every VNI on UDP port ${wanted.port} of this host: choose another port for the fabric, or remove ${name} by hand`,
  };
}

function underlayObstacle(host: View, wanted: DesiredVxlan): What | null {
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

function tooSmall(desired: Desired, host: View, wanted: DesiredVxlan): What | null {
  const { mtu, name } = wanted;
  if (mtu === null) return null;
  const ipv6 = desired.veths.some(
    (veth) =>
      veth.networkId === wanted.networkId && veth.namespaceEnd.addresses.some((text) => text.includes(':')),
  );
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

function namespaceObstacle(
  fabric: string,
  host: View,
  wanted: { name: string; owner: string; tenantId: string; endpointId: string },
): Refusal | null {
  const found = host.spaces.get(wanted.name);
  const who = {
    object: wanted.name,
    tenantId: wanted.tenantId,
    networkId: null,
    endpointId: wanted.endpointId,
  };
  const { name } = wanted;
  if (!found) {
    const other = [...host.spaces.values()].find(({ otherNames }) => otherNames.includes(name));
    return other
      ? {
          code: 'foreign-name',
          sentence: `${name} is only another name of the namespace ${other.name}: remove that name by hand (ip netns del ${name}), and a namespace of its own will be made`,
          ...who,
        }
      : null;
  }
  if (found.unreadable !== null) {
    return {
      code: 'namespace-unreadable',
      sentence: `the namespace ${name} cannot be entered (${found.unreadable}): remove it by hand (ip netns del ${name}), and it will be made anew`,
      ...who,
    };
  }
  const mark = parseOwnerMark(found.lo?.alias);
  if (mark && mark.fabric !== fabric) {
    return {
      code: 'other-installation',
      sentence: `the namespace ${name} belongs to another installation of Overlane (${mark.fabric}): choose another name, or remove it there`,
      ...who,
    };
  }
  if (mark) {
    const strangers = found.lo?.alias === wanted.owner ? [] : foreignInside(fabric, host, found);
    return strangers.length === 0
      ? null
      : {
          code: 'foreign-name',
          sentence: `the namespace ${name} is to be made anew, but holds ${strangers.join(', ')}, which Overlane did not make: remove ${strangers.length === 1 ? 'it' : 'them'} by hand`,
          ...who,
        };
  }
  if (isTakeable(fabric, host, found, wanted.owner)) return null;
  return {
    code: 'foreign-name',
    sentence: `there is already a network namespace ${name} on this host that Overlane did not make: choose another name, or remove it by hand`,
    ...who,
  };
}

/** An unmarked namespace is ours to take where nothing is in it, or only what we began to put there. */
function isTakeable(fabric: string, host: View, space: Space, owner: string): boolean {
  if (space.lo?.alias) return false;
  const endpointId = parseOwnerMark(owner)?.id.split('.')[0];
  const links = [...space.links.values()].filter((link) => !isFallbackDevice(link));
  const begun = links.some((link) => {
    const one = whose(host, link, fabric);
    return one.is === 'ours' && one.id.split('.')[0] === endpointId;
  });
  return begun || links.every((link) => standing(link, fabric).is === 'unfinished');
}

/** Names of the devices in a namespace that are not ours; while there are any, it is not deleted. */
export function foreignInside(fabric: string, host: View, space: Space): string[] {
  return [...space.links.values()]
    .filter((link) => !isFallbackDevice(link) && isForeign(fabric, host, link))
    .map((link) => link.name);
}

function isForeign(fabric: string, host: View, link: ObservedLink): boolean {
  const { is } = whose(host, link, fabric);
  return is !== 'ours' && is !== 'unfinished';
}

/** Names of the ports of a bridge that are not ours: it would let them go if it were deleted. */
export function foreignPorts(fabric: string, host: View, bridge: ObservedLink): string[] {
  if (bridge.kind !== 'bridge') return [];
  return [...host.links.values()]
    .filter((link) => link.master === bridge.name && isForeign(fabric, host, link))
    .map((link) => link.name);
}

function ends(fabric: string, host: View, wanted: DesiredVeth): Refusal[] {
  const who = { tenantId: wanted.tenantId, networkId: wanted.networkId, endpointId: wanted.endpointId };
  const inside = host.spaces.get(wanted.namespace)?.links.get(wanted.namespaceEnd.name);
  return [
    nameTaken(fabric, host, wanted.hostEnd.name, wanted.owner),
    inside ? foreignAt(fabric, host, inside, wanted.namespace) : null,
  ].flatMap((what) => (what ? [{ ...what, ...who }] : []));
}

function kindWord(link: ObservedLink): string {
  const words: Record<ObservedLink['kind'], string> = {
    bridge: 'bridge',
    vxlan: 'VXLAN interface',
    veth: 'veth',
    loopback: 'loopback device',
    other: link.kindName ? `device (${link.kindName})` : 'device',
  };
  return words[link.kind];
}

function addressWords(device: ObservedLink): string {
  const addresses = device.addresses.filter(({ scope }) => scope === 'global').map(({ text }) => text);
  return addresses.length > 0 ? addresses.join(', ') : 'it has none';
}
