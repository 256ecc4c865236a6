import type { SweepAnswer } from '../sweep-event';
import { parsePingLine } from './ping';

/** iputils: `ping: local error: message too long, mtu=1450`; `mtu: 1450` of IPv6. */
const TOO_LONG = /local error: message too long, mtu[=:] ?(\d+)/i;
/** `From 10.1.0.254 icmp_seq=1 Frag needed and DF set (mtu = 1400)`, `… Packet too big: mtu=1400`. */
const TOLD =
  /^From (\S+?):? icmp_seq=\d+ (?:Frag needed and DF set \(mtu = (\d+)\)|Packet too big: mtu=(\d+))/;

/** What one ping of a given size with `-M do` came to. ping(8): 1 is "no answer", anything above an error. */
export function parseSized(said: { code: number | null; stdout: string[]; stderr: string[] }): SweepAnswer {
  for (const text of said.stdout) {
    const line = parsePingLine(text);
    if (line.kind === 'reply') return { kind: 'passed', rttMs: line.rttMs };
  }
  for (const text of [...said.stderr, ...said.stdout]) {
    const local = TOO_LONG.exec(text);
    if (local) return { kind: 'local', mtu: Number(local[1]) };
  }
  for (const text of said.stdout) {
    const told = TOLD.exec(text);
    if (told) {
      const mtu = Number(told[2] ?? told[3]);
      // RFC 1191: a router of old says 0.
      return { kind: 'path', by: told[1] ?? '', mtu: mtu > 0 ? mtu : null };
    }
  }
  if (said.code === 0 || said.code === 1) return { kind: 'silent' };
  const complaint = said.stderr[0]?.replace(/^ping6?: /, '');
  return { kind: 'failed', sentence: complaint ?? 'ping did not end in time' };
}
