/** What tcpdump says beside its frames. */
export type TcpdumpLine =
  | { kind: 'listening' }
  | { kind: 'captured' | 'received' | 'dropped'; count: number }
  | { kind: 'other'; text: string };

const COUNTS = [
  ['captured', /^(\d{1,15}) packets? captured$/],
  ['received', /^(\d{1,15}) packets? received by filter$/],
  ['dropped', /^(\d{1,15}) packets? dropped by kernel$/],
] as const;

export function parseTcpdumpLine(line: string): TcpdumpLine {
  const text = line.replace(/^tcpdump: /, '').trim();
  if (/^listening on /.test(text)) return { kind: 'listening' };
  for (const [kind, pattern] of COUNTS) {
    const match = pattern.exec(text);
    if (match) return { kind, count: Number(match[1]) };
  }
  return { kind: 'other', text };
}
