import { z } from 'zod';
import type { ObservedNeighbour } from '../observed';
import { canonical } from './address';
import { parseItems } from './document';

/** One object of `ip -j neigh show`. A flag is a key whose value is null; with `dev X` asked for, `dev` is left out. */
const neighbourSchema = z.object({
  dst: z.string(),
  dev: z.string().optional(),
  lladdr: z.string().optional(),
  router: z.unknown().optional(),
  state: z.array(z.string()),
});

type Neighbour = z.infer<typeof neighbourSchema>;

/**
 * The ARP and ND entries of `ip -j neigh show nud all`, sorted by device and address. `nud all`, because an entry that
 * somebody made with `nud noarp` diverts traffic as a permanent one does, and plain `neigh show` is silent about it.
 * What the kernel makes as NOARP by itself tells nothing and is left out (see `isOwn`), and so is NONE, an entry that
 * was never used.
 * @param device the one that was asked for, where the output does not name it
 * @throws ReadError
 */
export function parseNeighbours(section: string, document: unknown[], device?: string): ObservedNeighbour[] {
  return parseItems(section, neighbourSchema, document)
    .filter((neighbour) => !isOwn(neighbour))
    .map((neighbour) => toObserved(neighbour, device ?? ''))
    .sort(byDevice);
}

function toObserved({ dst, dev, lladdr, state, ...flags }: Neighbour, device: string): ObservedNeighbour {
  return {
    address: canonical(dst, dst.includes(':') ? 6 : 4),
    device: dev ?? device,
    mac: lladdr?.toLowerCase() ?? null,
    state,
    router: 'router' in flags,
  };
}

/**
 * The kernel makes a NOARP entry for each group and broadcast address (ip_eth_mc_map(9), ipv6_eth_mc_map) and for what
 * goes over a device without addresses of its own (arp_constructor, ndisc_constructor): MAC of zeros, or none.
 */
function isOwn({ lladdr, state }: Neighbour): boolean {
  if (state.length === 0 || state.includes('NONE')) return true;
  return state.includes('NOARP') && isNobodys(lladdr);
}

/** No station has this MAC: it is none, all zeros, or a group's. */
export function isNobodys(mac: string | undefined): boolean {
  return mac === undefined || /^[0:]*$/.test(mac) || (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

/** By device and address. */
export function byDevice(a: ObservedNeighbour, b: ObservedNeighbour): number {
  return compare(a.device, b.device) || compare(a.address, b.address);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
