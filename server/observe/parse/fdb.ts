import { z } from 'zod';
import type { FdbEntry } from '../observed';
import { parseDocument, parseItems } from './document';
import { ReadError } from './read-error';
import { listSlices, type Slices } from './slices';

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
 * The forwarding entries of bridges and VXLAN interfaces, sorted by device, MAC and destination. The kernel also lists
 * every device's own receive filter (multicast MACs, `self`, no destination): these forward nothing and are left out.
 * @param asked the one device that was asked for, where the output does not name it
 * @throws ReadError
 */
export function* parseFdb(section: string, stdout: string, asked?: string): Slices<FdbEntry[]> {
  const entries: FdbEntry[] = [];
  const known = new Map<string, string>();
  try {
    for (const slice of listSlices(stdout, 'mac')) {
      // Sorted parts are one run each to the sort of the whole.
      for (const entry of parseEntries(section, slice, asked, known).sort(byPlace)) entries.push(entry);
      yield;
    }
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    // What is wrong shows in the whole.
    return once(parseEntries(section, stdout, asked, known).sort(byPlace));
  }
  return once(entries.sort(byPlace));
}

/** A table that changes while it is read may be told with an entry twice: the kernel resumes at a place, not at an entry. */
function once(sorted: readonly FdbEntry[]): FdbEntry[] {
  return sorted.filter((entry, index) => {
    const last = sorted[index - 1];
    return (
      last === undefined ||
      byPlace(last, entry) !== 0 ||
      IDENTITY.some((field) => last[field] !== entry[field])
    );
  });
}

/** What tells two entries of one place apart. */
const IDENTITY = ['self', 'via', 'port', 'vni'] as const satisfies readonly (keyof FdbEntry)[];

/** @throws ReadError where an entry is of a device that is not there */
export function expectDevices(
  section: string,
  entries: readonly FdbEntry[],
  devices: ReadonlySet<string>,
): void {
  const stranger = entries.find(({ device }) => !devices.has(device));
  if (!stranger) return;
  const sentence = `"${stranger.device}" came or went while the host was read`;
  throw new ReadError('changed-while-reading', section, sentence);
}

/** @param known words that were met: the few that all entries share are kept once */
function parseEntries(
  section: string,
  text: string,
  asked: string | undefined,
  known: Map<string, string>,
): FdbEntry[] {
  const kept = (word: string): string => {
    const first = known.get(word);
    if (first === undefined) known.set(word, word);
    return first ?? word;
  };
  const document = parseDocument(section, text);
  const raw = document.every(isEntry) ? document : parseItems(section, entrySchema, document);
  return raw
    .filter((entry) => !isReceiveFilter(entry))
    .map((entry) => {
      const device = entry.ifname ?? asked;
      if (device === undefined) {
        throw new ReadError('malformed', section, 'an entry does not name its device');
      }
      return {
        mac: entry.mac.toLowerCase(),
        device: kept(device),
        master: entry.master === undefined ? null : kept(entry.master),
        dst: entry.dst === undefined ? null : kept(entry.dst),
        via: entry.viaIf === undefined ? null : kept(entry.viaIf),
        port: entry.port ?? null,
        vni: entry.vni ?? null,
        vlan: entry.vlan ?? null,
        state: kept(entry.state ?? ''),
        self: entry.flags?.includes('self') ?? false,
        used: entry.used ?? null,
        updated: entry.updated ?? null,
      };
    });
}

const TEXTS = ['ifname', 'dst', 'viaIf', 'master', 'state'] as const;
const NUMBERS = ['port', 'vni', 'vlan', 'used', 'updated'] as const;

/** What the schema says, twenty times faster: a host may have ten thousand entries. */
function isEntry(item: unknown): item is Entry {
  if (typeof item !== 'object' || item === null) return false;
  const entry = item as Record<string, unknown>;
  if (typeof entry.mac !== 'string') return false;
  for (const key of TEXTS) if (entry[key] !== undefined && typeof entry[key] !== 'string') return false;
  for (const key of NUMBERS) if (entry[key] !== undefined && typeof entry[key] !== 'number') return false;
  const { flags } = entry;
  return flags === undefined || (Array.isArray(flags) && flags.every(isText));
}

const isText = (value: unknown): value is string => typeof value === 'string';

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
