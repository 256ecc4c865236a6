import { isSameOwner } from '../model/owner';
import type { ObservedLink } from '../observe/observed';
import { isFallbackDevice, standing, whose } from './ownership';
import type { Refusal } from './plan';
import type { Space, View } from './view';

/** What stands in the way, before it is said whom it stops. */
export type What = Pick<Refusal, 'code' | 'object' | 'sentence'>;

/** Why nothing of ours can stand at this name in the host's own namespace, or null. */
export function nameTaken(fabric: string, host: View, name: string, owner: string): What | null {
  const found = host.links.get(name);
  if (!found) return null;
  const strange = found.alias !== null && !isSameOwner(found.alias, owner);
  const kept = standing(found, fabric);
  if (strange && kept.is === 'ours' && kept.origin === 'adopted') {
    return {
      code: 'foreign-name',
      object: found.name,
      sentence: `${found.name} on this host was adopted as something else, and what people made is not deleted: choose another name, or remove it by hand`,
    };
  }
  const held = strange ? foreignPorts(fabric, host, found) : [];
  if (held.length === 0) return foreignAt(fabric, host, found, null);
  return {
    code: 'foreign-name',
    object: `${held[0]}`,
    sentence: `${name} is to be made anew, but the bridge of that name holds ${held.join(', ')}, which Overlane did not make: take ${held.length === 1 ? 'it' : 'them'} out by hand`,
  };
}

/** Why this device is not to be touched, or null. */
export function foreignAt(
  fabric: string,
  host: View,
  found: ObservedLink,
  namespace: string | null,
): What | null {
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

/** Names of the devices in a namespace that are not ours; while there are any, it is not deleted. */
export function foreignInside(fabric: string, host: View, space: Space): string[] {
  return [...space.links.values()]
    .filter((link) => !isFallbackDevice(link) && isForeign(fabric, host, link))
    .map((link) => link.name);
}

/** Not ours to delete with what it is in: others made it, adopted or not. */
function isForeign(fabric: string, host: View, link: ObservedLink): boolean {
  const owner = whose(host, link, fabric);
  return owner.is === 'ours' ? owner.origin === 'adopted' : owner.is !== 'unfinished';
}

/** Names of the ports of a bridge that are not ours: it would let them go if it were deleted. */
export function foreignPorts(fabric: string, host: View, bridge: ObservedLink): string[] {
  if (bridge.kind !== 'bridge') return [];
  return [...host.links.values()]
    .filter((link) => link.master === bridge.name && isForeign(fabric, host, link))
    .map((link) => link.name);
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
