import type { Carriage } from '@/server/live/carriage';

/** carried: all came back. lossy: some did. lost: none, or ping could not send. */
export type CarriageVerdict = 'carried' | 'lossy' | 'lost';

export function carriageVerdict({ sent, received, error }: Carriage): CarriageVerdict {
  if (received === 0 || error !== null) return 'lost';
  return received < sent ? 'lossy' : 'carried';
}

/** `0.31 ms (0.20 – 0.52), 0 % of 5 lost`; what ping said where it could not send. */
export function carriageText(way: Carriage): string {
  const { sent, received, minMs, avgMs, maxMs, error } = way;
  if (error !== null) return error;
  const lost = sent === 0 ? 0 : Math.round(((sent - received) / sent) * 100);
  const loss = `${lost} % of ${sent} lost`;
  if (avgMs === null || minMs === null || maxMs === null) return loss;
  return `${ms(avgMs)} ms (${ms(minMs)} – ${ms(maxMs)}), ${loss}`;
}

function ms(value: number): string {
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}
