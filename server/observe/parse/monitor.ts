/**
 * What one line of `ip monitor link address route nsid neigh netconf all-nsid` says was touched. Names of devices come
 * from iproute2's own cache, which never follows a rename and mixes the namespaces up (ll_map.c, seen in 5.9 to 6.15);
 * only the lines of links give the kernel's. An index is the kernel's wherever it stands.
 */
export type KernelEvent = { nsid: number | null } & (
  | {
      what: 'link';
      index: number;
      /** `NAME`, or `NAME@LOWER`, where a name may itself hold an `@`. */
      label: string;
    }
  | { what: 'address'; index: number }
  /** `nsid`: the namespace that has the number given or taken away. */
  | { what: 'namespace'; id: number }
  | { what: 'forwarding' }
  | { what: 'route' }
  | ({ what: 'entry' } & Entry)
  /** A line that no known event prints. */
  | { what: 'unknown' }
);

/** An entry of a neighbour table or of an FDB: the monitor prints both in one form. */
export type Entry = {
  device: string;
  /** The neighbour's, or the VTEP that an FDB entry leads to; null: an FDB entry without one. */
  address: string | null;
  mac: string | null;
  state: readonly string[];
  gone: boolean;
};

/** States of a neighbour (linux/neighbour.h). */
const STATES = new Set([
  'INCOMPLETE',
  'REACHABLE',
  'STALE',
  'DELAY',
  'PROBE',
  'FAILED',
  'NOARP',
  'PERMANENT',
]);

const PREFIX = /^\[nsid (current|\d+)\](Deleted )?(.*)$/;
const LINK = /^(\d+): ([^\s:]+): </;
const ADDRESS = /^(\d+): \S+\s+(?:inet6?|link\/)/;
const NSID = /^nsid (\d+)(?: |$)/;
const NETCONF = /^(?:inet6?|mpls) (\S+)/;
const ENTRY = /^(?:(\S+) )?dev (\S+)(.*)$/;
const ROUTE =
  /^(?:(?:unicast|local|broadcast|anycast|multicast|unreachable|blackhole|prohibit|throw|nat) )?(?:default|(?:\d+(?:\.\d+){3}|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*)(?:\/\d+)?)(?: |$)/;

/** null: it tells of nothing that a read would show. */
export function parseEvent(line: string): KernelEvent | null {
  // The further lines of an event are indented: addresses of a link, next hops of a route, lifetimes.
  if (line === '' || line.startsWith(' ') || line.startsWith('\t')) return null;
  const [, label, deleted, body = ''] = PREFIX.exec(line) ?? [];
  if (label === undefined) return { nsid: null, what: 'unknown' };
  const event = parseBody(body.trimEnd(), deleted !== undefined);
  return event && { nsid: label === 'current' ? null : Number(label), ...event };
}

type Body = KernelEvent extends infer E ? (E extends KernelEvent ? Omit<E, 'nsid'> : never) : never;

function parseBody(body: string, gone: boolean): Body | null {
  const link = LINK.exec(body);
  if (link) return { what: 'link', index: Number(link[1]), label: link[2] ?? '' };
  const address = ADDRESS.exec(body);
  if (address) return { what: 'address', index: Number(address[1]) };
  const nsid = NSID.exec(body);
  if (nsid) return { what: 'namespace', id: Number(nsid[1]) };
  const netconf = NETCONF.exec(body);
  // Forwarding of a namespace as a whole is `all`; each device follows with a line of its own.
  if (netconf) return netconf[1] === 'all' ? { what: 'forwarding' } : null;
  const entry = parseEntry(body, gone);
  if (entry !== undefined) return entry && { what: 'entry', ...entry };
  if (!ROUTE.test(body)) return { what: 'unknown' };
  // The kernel fills this table from the addresses, and no read keeps it.
  return /(?:^| )table local(?: |$)/.test(body) ? null : { what: 'route' };
}

/** undefined: it is none. null: one that no read keeps. */
function parseEntry(body: string, gone: boolean): Entry | null | undefined {
  const [, address, device = '', rest = ''] = ENTRY.exec(body) ?? [];
  if (device === '') return undefined;
  const words = rest.split(' ').filter(Boolean);
  const state = words.filter((word) => STATES.has(word));
  const mac = words[0] === 'lladdr' ? (words[1] ?? '').toLowerCase() : null;
  if (state.length > 0) return { device, address: address ?? null, mac, state, gone };
  // A proxied address, or an entry of state NONE; without a MAC it is a route to one address.
  return mac !== null || words.includes('proxy') ? null : undefined;
}

/**
 * Whether somebody made or removed it: neighbours and learned FDB entries come and go by themselves, and so do the
 * group addresses that a device listens to. The default entry of a VXLAN interface made with `remote` is REACHABLE and
 * PERMANENT at once.
 */
export function isLasting({ state, mac }: Entry): boolean {
  const group = mac !== null && (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
  return (state.includes('NOARP') || state.includes('PERMANENT')) && !group;
}
