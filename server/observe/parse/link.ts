import { z } from 'zod';
import type { LinkKind, ObservedAddress, ObservedLink, ObservedVxlan } from '../observed';
import { parseItems } from './document';
import { statsOf, statsShape } from './link-stats';
import { ReadError } from './read-error';

/** IFLA_INFO_DATA of a vxlan device as iproute2 prints it; 5.10 prints only `external` for a device in that mode. */
const vxlanSchema = z.object({
  id: z.number().optional(),
  port: z.number().optional(),
  local: z.string().optional(),
  local6: z.string().optional(),
  remote: z.string().optional(),
  remote6: z.string().optional(),
  group: z.string().optional(),
  group6: z.string().optional(),
  link: z.string().optional(),
  learning: z.boolean().optional(),
  ageing: z.number().optional(),
  external: z.boolean().optional(),
});

/** IFLA_INFO_DATA of a bridge that passes frames on by VLAN. */
const bridgeSchema = z.object({ vlan_filtering: z.literal(1) });

/** One object of `ip -j -d -s link show`. */
const linkSchema = z.object({
  ifindex: z.number(),
  ifname: z.string(),
  flags: z.array(z.string()),
  mtu: z.number(),
  operstate: z.string().optional(),
  group: z.string().optional(),
  link_type: z.string(),
  address: z.string().optional(),
  master: z.string().optional(),
  /** Name of the peer or lower device where it is in the same namespace. */
  link: z.string().nullish(),
  /** Index of the same in another namespace, whose nsid follows. */
  link_index: z.number().optional(),
  link_netnsid: z.number().optional(),
  ifalias: z.string().optional(),
  inet6_addr_gen_mode: z.string().optional(),
  linkinfo: z
    .looseObject({
      info_kind: z.string().optional(),
      info_data: z.unknown().optional(),
      info_slave_kind: z.string().optional(),
      info_slave_data: z.object({ state: z.string().optional() }).optional(),
    })
    .optional(),
  ...statsShape,
});

type Link = z.infer<typeof linkSchema>;

/**
 * All links of one namespace by index, from `ip -j -d -s link show`, with their addresses by link index.
 * @param others indexes by name of links of the namespace that are not in the document
 * @throws ReadError
 */
export function parseLinks(
  section: string,
  document: unknown[],
  addresses: ReadonlyMap<number, LinkAddresses>,
  others: ReadonlyMap<string, number> = new Map(),
): ObservedLink[] {
  const links = parseItems(section, linkSchema, document);
  // Every network namespace has its loopback device from its first moment to its last.
  if (links.length === 0)
    throw new ReadError('malformed', section, 'the list of devices is empty, even of "lo"');
  const indexes = new Map(links.map((link) => [link.ifname, link.ifindex]));
  const gone = [...addresses].find(([index, { name }]) => indexes.get(name) !== index);
  const fresh = links.find((link) => !addresses.has(link.ifindex));
  const changed = gone?.[1].name ?? fresh?.ifname;
  if (changed !== undefined) {
    throw new ReadError(
      'changed-while-reading',
      section,
      `"${changed}" came or went while the host was read`,
    );
  }
  const everyIndex = new Map([...others, ...indexes]);
  return links
    .sort((a, b) => a.ifindex - b.ifindex)
    .map((link) => toObserved(section, link, everyIndex, addresses.get(link.ifindex)?.addresses ?? []));
}

export type LinkAddresses = { name: string; addresses: ObservedAddress[] };

function toObserved(
  section: string,
  link: Link,
  indexes: ReadonlyMap<string, number>,
  addresses: ObservedAddress[],
): ObservedLink {
  const kindName = link.linkinfo?.info_kind ?? '';
  const kind = linkKind(link.link_type, kindName);
  const lower = STACKED.has(kindName) ? peerOf(link, indexes) : null;
  return {
    index: link.ifindex,
    name: link.ifname,
    kind,
    kindName,
    // iproute2's own word, from the flags that it remembers of the device below or of a veth's other end.
    flags: link.flags.filter((flag) => flag !== 'M-DOWN'),
    up: link.flags.includes('UP'),
    carrier: link.flags.includes('LOWER_UP'),
    noArp: link.flags.includes('NOARP'),
    operstate: link.operstate ?? 'UNKNOWN',
    mtu: link.mtu,
    mac: link.link_type === 'ether' ? (link.address?.toLowerCase() ?? null) : null,
    master: link.master ?? null,
    group: groupNumber(link.group),
    alias: link.ifalias ?? null,
    addrgenmode: link.inet6_addr_gen_mode ?? null,
    peer: kind === 'veth' ? peerOf(link, indexes) : null,
    ...(lower === null ? {} : { lower }),
    addresses,
    stats: statsOf(section, link),
    vxlan: kind === 'vxlan' ? toVxlan(section, link) : null,
    ...(kind === 'bridge' && bridgeSchema.safeParse(link.linkinfo?.info_data).success
      ? { vlanAware: true }
      : {}),
    portState:
      link.linkinfo?.info_slave_kind === 'bridge' ? (link.linkinfo.info_slave_data?.state ?? null) : null,
  };
}

/** Kinds of devices that send and receive through another one. */
const STACKED = new Set(['macvlan', 'macvtap', 'ipvlan', 'ipvtap', 'vlan', 'macsec']);

function linkKind(linkType: string, kindName: string): LinkKind {
  if (linkType === 'loopback') return 'loopback';
  if (kindName === 'bridge' || kindName === 'vxlan' || kindName === 'veth') return kindName;
  return 'other';
}

/**
 * iproute2 prints a name where the host's /etc/iproute2/group has one, which is the number of no group of ours.
 * −1: a group with a name that we do not know the number of.
 */
function groupNumber(group: string | undefined): number {
  if (group === undefined || group === 'default') return 0;
  return /^\d+$/.test(group) ? Number(group) : -1;
}

function peerOf(link: Link, indexes: ReadonlyMap<string, number>): ObservedLink['peer'] {
  if (link.link_index !== undefined) return { index: link.link_index, nsid: link.link_netnsid ?? null };
  if (!link.link) return null;
  // `if7`: iproute2's word for an index that it knows no name of.
  const index = indexes.get(link.link) ?? Number(/^if(\d+)$/.exec(link.link)?.[1] ?? Number.NaN);
  return Number.isNaN(index) ? null : { index, nsid: link.link_netnsid ?? null };
}

function toVxlan(section: string, link: Link): ObservedVxlan {
  const parsed = vxlanSchema.safeParse(link.linkinfo?.info_data);
  if (!parsed.success) {
    throw new ReadError(
      'malformed',
      section,
      `"${link.ifname}" is a vxlan device whose settings cannot be read`,
      {
        cause: parsed.error,
      },
    );
  }
  const data = parsed.data;
  const external = data.external === true;
  if (!external && (data.id === undefined || data.port === undefined)) {
    throw new ReadError('malformed', section, `the VNI or port of "${link.ifname}" is missing`);
  }
  return {
    vni: data.id ?? 0,
    port: data.port ?? 0,
    local: data.local ?? data.local6 ?? null,
    remote: data.remote ?? data.remote6 ?? data.group ?? data.group6 ?? null,
    device: data.link ?? null,
    learning: data.learning ?? false,
    ageing: data.ageing ?? null,
    ...(external ? { external } : {}),
  };
}
