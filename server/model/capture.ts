import { parseAddress } from './address';

/**
 * Where frames are captured. endpoint: the interface inside its namespace; host-end: the other end of that veth pair, on
 * the bridge; underlay: the device that the VTEP is on, where only packets of the network's VNI are seen.
 */
export type CapturePlace =
  | { at: 'endpoint' | 'host-end'; endpointId: string; networkId: string }
  | { at: 'bridge' | 'vxlan' | 'underlay'; hostId: string; networkId: string };

export const CAPTURE_POINTS = ['endpoint', 'host-end', 'bridge', 'vxlan', 'underlay'] as const;
export const CAPTURE_PROTOCOLS = ['any', 'arp', 'icmp', 'icmp6', 'tcp', 'udp'] as const;
export const CAPTURE_DIRECTIONS = ['any', 'in', 'out'] as const;

/** What is captured; on an underlay it is about the packets inside the tunnel. */
export type CaptureFilter = {
  protocol: (typeof CAPTURE_PROTOCOLS)[number];
  /** Source or destination; in ARP, sender or target. */
  address: string | null;
  /** Source or destination, TCP or UDP. */
  port: number | null;
  /** As the interface sees it: `in` is what it received. */
  direction: (typeof CAPTURE_DIRECTIONS)[number];
};

/** Whichever is reached first ends the capture. */
export type CaptureLimits = {
  packets: number;
  /** Bytes of captured frames. */
  bytes: number;
  seconds: number;
  /** Bytes kept of each frame. */
  snapLength: number;
};

export const CAPTURE_BOUNDS = {
  packets: { least: 1, most: 1_000_000, first: 200_000, unit: 'packets' },
  bytes: { least: 1024, most: 500e6, first: 250e6, unit: 'bytes' },
  seconds: { least: 1, most: 600, first: 300, unit: 'seconds' },
  /** 65535 holds any frame that is not a segment to be offloaded. */
  snapLength: { least: 64, most: 65_535, first: 2048, unit: 'bytes of each frame' },
} as const;

export const EVERYTHING: CaptureFilter = { protocol: 'any', address: null, port: null, direction: 'any' };

const FAMILY: Partial<Record<CaptureFilter['protocol'], 4 | 6>> = { arp: 4, icmp: 4, icmp6: 6 };
const WORD: Record<CaptureFilter['protocol'], string> = {
  any: 'Any protocol',
  arp: 'ARP',
  icmp: 'ICMP',
  icmp6: 'ICMPv6',
  tcp: 'TCP',
  udp: 'UDP',
};

/** Why nothing can be captured so, by the field that is to be mended; free of faults where it is empty. */
export type CaptureFaults = Partial<Record<keyof CaptureFilter | keyof CaptureLimits, string>>;

export function captureFaults(filter: CaptureFilter, limits: CaptureLimits): CaptureFaults {
  const faults: CaptureFaults = {};
  for (const key of ['packets', 'bytes', 'seconds', 'snapLength'] as const) {
    const { least, most, unit } = CAPTURE_BOUNDS[key];
    const value = limits[key];
    if (!Number.isInteger(value) || value < least || value > most) {
      faults[key] = `A capture has ${least} to ${most} ${unit}.`;
    }
  }
  const { protocol, address, port, direction } = filter;
  if (!CAPTURE_PROTOCOLS.includes(protocol)) faults.protocol = 'There is no such protocol to capture.';
  if (!CAPTURE_DIRECTIONS.includes(direction)) faults.direction = 'A direction is any, in or out.';
  if (address !== null) {
    const parsed = parseAddress(address);
    const family = FAMILY[protocol];
    if (!parsed) {
      faults.address = `An address is written in full, such as 10.1.0.5 or 2001:db8::5, not "${address.slice(0, 60)}".`;
    } else if (family !== undefined && parsed.family !== family) {
      faults.address = `${WORD[protocol]} has IPv${family} addresses: ${parsed.text} is none.`;
    }
  }
  if (port !== null) {
    if (!Number.isInteger(port) || port < 1 || port > 65_535) faults.port = 'A port is 1 to 65535.';
    else if (protocol === 'arp' || protocol === 'icmp' || protocol === 'icmp6') {
      faults.port = `${WORD[protocol]} has no ports: choose TCP, UDP or any protocol.`;
    }
  }
  return faults;
}

/** Milliseconds and bytes are for machines; this is the filter as a person says it, for an audit log. */
export function filterText({ protocol, address, port, direction }: CaptureFilter): string {
  const words = [
    protocol === 'any' ? 'everything' : WORD[protocol],
    ...(address === null ? [] : [`of ${address}`]),
    ...(port === null ? [] : [`port ${port}`]),
    ...(direction === 'any' ? [] : [direction === 'in' ? 'inbound' : 'outbound']),
  ];
  return words.join(', ');
}
