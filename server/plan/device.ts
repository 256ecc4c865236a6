import { SMALLEST_INNER_MTU } from '../model/mtu';
import { LINK_GROUP, type Origin } from '../model/owner';
import type { ObservedLink } from '../observe/observed';
import {
  type Context,
  change,
  create,
  type Draft,
  differs,
  flap,
  mending,
  type Place,
  presenceOf,
} from './draft';
import { line } from './line';
import { takeOver } from './mark';
import type { Mending } from './mending';

/** What bridges, VXLAN interfaces and both ends of a veth pair have in common. */
export type Device = {
  name: string;
  owner: string;
  mac: string | null;
  mtu: number | null;
  /** An adopted device keeps its ARP, `addrgenmode` and addresses on the host's side. */
  origin: Origin;
};

export type HostDevice = Device & {
  /** null: has no master of ours to be in. */
  bridge: string | null;
  /** A bridge answers no ARP, so that no tenant finds its host. */
  arp: 'off' | 'any';
};

/**
 * Lines that follow the creation of a device in the host's own namespace: mark it, keep IPv6 from giving it an
 * address by which a tenant could reach its host, and only then let it come up.
 */
export function finish(context: Context, device: HostDevice, ipv6: boolean): Draft[] {
  const { name } = device;
  const quiet = ipv6 && takesIpv6(device.mtu);
  const settings = [
    ...(device.arp === 'off' ? ['arp', 'off'] : []),
    ...(device.bridge === null ? [] : ['master', device.bridge]),
    'up',
  ];
  return [
    create(
      context,
      line.set(name, 'alias', device.owner, ...(quiet ? ['addrgenmode', 'none'] : [])),
      quiet ? `mark ${name} as ours and keep it without a link-local address` : `mark ${name} as ours`,
    ),
    create(
      context,
      line.set(name, ...settings),
      device.bridge === null
        ? `bring ${name} up without ARP`
        : `put ${name} into ${device.bridge} and bring it up`,
    ),
  ];
}

/** Below 1280 bytes the kernel keeps no IPv6 on a device, and `addrgenmode` fails (EAFNOSUPPORT, kernel 6.18). */
function takesIpv6(mtu: number | null): boolean {
  return mtu === null || mtu >= SMALLEST_INNER_MTU;
}

/** One minimal line for each difference of a device in the host's own namespace. */
export function mendHostDevice(
  place: Place,
  found: ObservedLink,
  wanted: HostDevice,
  ipv6: boolean,
): Draft[] {
  const { name } = wanted;
  return [
    ...mendMark(place, found, wanted),
    ...mendMac(place, found, wanted),
    ...(ipv6 && gainsIpv6(found, wanted)
      ? mendMtuWithIpv6(place, found, wanted)
      : mendMtu(place, found, wanted)),
    ...(wanted.origin === 'adopted' ? [] : mendQuiet(place, found)),
    ...mended(
      wanted.arp === 'any' || wanted.origin === 'adopted' ? null : differs('arp', arpOf(found), 'off'),
      (because) =>
        change(mending(place, 'arp'), line.set(name, 'arp', 'off'), `let ${name} answer no ARP`, because),
    ),
    ...mended(wanted.bridge === null ? null : differs('master', found.master, wanted.bridge), (because) =>
      change(
        inBridge(place, found, `${wanted.bridge}`),
        line.set(name, 'master', `${wanted.bridge}`),
        `put ${name} into ${wanted.bridge}`,
        because,
      ),
    ),
    ...mendUp(place, found),
  ];
}

/** One minimal line for each difference of an endpoint's device, addresses apart. */
export function mendInside(place: Place, found: ObservedLink, wanted: Device): Draft[] {
  return [
    ...mendMark(place, found, wanted),
    ...mendMac(place, found, wanted),
    ...mendMtu(place, found, wanted),
    ...mended(wanted.origin === 'adopted' ? null : differs('arp', arpOf(found), 'on'), (because) =>
      change(
        mending(place, 'arp'),
        line.set(wanted.name, 'arp', 'on'),
        `let ${wanted.name} answer ARP`,
        because,
      ),
    ),
  ];
}

export function mendUp(place: Place, found: ObservedLink): Draft[] {
  return mended(differs('state', found.up ? 'up' : 'down', 'up'), (because) =>
    change(upWith(place), line.set(found.name, 'up'), `bring ${found.name} up`, because),
  );
}

/** A device that comes up with another `addrgenmode` gives itself an address by which a tenant reaches its host. */
function upWith(place: Place): Context {
  const quiet: Mending = { object: place.object, attribute: 'addrgenmode', which: null };
  return { ...mending(place, 'state'), needs: [quiet] };
}

/** A bridge that was deleted let its ports go. */
function inBridge(place: Place, found: ObservedLink, name: string): Context {
  const bridge = presenceOf({ kind: 'bridge', name, namespace: null });
  return {
    ...mending(place, 'master'),
    needs: [bridge],
    follows: found.master === null ? bridge : null,
  };
}

function arpOf(found: ObservedLink): 'on' | 'off' {
  return found.noArp ? 'off' : 'on';
}

function mendMark(place: Place, found: ObservedLink, { name, owner, origin }: Device): Draft[] {
  if (origin === 'adopted') return takeOver(place, found, owner);
  return [
    ...mended(differs('group', found.group, LINK_GROUP), (because) =>
      change(
        mending(place, 'group'),
        line.set(name, 'group', String(LINK_GROUP)),
        `put ${name} back into our link group`,
        because,
      ),
    ),
    ...mended(differs('alias', found.alias, owner), (because) =>
      change(mending(place, 'alias'), line.set(name, 'alias', owner), `mark ${name} as ours`, because),
    ),
  ];
}

function mendMac(place: Place, found: ObservedLink, { name, mac }: Device): Draft[] {
  return mended(mac === null ? null : differs('mac', found.mac, mac), (because) =>
    change(
      mending(place, 'mac'),
      line.set(name, 'address', `${mac}`),
      `give ${name} its MAC ${mac}`,
      because,
    ),
  );
}

function mendMtu(place: Place, found: ObservedLink, { name, mtu }: Device): Draft[] {
  return mended(mtu === null ? null : differs('mtu', found.mtu, mtu), (because) =>
    change(
      mending(place, 'mtu'),
      line.set(name, 'mtu', String(mtu)),
      `give ${name} an MTU of ${mtu} bytes`,
      because,
    ),
  );
}

/**
 * Addresses on our devices in the host's own namespace are a way from a tenant to its host. Setting `addrgenmode
 * none` on a device that is up leaves its fe80:: address in place (kernel 6.18), so that goes by itself.
 */
function mendQuiet(place: Place, found: ObservedLink): Draft[] {
  const { name } = found;
  return [
    ...mended(
      found.addrgenmode === null ? null : differs('addrgenmode', found.addrgenmode, 'none'),
      (because) =>
        change(
          mending(place, 'addrgenmode'),
          line.set(name, 'addrgenmode', 'none'),
          `keep ${name} without a link-local address`,
          because,
        ),
    ),
    ...found.addresses.map(({ text }) =>
      change(
        {
          ...place,
          mends: [{ object: { ...place.object, kind: 'address' }, attribute: 'address', which: text }],
        },
        line.deleteAddress(name, text),
        `take ${text} away from ${name}: tenants would reach the host by it`,
        `address: ${text} vs none`,
      ),
    ),
  ];
}

function gainsIpv6(found: ObservedLink, { mtu }: Device): boolean {
  return found.addrgenmode === null && found.mtu < SMALLEST_INNER_MTU && mtu !== null && takesIpv6(mtu);
}

/**
 * From 1280 bytes on the kernel gives the device IPv6 back, with `addrgenmode eui64` and, where it is up, an
 * address: so it is down meanwhile.
 */
function mendMtuWithIpv6(place: Place, found: ObservedLink, { name, mtu, bridge }: HostDevice): Draft[] {
  const because = `mtu: ${found.mtu} vs ${mtu}`;
  // A bridge whose MTU nobody set follows its ports, and would get IPv6 back with them.
  const needs: Mending[] =
    bridge === null
      ? []
      : [{ object: { kind: 'bridge', name: bridge, namespace: null }, attribute: 'mtu', which: null }];
  const context = { ...mending(place, 'mtu'), needs };
  return [
    ...(found.up
      ? [flap(context, line.set(name, 'down'), `take ${name} down for its new MTU`, because)]
      : []),
    change(context, line.set(name, 'mtu', String(mtu)), `give ${name} an MTU of ${mtu} bytes`, because),
    change(
      context,
      line.set(name, 'addrgenmode', 'none'),
      `keep ${name} without a link-local address`,
      'addrgenmode: unset vs none',
    ),
    ...(found.up ? [change(context, line.set(name, 'up'), `bring ${name} up again`, because)] : []),
  ];
}

export function mended(because: string | null, draft: (because: string) => Draft): Draft[] {
  return because === null ? [] : [draft(because)];
}
