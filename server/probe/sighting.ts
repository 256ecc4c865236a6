import { parseAddress } from '../model/address';
import { badDeviceName, badNamespaceName } from '../model/device-name';
import type { Runner } from '../ssh/runner';
import { packetTexts } from './packet-text';

/** Where to look for marked packets. */
export type Lookout = {
  /** null: the host's own. */
  namespace: string | null;
  device: string;
  /** UDP port of the tunnel where the packets are inside one, else null. */
  tunnelPort: number | null;
};

export type Watching = {
  /** Resolves when packets are looked at, with null, or with why they cannot be. */
  ready: Promise<string | null>;
  /** Which of the signs came by so far. */
  seen(): { there: boolean; back: boolean };
  close(): void;
};

/** Bytes of each packet: outer and inner headers, and enough of the payload to hold the mark. */
const SNAP = 256;
/** Packets after which it ends by itself. */
const MOST_PACKETS = 2_000;
/** Milliseconds after which it is ended whatever it does. */
const LIMIT_MS = 15_000;

/**
 * tcpdump drops its user to one of its own (`-Z`), and with that what ends it with its parent; so it stays.
 * @throws TypeError where a name is none
 */
export function sightingArgv({ namespace, device, tunnelPort }: Lookout): string[] {
  if (badDeviceName(device) !== null || (namespace !== null && badNamespaceName(namespace) !== null)) {
    throw new TypeError(`no device "${device}"`);
  }
  const expression = tunnelPort === null ? 'icmp or icmp6 or arp' : `udp port ${tunnelPort}`;
  return [
    ...(namespace === null ? [] : ['ip', 'netns', 'exec', namespace]),
    ...['tcpdump', '-n', '-l', '-xx', '-s', String(SNAP), '-c', String(MOST_PACKETS), '--immediate-mode'],
    ...['-Z', 'root', '-i', device, expression],
  ];
}

/** The bytes by which packets of a probe are known: what is sent, and what answers it. Patterns over hexadecimal digits. */
export type Signs = { there: string; back: string };

/**
 * An echo with the mark behind ping's time stamp of 16 bytes, or the question for the target and its answer: ARP (RFC
 * 826) or neighbour discovery (RFC 4861).
 */
export function signsOf(mark: string, target: string): Signs {
  const address = parseAddress(target);
  const hex = (address?.bytes ?? []).map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const any = (bytes: number) => `[0-9a-f]{${2 * bytes}}`;
  // Type and code, then checksum, identifier and number.
  const echo = (type: string) => `${type}00${any(6)}${any(16)}${mark}`;
  if (address?.family === 6) {
    return {
      there: `${echo('80')}|8700${any(2)}0{8}${hex}`,
      back: `${echo('81')}|8800${any(2)}${any(4)}${hex}`,
    };
  }
  const arp = (operation: number) => `0806000108000604000${operation}${any(6)}`;
  return { there: `${echo('08')}|${arp(1)}${any(10)}${hex}`, back: `${echo('00')}|${arp(2)}${hex}` };
}

/** Looks for packets on one device until it is closed. @throws RunnerError where it could not be started */
export async function watchFor(runner: Runner, lookout: Lookout, signs: Signs): Promise<Watching> {
  const patterns = { there: new RegExp(signs.there), back: new RegExp(signs.back) };
  const found = { there: false, back: false };
  const capture = await packetTexts(runner, sightingArgv(lookout), LIMIT_MS, ({ hex }) => {
    found.there ||= patterns.there.test(hex);
    found.back ||= patterns.back.test(hex);
  });
  return { ready: capture.ready, seen: () => ({ ...found }), close: () => capture.close() };
}
