import { parseAddress } from '../model/address';
import { badDeviceName, badNamespaceName } from '../model/device-name';
import type { Runner } from '../ssh/runner';
import { Lines } from './parse/lines';

/** Where to look for marked packets, and which way they go there. */
export type Lookout = {
  /** null: the host's own. */
  namespace: string | null;
  device: string;
  direction: 'in' | 'out';
  /** UDP port of the tunnel where the packets are inside one, else null. */
  tunnelPort: number | null;
};

export type Watching = {
  /** Resolves when packets are looked at, with null, or with why they cannot be. */
  ready: Promise<string | null>;
  /** Whether a marked packet came by so far. */
  seen(): boolean;
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
export function sightingArgv({ namespace, device, direction, tunnelPort }: Lookout): string[] {
  if (badDeviceName(device) !== null || (namespace !== null && badNamespaceName(namespace) !== null)) {
    throw new TypeError(`no device "${device}"`);
  }
  const expression = tunnelPort === null ? 'icmp or icmp6 or arp' : `udp port ${tunnelPort}`;
  return [
    ...(namespace === null ? [] : ['ip', 'netns', 'exec', namespace]),
    ...['tcpdump', '-n', '-l', '-xx', '-s', String(SNAP), '-c', String(MOST_PACKETS), '--immediate-mode'],
    ...['-Z', 'root', '-Q', direction, '-i', device, expression],
  ];
}

/** The bytes by which a packet of the probe is known: its mark, or the question where its target is. */
export function signsOf(mark: string, target: string): string[] {
  const address = parseAddress(target);
  const hex = (address?.bytes ?? []).map((byte) => byte.toString(16).padStart(2, '0')).join('');
  // An ARP request ends with the address that is asked for (RFC 826), a solicitation names it after 4 reserved bytes (RFC 4861).
  return address?.family === 4
    ? [mark, `08060001080006040001.{20}0{12}${hex}`]
    : [mark, `87[0-9a-f]{6}0{8}${hex}`];
}

/** Looks for packets on one device until it is closed. @throws RunnerError where it could not be started */
export async function watchFor(
  runner: Runner,
  lookout: Lookout,
  signs: readonly string[],
): Promise<Watching> {
  const patterns = signs.map((sign) => new RegExp(sign));
  const stdout = new Lines();
  const stderr = new Lines();
  let bytes = '';
  let found = false;
  let tell: (why: string | null) => void = () => {};
  const ready = new Promise<string | null>((resolve) => {
    tell = resolve;
  });
  const look = () => {
    if (patterns.some((pattern) => pattern.test(bytes))) found = true;
    bytes = '';
  };
  let said = '';
  const running = await runner.stream(sightingArgv(lookout), {
    limitMs: LIMIT_MS,
    onStdout: (chunk) => {
      for (const line of stdout.take(chunk)) {
        // `Lines` shows the tab before it as what it is.
        const [, hex] = /^[\s\ufffd]+0x[0-9a-f]+:\s+([0-9a-f ]+)/.exec(line) ?? [];
        // A line of another kind begins the next packet.
        if (hex === undefined) look();
        else bytes += hex.replaceAll(' ', '');
      }
      // The last packet's lines came whole: tcpdump writes them at once.
      if (bytes !== '' && patterns.some((pattern) => pattern.test(bytes))) found = true;
    },
    onStderr: (chunk) => {
      for (const line of stderr.take(chunk)) {
        if (/^listening on /.test(line)) tell(null);
        else said = line;
      }
    },
    onEnd: () => tell(said.replace(/^tcpdump: /, '') || 'tcpdump ended'),
  });
  return { ready, seen: () => found, close: () => running.close() };
}
