import { z } from 'zod';
import type { FdbEntry } from '../observed';
import { parseDocument, parseItems } from './document';
import { ReadError } from './read-error';

/** One object of `bridge -j -d -s fdb show`. */
const entrySchema = z.object({
  mac: z.string(),
  ifname: z.string(),
  dst: z.string().optional(),
  viaIf: z.string().optional(),
  port: z.number().optional(),
  vni: z.number().optional(),
  vlan: z.number().optional(),
  master: z.string().optional(),
  state: z.string().optional(),
  flags: z.array(z.string()).optional(),
  used: z.number().optional(),
  updated: z.number().optional(),
});

type Entry = z.infer<typeof entrySchema>;

/**
 * The forwarding entries of bridges and VXLAN interfaces, sorted by device, MAC and destination: the kernel's own order
 * changes with its hash tables. The kernel also lists every device's own receive filter
 * (multicast MACs, `self`, no destination): these forward nothing and are left out.
 * @throws ReadError
 */
export function parseFdb(section: string, stdout: string, devices: ReadonlySet<string>): FdbEntry[] {
  const entries = parseItems(section, entrySchema, parseDocument(section, stdout));
  const forwarding = entries.filter((entry) => !isReceiveFilter(entry));
  const stranger = forwarding.find((entry) => !devices.has(entry.ifname));
  if (stranger) {
    throw new ReadError(
      'changed-while-reading',
      section,
      `"${stranger.ifname}" came or went while the host was read`,
    );
  }
  return forwarding.map(toObserved).sort(byPlace);
}

function toObserved(entry: Entry): FdbEntry {
  return {
    mac: entry.mac.toLowerCase(),
    device: entry.ifname,
    master: entry.master ?? null,
    dst: entry.dst ?? null,
    via: entry.viaIf ?? null,
    port: entry.port ?? null,
    vni: entry.vni ?? null,
    vlan: entry.vlan ?? null,
    state: entry.state ?? '',
    self: entry.flags?.includes('self') ?? false,
    used: entry.used ?? null,
    updated: entry.updated ?? null,
  };
}

function byPlace(a: FdbEntry, b: FdbEntry): number {
  return (
    compare(a.device, b.device) ||
    compare(a.mac, b.mac) ||
    compare(a.dst ?? '', b.dst ?? '') ||
    (a.vlan ?? 0) - (b.vlan ?? 0)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isReceiveFilter(entry: Entry): boolean {
  const multicast = (Number.parseInt(entry.mac.slice(0, 2), 16) & 1) === 1;
  return multicast && entry.dst === undefined && entry.master === undefined;
}
