import type { Family } from '../model/address';
import { innerMtu, SMALLEST_INNER_MTU, VXLAN_OVERHEAD } from '../model/mtu';
import type { MeasuredWay } from '../model/packet-limit';

/** An interface of a network as it was read. Bytes. */
export type MtuDevice = {
  hostId: string;
  /** null: on the host itself. */
  namespace: string | null;
  name: string;
  mtu: number;
  /** What intent says of it; null: as found, left alone. */
  wanted: number | null;
};

/**
 * exact: what intent says is what the underlay carries. room: the underlay carries more. too-large: full packets are
 * lost. drifted: an interface is not as intent says. unmeasured: a way could not be measured, so nothing is certain.
 */
export type MtuVerdict = 'exact' | 'room' | 'too-large' | 'drifted' | 'unmeasured';

export type NetworkMtu = {
  verdict: MtuVerdict;
  sentence: string;
  family: Family | null;
  /** Bytes, of the network's interfaces by intent; null: all as found. */
  configured: number | null;
  /** Bytes that the narrowest measured way carries of the underlay, and what is left of it within VXLAN. */
  underlay: number | null;
  right: number | null;
  /** The ways that carry no more than `underlay`, where some carry more. */
  narrowest: { from: string; to: string }[];
  /** Interfaces whose MTU is not the one that the network should have. */
  differing: MtuDevice[];
  /** set: the network needs this MTU (bytes), as a change. repair: its interfaces are to be made as intent says. */
  fix: { kind: 'set'; mtu: number } | { kind: 'repair' } | null;
};

export type NetworkMtuInput = {
  network: string;
  configured: number | null;
  ways: readonly MeasuredWay[];
  devices: readonly MtuDevice[];
  nameOf(hostId: string): string;
};

/** The right inner MTU of a network from what its underlay was measured to carry, and what differs from it. */
export function networkMtu({ network, configured, ways, devices, nameOf }: NetworkMtuInput): NetworkMtu {
  const measured = ways.flatMap((way) =>
    way.found?.largest ? [{ ...way, largest: way.found.largest, family: way.found.family }] : [],
  );
  const rooms = measured.map(({ largest, family }) => innerMtu(largest, family));
  const right = rooms.length > 0 ? Math.min(...rooms) : null;
  const narrow = measured.filter((_, i) => rooms[i] === right);
  const target = right === null ? configured : Math.min(right, configured ?? right);
  const differing = target === null ? [] : devices.filter(({ mtu }) => mtu !== target);
  const underlay = narrow[0]?.largest ?? null;
  const family = narrow[0]?.family ?? null;
  const narrowest = narrow.length === measured.length ? [] : narrow.map(({ from, to }) => ({ from, to }));
  const known = { family, configured, underlay, right, narrowest, differing };

  if (right !== null && configured !== null && configured > right) {
    return {
      ...known,
      verdict: 'too-large',
      sentence: `${network} has an MTU of ${configured}, but the underlay carries only ${underlay} bytes ${between(narrowest, nameOf)}, of which VXLAN takes ${VXLAN_OVERHEAD[family ?? 4]}: ${remedy(right)}`,
      fix: right >= SMALLEST_INNER_MTU ? { kind: 'set', mtu: right } : null,
    };
  }
  const drifted = differing.filter(({ wanted }) => wanted !== null);
  const [first] = drifted.length > 0 ? drifted : differing;
  if (first) {
    const more = differing.length > 1 ? `, and ${differing.length - 1} more differ` : '';
    return {
      ...known,
      verdict: 'drifted',
      sentence: `${first.name} on ${nameOf(first.hostId)} has an MTU of ${first.mtu} instead of ${target}${more}`,
      fix: drifted.length > 0 ? { kind: 'repair' } : null,
    };
  }
  const unknown = ways.find(({ found }) => !found?.largest);
  if (unknown) {
    const why = unknown.error ?? 'nothing comes back';
    const sentence = `the underlay from ${nameOf(unknown.from)} to ${nameOf(unknown.to)} could not be measured: ${why}`;
    return { ...known, verdict: 'unmeasured', sentence, fix: null };
  }
  if (right === null) {
    const sentence = `${network} has no tunnel to measure: it is present on fewer than two hosts with an underlay`;
    return { ...known, verdict: 'unmeasured', sentence, fix: null };
  }
  if (configured !== null && configured < right) {
    const sentence = `${network} has an MTU of ${configured} by intent; the underlay carries ${underlay} bytes, so ${right} would fit`;
    return { ...known, verdict: 'room', sentence, fix: { kind: 'set', mtu: right } };
  }
  const hosts = new Set(ways.flatMap(({ from, to }) => [from, to])).size;
  const sentence = `${right} is right: the underlay carries ${underlay} bytes between all ${hosts} hosts, and VXLAN takes ${VXLAN_OVERHEAD[family ?? 4]} of them`;
  return { ...known, verdict: 'exact', sentence, fix: null };
}

function between(narrowest: NetworkMtu['narrowest'], nameOf: (hostId: string) => string): string {
  const [first] = narrowest;
  if (!first) return 'between its hosts';
  return `from ${nameOf(first.from)} to ${nameOf(first.to)}${narrowest.length > 1 ? ' and elsewhere' : ''}`;
}

function remedy(right: number): string {
  return right >= SMALLEST_INNER_MTU
    ? `the right MTU is ${right}`
    : `only ${right} are left for tenants, fewer than IPv6 needs (${SMALLEST_INNER_MTU}): mend the underlay`;
}
