import type { PingSummary } from '../../model/ping-summary';

/** One line of ping's output, as iputils and busybox print it. */
export type PingLine =
  | { kind: 'reply'; seq: number; rttMs: number }
  | { kind: 'silent'; seq: number }
  | { kind: 'counts'; sent: number; received: number; lossPercent: number }
  | { kind: 'times'; minMs: number; avgMs: number; maxMs: number }
  | { kind: 'other' };

/** `64 bytes from 10.1.0.5: icmp_seq=1 ttl=64 time=0.749 ms`; busybox writes `seq=0`; a late second answer ends with `(DUP!)`. */
const REPLY = /^\d+ bytes from [^ ]+ ?[^:]*: (?:icmp_)?seq=(\d+) .*time[=<]([\d.]+) ms\s*$/;
/** What `-O` adds for each packet that has no answer when the next one goes out. */
const SILENT = /^no answer yet for icmp_seq=(\d+)\s*$/;
const COUNTS =
  /^(\d+) packets transmitted, (\d+)(?: packets)? received,(?: \+\d+ (?:duplicates|errors|corrupted),)* ([\d.]+)% packet loss/;
/** iputils: `rtt min/avg/max/mdev = 0.550/0.629/0.749/0.086 ms`; busybox: `round-trip min/avg/max = …`. */
const TIMES = /^(?:rtt|round-trip) min\/avg\/max(?:\/mdev)? = ([\d.]+)\/([\d.]+)\/([\d.]+)/;

export function parsePingLine(text: string): PingLine {
  const reply = REPLY.exec(text);
  if (reply) return { kind: 'reply', seq: Number(reply[1]), rttMs: Number(reply[2]) };
  const silent = SILENT.exec(text);
  if (silent) return { kind: 'silent', seq: Number(silent[1]) };
  const counts = COUNTS.exec(text);
  if (counts) {
    const [sent, received, lossPercent] = counts.slice(1).map(Number) as [number, number, number];
    return { kind: 'counts', sent, received, lossPercent };
  }
  const times = TIMES.exec(text);
  if (times) {
    const [minMs, avgMs, maxMs] = times.slice(1).map(Number) as [number, number, number];
    return { kind: 'times', minMs, avgMs, maxMs };
  }
  return { kind: 'other' };
}

/** The statistics at the end, or null where none were printed. */
export class SummaryOfLines {
  private counts: Extract<PingLine, { kind: 'counts' }> | null = null;
  private times: Extract<PingLine, { kind: 'times' }> | null = null;

  take(line: PingLine): void {
    if (line.kind === 'counts') this.counts = line;
    if (line.kind === 'times') this.times = line;
  }

  summary(): PingSummary | null {
    if (this.counts === null) return null;
    const { sent, received, lossPercent } = this.counts;
    const { minMs = null, avgMs = null, maxMs = null } = this.times ?? {};
    return { sent, received, lossPercent, minMs, avgMs, maxMs };
  }
}
