import type { LinkStats } from '../observed';
import { ReadError } from './read-error';

/** Two lines of headings, then one line a device: its name, a colon, and 16 numbers (net/core/net-procfs.c). */
const LINE = /^\s*(\S+):\s*(\d+(?:\s+\d+){15})\s*$/;

/**
 * `/proc/net/dev`. Its `drop` of what came in also counts what the device missed (`rx_missed_errors`).
 * @throws ReadError
 */
export function parseNetDev(section: string, text: string): Map<string, LinkStats> {
  if (!text.endsWith('\n')) throw new ReadError('truncated', section, 'the last line has no end');
  const [first, second, ...lines] = text.slice(0, -1).split('\n');
  if (!first?.startsWith('Inter-|') || !second?.includes('|bytes')) {
    throw new ReadError('malformed', section, 'the headings of /proc/net/dev are missing');
  }
  return new Map(
    lines.map((line) => {
      const [, name, numbers] = LINE.exec(line) ?? [];
      if (name === undefined || numbers === undefined) {
        throw new ReadError('malformed', section, `not a line of /proc/net/dev: ${line.slice(0, 80)}`);
      }
      return [name, stats(numbers.split(/\s+/).map(Number))];
    }),
  );
}

function stats(columns: readonly number[]): LinkStats {
  const at = (index: number) => columns[index] ?? 0;
  return {
    rxBytes: at(0),
    rxPackets: at(1),
    rxErrors: at(2),
    rxDropped: at(3),
    txBytes: at(8),
    txPackets: at(9),
    txErrors: at(10),
    txDropped: at(11),
  };
}
