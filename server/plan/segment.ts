import type { Desired, DesiredVxlan } from '../compile/desired';
import { badDeviceName } from '../model/device-name';
import { isSameOwner } from '../model/owner';
import type { ObservedLink } from '../observe/observed';
import type { What } from './foreign';
import { ownersByName } from './names';
import { isOurs, standing } from './ownership';
import type { View } from './view';
import { sameSegment } from './vxlan';

/** A VXLAN interface whose tunnel begins in the host's own namespace; null: it also lies there. */
type Holder = { link: ObservedLink; namespace: string | null };

/** Finds what of others holds the VNI or the whole port of a wanted VXLAN interface. */
export function segmentObstacles(desired: Desired, host: View): (wanted: DesiredVxlan) => What[] {
  const names = ownersByName(desired);
  const holders = holdersBySegment(host);
  const collectors = [...host.links.values()].filter((link) => link.vxlan?.external && link.up);
  return (wanted) => [
    ...(holders.get(`${wanted.vni} ${wanted.port}`) ?? []).flatMap(({ link, namespace }) => {
      if (!link.vxlan || !sameSegment(link.vxlan, wanted)) return [];
      // Ours makes way, unless somebody gave it a name that no batch can hold.
      const ours =
        namespace === null
          ? link.name === wanted.name || isOurs(host, link, desired.fabric, names)
          : isOursInside(link, wanted, desired.fabric);
      if (ours && badDeviceName(link.name) === null) return [];
      return [segmentTaken(desired.fabric, link, namespace, wanted)];
    }),
    ...collectors.flatMap((link) => (link.vxlan?.port === wanted.port ? [portTaken(link, wanted)] : [])),
  ];
}

/** What people made makes way only for itself. */
function isOursInside(link: ObservedLink, wanted: DesiredVxlan, fabric: string): boolean {
  const owner = standing(link, fabric);
  return owner.is === 'ours' && (owner.origin === 'made' || isSameOwner(link.alias, wanted.owner));
}

/**
 * A device that was moved into a namespace keeps its VNI where it was made (`vxlan->net`). Its underlay device is in
 * another namespace then, and iproute2 prints that as `if` and its index there.
 */
function holdersBySegment(host: View): Map<string, Holder[]> {
  const holders = new Map<string, Holder[]>();
  const add = (link: ObservedLink, namespace: string | null) => {
    if (!link.vxlan) return;
    const key = `${link.vxlan.vni} ${link.vxlan.port}`;
    holders.set(key, [...(holders.get(key) ?? []), { link, namespace }]);
  };
  for (const link of host.links.values()) add(link, null);
  const here = new Set([...host.links.values()].map((link) => `if${link.index}`));
  for (const { name, links } of host.spaces.values()) {
    for (const link of links.values()) if (link.vxlan?.device && here.has(link.vxlan.device)) add(link, name);
  }
  return holders;
}

function segmentTaken(
  fabric: string,
  found: ObservedLink,
  namespace: string | null,
  wanted: DesiredVxlan,
): What {
  const owner = standing(found, fabric);
  const name = namespace === null ? found.name : `${namespace}/${found.name}`;
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
