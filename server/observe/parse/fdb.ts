import { z } from 'zod';
import type { FdbEntry } from '../observed';
import { parseDocument, parseItems } from './document';
import { ReadError } from './read-error';

/** One object of `bridge -j -d -s fdb show`. */
const entrySchema = z.object({
  mac: z.string(),
  /** Left out where one device was asked for. */
  ifname: z.string().optional(),
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
 * The forwarding entries of bridges and VXLAN interfaces, sorted by device, MAC and destination. The kernel also lists every device's own receive filter
 * (multicast MACs, `self`, no destination): these forward nothing and are left out.
 * @throws ReadError
 */
export function parseFdb(section: string, stdout: string, devices: ReadonlySet<string>): FdbEntry[] {
  const entries = parseEntries(section, parseDocument(section, stdout));
  const stranger = entries.find((entry) => !devices.has(entry.device));
  if (stranger) {
    throw new ReadError(
      'changed-while-reading',
      section,
      `"${stranger.device}" came or went while the host was read`,
    );
  }
  return entries.sort(byPlace);
}

/**
 * In the order of the document.
 * @param device the one that was asked for, where the output does not name it
 * @throws ReadError
 */
export function parseEntries(section: string, document: unknown[], device?: string): FdbEntry[] {
  return parseItems(section, entrySchema, document)
    .filter((entry) => !isReceiveFilter(entry))
    .map((entry) => toObserved(section, entry, device));
}

function toObserved(section: string, entry: Entry, asked: string | undefined): FdbEntry {
  const device = entry.ifname ?? asked;
  if (device === undefined) throw new ReadError('malformed', section, 'an entry does not name its device');
  return {
    mac: entry.mac.toLowerCase(),
    device,
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

/** The kernel's own order changes with its hash tables. */
export function byPlace(a: FdbEntry, b: FdbEntry): number {
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
