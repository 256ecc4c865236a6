import { z } from 'zod';
import { parseAddress } from '../../model/address';
import { parseItems } from './document';
import type { LinkAddresses } from './link';

const addressSchema = z.object({
  family: z.string(),
  local: z.string().optional(),
  prefixlen: z.number().optional(),
  scope: z.string().optional(),
  tentative: z.boolean().optional(),
});

/** One object of `ip -j address show`. */
const linkAddressesSchema = z.object({
  ifindex: z.number(),
  ifname: z.string(),
  addr_info: z.array(addressSchema),
});

/** By link index, sorted by text. @throws ReadError */
export function parseAddresses(section: string, document: unknown[]): Map<number, LinkAddresses> {
  const links = parseItems(section, linkAddressesSchema, document);
  return new Map(
    links.map((link) => [
      link.ifindex,
      {
        name: link.ifname,
        addresses: link.addr_info.flatMap(toObserved).sort((a, b) => (a.text < b.text ? -1 : 1)),
      },
    ]),
  );
}

function toObserved(address: z.infer<typeof addressSchema>): LinkAddresses['addresses'] {
  if ((address.family !== 'inet' && address.family !== 'inet6') || address.local === undefined) return [];
  const family = address.family === 'inet' ? 4 : 6;
  const text = canonical(address.local, family);
  return [
    {
      text: `${text}/${address.prefixlen ?? (family === 4 ? 32 : 128)}`,
      family,
      scope: address.scope ?? 'global',
      tentative: address.tentative ?? false,
    },
  ];
}

/** inet_ntop(3) prints as RFC 5952 asks, except that it writes the end of some IPv6 addresses as IPv4 (`::1.2.3.4`). */
export function canonical(text: string, family: 4 | 6): string {
  return family === 6 && text.includes('.') ? (parseAddress(text)?.text ?? text) : text;
}

/** Links with addresses, and at least one. */
export function isAddressDocument([first]: unknown[]): boolean {
  return typeof first === 'object' && first !== null && 'addr_info' in first;
}
