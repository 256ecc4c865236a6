import type { Runner } from '../ssh/runner';
import { Lines } from './parse/lines';

/** One packet as `tcpdump -x` prints it: the line that says what it is, and its bytes in hexadecimal digits. */
export type PacketText = { head: string; hex: string };

export type TextCapture = {
  /** Resolves when packets are looked at, with null, or with why they cannot be. */
  ready: Promise<string | null>;
  /** Why it ended, where nobody asked it to. */
  ended(): string | null;
  close(): void;
};

/**
 * Reads what a capture prints until it is closed. A packet is told again when more of its bytes came, so that the last one
 * does not wait for the next.
 * @throws RunnerError where it could not be started
 */
export async function packetTexts(
  runner: Runner,
  argv: string[],
  /** Milliseconds after which it is ended whatever it does. */
  limitMs: number,
  each: (packet: PacketText) => void,
): Promise<TextCapture> {
  const stdout = new Lines();
  const stderr = new Lines();
  let packet: PacketText = { head: '', hex: '' };
  let tell: (why: string | null) => void = () => {};
  const ready = new Promise<string | null>((resolve) => {
    tell = resolve;
  });
  let said = '';
  let closed = false;
  let ended: string | null = null;
  const running = await runner.stream(argv, {
    limitMs,
    onStdout: (chunk) => {
      for (const line of stdout.take(chunk)) {
        // `Lines` shows the tab before it as what it is.
        const [, hex] = /^[\s\ufffd]+0x[0-9a-f]+:\s+([0-9a-f ]+)/.exec(line) ?? [];
        if (hex !== undefined) packet.hex += hex.replaceAll(' ', '');
        else {
          // A line of another kind begins the next packet.
          each(packet);
          packet = { head: line, hex: '' };
        }
      }
      each(packet);
    },
    onStderr: (chunk) => {
      for (const line of stderr.take(chunk)) {
        if (/^listening on /.test(line)) tell(null);
        else said = line;
      }
    },
    onEnd: () => {
      const why = said.replace(/^tcpdump: /, '') || 'tcpdump ended';
      if (!closed) ended = why;
      tell(why);
    },
  });
  return {
    ready,
    ended: () => ended,
    close: () => {
      closed = true;
      running.close();
    },
  };
}
