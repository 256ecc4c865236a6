import { badNamespaceName } from '../model/device-name';
import type { Runner } from '../ssh/runner';
import { packetTexts } from './packet-text';
import { type MarkedFrame, markedFrame } from './parse/marked-frame';

/** Bytes of each packet: what tcpdump puts before it, and up to the mark in ping's payload. */
const SNAP = 128;
/** Packets after which it ends by itself: it takes only those of its run. */
const MOST_PACKETS = 50_000;
/** Milliseconds after which it is ended whatever it does. */
const LIMIT_MS = 150_000;

/** A mark is 16 bytes in hexadecimal; those of one run begin with the same four, which the kernel filters by. */
const MARK = /^[0-9a-f]{32}$/;
export const TAG_DIGITS = 8;

export type Witness = {
  ready: Promise<string | null>;
  /** Why it ended before it was closed, or null. */
  ended(): string | null;
  close(): void;
};

/**
 * Echo requests whose payload has the tag behind ping's time stamp of 16 bytes, on every device of a namespace.
 * @throws TypeError where the name or the tag is none
 */
export function witnessArgv(namespace: string | null, tag: string): string[] {
  if (namespace !== null && badNamespaceName(namespace) !== null) {
    throw new TypeError(`no namespace "${namespace}"`);
  }
  if (!MARK.test(tag.padEnd(32, '0')) || tag.length !== TAG_DIGITS)
    throw new TypeError('a tag is four bytes');
  const expression = `(icmp[0] == 8 and icmp[24:4] == 0x${tag}) or (ip6 and ip6[6] == 58 and ip6[40] == 128 and ip6[64:4] == 0x${tag})`;
  return [
    ...(namespace === null ? [] : ['ip', 'netns', 'exec', namespace]),
    ...['tcpdump', '-n', '-l', '-x', '-s', String(SNAP), '-c', String(MOST_PACKETS), '--immediate-mode'],
    ...['-Z', 'root', '-i', 'any', expression],
  ];
}

/** Looks for marked frames on all devices of a namespace until it is closed. @throws RunnerError where it could not be started */
export async function witness(
  runner: Runner,
  namespace: string | null,
  tag: string,
  each: (frame: MarkedFrame) => void,
): Promise<Witness> {
  const { ready, ended, close } = await packetTexts(
    runner,
    witnessArgv(namespace, tag),
    LIMIT_MS,
    (packet) => {
      const frame = markedFrame(packet);
      if (frame) each(frame);
    },
  );
  return { ready, ended, close };
}
