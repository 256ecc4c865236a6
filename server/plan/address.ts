import { parseAddress, subnetOf } from '../model/address';
import { SMALLEST_INNER_MTU } from '../model/mtu';
import type { ObservedAddress, ObservedLink } from '../observe/observed';
import { type Context, change, create, type Draft, mending, type Place, remove } from './draft';
import { line } from './line';

/**
 * Addresses of an endpoint's device. What has a lifetime is the tenant's own doing (SLAAC, DHCP) and stays.
 *
 * An IPv4 address that goes may take others of its subnet along: the first one of a subnet is its primary, and the
 * kernel deletes the secondaries with it unless `promote_secondaries` is set. Which one is primary is not shown, so
 * the wanted ones of that subnet are written again after it (`replace` works whether they are still there or not).
 */
export function addressSteps(inside: Place, found: ObservedLink, wanted: readonly string[]): Draft[] {
  const { name } = found;
  const place: Place = {
    ...inside,
    object: { kind: 'address', name, namespace: inside.object.namespace },
  };
  const extra = found.addresses.filter((address) => !wanted.includes(address.text) && isOurs(address));
  const shaken = new Set(extra.filter(({ family }) => family === 4).map(({ text }) => subnetText(text)));
  const present = new Set(found.addresses.map(({ text }) => text));
  return [
    ...extra.map(({ text }) =>
      remove(
        mending(place, 'address', text),
        line.deleteAddress(name, text),
        `take ${text} away from ${name}`,
        `address: ${text} vs none`,
        false,
      ),
    ),
    ...wanted.flatMap((address) => {
      if (!present.has(address)) {
        const sentence = `give ${name} the address ${address}`;
        return [
          create(
            given(place, inside, found, address),
            line.addAddress(name, address),
            sentence,
            `address: none vs ${address}`,
          ),
        ];
      }
      const shakers = extra.filter(({ text }) => subnetText(text) === subnetText(address));
      if (!shaken.has(subnetText(address))) return [];
      const context: Context = {
        ...place,
        mends: shakers.map(({ text }) => ({ object: place.object, attribute: 'address', which: text })),
      };
      const because = 'another address of its subnet goes and may take it along';
      return [change(context, line.replaceAddress(name, address), `keep ${address} on ${name}`, because)];
    }),
  ];
}

/** Below 1280 bytes the kernel keeps no IPv6 on a device (RFC 8200), and takes no address of it. */
function given(place: Place, inside: Place, { mtu }: ObservedLink, address: string): Context {
  const context = mending(place, 'address', address);
  if (!address.includes(':') || mtu >= SMALLEST_INNER_MTU) return context;
  return { ...context, needs: [{ object: inside.object, attribute: 'mtu', which: null }] };
}

function isOurs(address: ObservedAddress): boolean {
  return address.scope === 'global' && !address.dynamic;
}

function subnetText(text: string): string {
  const [address = '', length = ''] = text.split('/');
  const parsed = parseAddress(address);
  return parsed ? subnetOf(parsed, Number(length)) : text;
}
