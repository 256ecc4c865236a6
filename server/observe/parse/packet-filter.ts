/**
 * A packet filter reduced to what decides about one kind of packet, from nftables or iptables alike.
 * A match that nobody here understands is `maybe`: what hangs on it is never called certain.
 */
export type Filter = {
  /** Of the chains at one hook, each may drop. */
  bases: BaseChain[];
  /** All chains by name. */
  chains: ReadonlyMap<string, FilterRule[]>;
};

export type BaseChain = { chain: string; policy: 'accept' | 'drop' };

export type FilterRule = { matches: Match[]; verdict: Verdict };

export type Verdict =
  | { kind: 'accept' | 'drop' | 'return' }
  /** Decides nothing. */
  | { kind: 'none' }
  /** Decides something that nobody here can read. */
  | { kind: 'unknown' }
  | { kind: 'jump' | 'goto'; chain: string };

export type Match =
  | { kind: 'device'; direction: 'in' | 'out'; names: string[]; not: boolean }
  | { kind: 'protocol'; names: string[]; not: boolean }
  /** UDP destination ports, each a range. */
  | { kind: 'port'; ranges: [from: number, to: number][]; not: boolean }
  /** Connection tracking state. */
  | { kind: 'state'; names: string[]; not: boolean }
  /** The frame goes from one port of a bridge to another. */
  | { kind: 'bridged'; not: boolean }
  | { kind: 'unknown' };

export type Packet = {
  /** null: any. */
  protocol: 'udp' | null;
  port: number | null;
  inDevice: string | null;
  outDevice: string | null;
  bridged: boolean;
};

export type Fate = 'accepted' | 'dropped' | 'uncertain';

type Certainty = 'yes' | 'no' | 'maybe';

/** Chains may call each other this deep (the kernel's NFT_JUMP_STACK_SIZE is 16). */
const DEPTH = 16;

/** The base chain that certainly drops the first packet of its kind, or null. */
export function droppingChain(filter: Filter, packet: Packet): string | null {
  return filter.bases.find((base) => fate(filter, base, packet) === 'dropped')?.chain ?? null;
}

export function fate(filter: Filter, base: BaseChain, packet: Packet): Fate {
  const seen = { accept: false, drop: false };
  const end = walk(filter, base.chain, packet, seen, 0) ?? base.policy;
  if (end === 'drop') return seen.accept ? 'uncertain' : 'dropped';
  return seen.drop ? 'uncertain' : 'accepted';
}

/** What certainly becomes of the packet in this chain, or null where it comes out at the end. */
function walk(
  filter: Filter,
  chain: string,
  packet: Packet,
  /** What may have become of it on the way. */
  seen: { accept: boolean; drop: boolean },
  depth: number,
): 'accept' | 'drop' | null {
  let mayHaveLeft = false;
  for (const { matches, verdict } of filter.chains.get(chain) ?? []) {
    const hit = all(matches.map((match) => applies(match, packet)));
    if (hit === 'no') continue;
    if (verdict.kind === 'unknown') Object.assign(seen, { accept: true, drop: true });
    const end = endOf(verdict, (next) =>
      depth < DEPTH ? walk(filter, next, packet, seen, depth + 1) : null,
    );
    if (end !== null && (hit === 'maybe' || mayHaveLeft)) seen[end] = true;
    else if (end !== null) return end;
    const leaves = verdict.kind === 'return' || verdict.kind === 'goto';
    if (leaves && hit === 'yes') return null;
    mayHaveLeft ||= leaves;
  }
  return null;
}

function endOf(
  verdict: Verdict,
  follow: (chain: string) => 'accept' | 'drop' | null,
): 'accept' | 'drop' | null {
  switch (verdict.kind) {
    case 'accept':
    case 'drop':
      return verdict.kind;
    case 'jump':
    case 'goto':
      return follow(verdict.chain);
    case 'return':
    case 'none':
    case 'unknown':
      return null;
  }
}

function all(parts: Certainty[]): Certainty {
  if (parts.includes('no')) return 'no';
  return parts.includes('maybe') ? 'maybe' : 'yes';
}

function applies(match: Match, packet: Packet): Certainty {
  switch (match.kind) {
    case 'device': {
      const device = match.direction === 'in' ? packet.inDevice : packet.outDevice;
      if (device === null) return 'maybe';
      return either(match.names.some((name) => isNamed(device, name)) !== match.not);
    }
    case 'protocol':
      if (packet.protocol === null) return 'maybe';
      return either(match.names.includes(packet.protocol) !== match.not);
    case 'port': {
      const { port } = packet;
      if (port === null) return 'maybe';
      return either(match.ranges.some(([from, to]) => from <= port && port <= to) !== match.not);
    }
    case 'state':
      // A peer chooses its source port anew for each flow, so its first packet belongs to no connection.
      return either(match.names.some((name) => name === 'new' || name === 'untracked') !== match.not);
    case 'bridged':
      return either(packet.bridged !== match.not);
    case 'unknown':
      return 'maybe';
  }
}

function either(holds: boolean): Certainty {
  return holds ? 'yes' : 'no';
}

/** `veth*` of nftables, `veth+` of iptables. */
function isNamed(device: string, name: string): boolean {
  return /[*+]$/.test(name) ? device.startsWith(name.slice(0, -1)) : device === name;
}
