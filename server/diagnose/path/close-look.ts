import type { HopFact } from './answer';
import { fact } from './facts';
import type { Site } from './scene';

/** What a complete read of a host leaves out, of the devices of one path. */
export type CloseLook = {
  /** By device: what the bridge lets its ports do. */
  ports: ReadonlyMap<string, PortFlags>;
  /** By bridge. */
  bridges: ReadonlyMap<string, BridgeFlags>;
  /** By VXLAN interface: hops that its packets may take; null: as many as the host's own. */
  ttls: ReadonlyMap<string, number | null>;
  /** By namespace. */
  spaces: ReadonlyMap<string, SpaceLook>;
  /** Of the host's own namespace, by VTEP. */
  routes: ReadonlyMap<string, KernelRoute>;
  rules: readonly PolicyRule[];
};

export type PortFlags = {
  isolated: boolean;
  locked: boolean;
  learning: boolean;
  /** Unknown unicast, multicast and broadcast are sent to it. */
  flood: boolean;
  mcastFlood: boolean;
  bcastFlood: boolean;
  hairpin: boolean;
  /** The VLAN of frames without a tag; null: it takes none, or bridge and kernel know no VLANs. */
  pvid: number | null;
};

export type BridgeFlags = { spanningTree: boolean; vlanFiltering: boolean };

export type SpaceLook = {
  routes: ReadonlyMap<string, KernelRoute>;
  rules: readonly PolicyRule[];
  /** arp_ignore as it holds for the endpoint's device (ip-sysctl.rst). */
  arpIgnore: number;
  echoIgnored: { 4: boolean; 6: boolean };
};

/** What the kernel itself says of a packet to an address, with all tables and rules. */
export type KernelRoute =
  | { kind: 'sent'; device: string; via: string | null }
  /** The address is the namespace's own. */
  | { kind: 'local' }
  /** Its words: `Network is unreachable`, `Permission denied`. */
  | { kind: 'refused'; why: string };

/** A rule that somebody added to the three that every namespace has. */
export type PolicyRule = { priority: number; words: string };

type Flag = {
  key: Exclude<keyof PortFlags, 'pvid'>;
  /** For bridge(8). */
  option: string;
  what: string;
  wanted: boolean;
  state: 'wrong' | 'risky';
  family?: 4 | 6;
};

/** What a port must let pass, for stations to find each other by it. */
const FLAGS: Flag[] = [
  // Frames of a station that was not written to the FDB beforehand end at a locked port.
  { key: 'locked', option: 'locked', what: 'port lock', wanted: false, state: 'wrong' },
  // ARP is broadcast, neighbour discovery is multicast.
  { key: 'bcastFlood', option: 'bcast_flood', what: 'broadcast', wanted: true, state: 'wrong', family: 4 },
  { key: 'mcastFlood', option: 'mcast_flood', what: 'multicast', wanted: true, state: 'wrong', family: 6 },
  { key: 'flood', option: 'flood', what: 'unknown unicast', wanted: true, state: 'risky' },
  { key: 'learning', option: 'learning', what: 'learning', wanted: true, state: 'risky' },
  { key: 'hairpin', option: 'hairpin', what: 'hairpin', wanted: false, state: 'risky' },
];

/** What somebody took from a port, or gave it. `beside`: the port on the other side of the bridge. */
export function flagFacts(
  site: Site,
  device: string,
  { beside, family }: { beside: string | null; family: 4 | 6 },
): HopFact[] {
  const look = site.host.close;
  const flags = look?.ports.get(device);
  if (!flags) return [];
  const show = ['bridge', '-d', 'link', 'show', 'dev', device];
  const one = (what: string, option: string, wanted: boolean, state: 'wrong' | 'risky') => {
    const argv = ['bridge', 'link', 'set', 'dev', device, option, wanted ? 'on' : 'off'];
    const sentence = `On ${site.host.name}, as a port has it by itself: ${argv.join(' ')}`;
    const fix = { kind: 'command' as const, host: site.host.name, argv, sentence };
    return fact(state, what, wanted ? 'on' : 'off', wanted ? 'off' : 'on', { show, fix });
  };
  const facts = FLAGS.filter(
    ({ key, wanted, family: of }) => flags[key] !== wanted && (of === undefined || of === family),
  ).map(({ what, option, wanted, state }) => one(what, option, wanted, state));
  // One isolated port alone is parted from nobody.
  if (flags.isolated && beside !== null && look?.ports.get(beside)?.isolated) {
    facts.unshift(one('isolation from the other port', 'isolated', false, 'wrong'));
  }
  return facts;
}

/** Of a bridge between two of its ports: VLANs that part them, or a spanning tree that holds one. */
export function bridgeFlagFacts(site: Site, devices: readonly string[]): HopFact[] {
  const { name } = site.bridge;
  const look = site.host.close;
  const flags = look?.bridges.get(name);
  if (!flags) return [];
  const facts: HopFact[] = [];
  const held = devices.filter((device) => isHeld(site, device));
  if (flags.spanningTree && held.length > 0) {
    const argv = ['ip', 'link', 'set', 'dev', name, 'type', 'bridge', 'stp_state', '0'];
    const sentence = `On ${site.host.name}, switch it off, as no loop can be in a tenant's bridge: ${argv.join(' ')}`;
    facts.push(
      fact('wrong', 'spanning tree', 'off', `on, and holds ${held.join(' and ')} back`, {
        show: ['ip', '-d', 'link', 'show', 'dev', name],
        fix: { kind: 'command', host: site.host.name, argv, sentence },
      }),
    );
  }
  const vlans = devices.map((device) => look?.ports.get(device)?.pvid ?? null);
  if (flags.vlanFiltering && (vlans.includes(null) || new Set(vlans).size > 1)) {
    const argv = ['ip', 'link', 'set', 'dev', name, 'type', 'bridge', 'vlan_filtering', '0'];
    const words = devices.map((device, i) => `${device} in ${vlans[i] ?? 'none'}`).join(', ');
    const sentence = `On ${site.host.name}, put both ports into one VLAN, or do without: ${argv.join(' ')}`;
    facts.push(
      fact('wrong', 'VLANs of its ports', 'one', words, {
        show: ['bridge', 'vlan', 'show'],
        fix: { kind: 'command', host: site.host.name, argv, sentence },
      }),
    );
  }
  return facts;
}

/** A spanning tree does not let the port forward now. */
export function isHeld({ found, host, bridge }: Site, device: string): boolean {
  const link = found.links.get(device);
  return (
    host.close?.bridges.get(bridge.name)?.spanningTree === true &&
    link?.up === true &&
    found.links.get(bridge.name)?.up === true &&
    link.portState !== null &&
    link.portState !== 'forwarding'
  );
}

/** Where the kernel sends a packet, which is not where the main table says; null: there, or nobody asked it. */
export function policyFact(
  route: KernelRoute | undefined,
  rules: readonly PolicyRule[],
  {
    what,
    device,
    host,
    inside,
    show,
  }: {
    what: string;
    device: string;
    host: string;
    /** null: the host's own. */
    inside: string | null;
    show: readonly string[];
  },
): HopFact | null {
  if (!route || (route.kind === 'sent' && route.device === device)) return null;
  const ip = ['ip', ...(inside === null ? [] : ['-n', inside])];
  if (route.kind === 'local') {
    const sentence = `On ${host}, take that address away from ${inside ?? 'the host'}: ${ip.join(' ')} address`;
    const found = `${inside ?? host} itself, which has that address too`;
    return fact('wrong', what, `on ${device}`, found, { show, fix: { kind: 'advice', sentence } });
  }
  const [rule] = rules;
  const way = route.kind === 'sent' ? `on ${route.device}` : route.why;
  const argv = rule && [...ip, 'rule', 'del', 'priority', String(rule.priority)];
  return fact('wrong', what, `on ${device}`, rule ? `${way}, by the rule ${rule.words}` : way, {
    show,
    fix: argv
      ? { kind: 'command', host, argv, sentence: `On ${host}, take the rule away: ${argv.join(' ')}` }
      : { kind: 'advice', sentence: `On ${host}, look at ${show.join(' ')} and at ${ip.join(' ')} rule.` },
  });
}
