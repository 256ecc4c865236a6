import type { TraceDirection } from '../../model/trace-row';
import type { PacketSign } from './packet-sign';

/** Who is at which end. MACs as hexadecimal digits, VTEPs as those of their bytes. */
export type Sides = {
  from: { macs: ReadonlySet<string>; vtep: string | null };
  to: { macs: ReadonlySet<string>; vtep: string | null };
  /** MACs of the network that are at neither end. */
  others: ReadonlySet<string>;
};

/**
 * Whether a frame is of the two ends, and which way it goes by who sent it. A MAC that nobody knows may be at either;
 * then the VTEPs tell, and else null.
 */
export function passage(sign: PacketSign, sides: Sides): { direction: TraceDirection | null } | null {
  if (sides.others.has(sign.source) || (!sign.isGroup && sides.others.has(sign.target))) return null;
  const end = (mac: string) => (sides.from.macs.has(mac) ? 'from' : sides.to.macs.has(mac) ? 'to' : null);
  const [source, target] = [end(sign.source), sign.isGroup ? null : end(sign.target)];
  if (source !== null && source === target) return null;
  const { outer } = sign;
  if (outer && outer.source !== sides.from.vtep && outer.source !== sides.to.vtep) return null;
  if (source) return { direction: source === 'from' ? 'there' : 'back' };
  if (target) return { direction: target === 'to' ? 'there' : 'back' };
  if (outer) return { direction: outer.source === sides.from.vtep ? 'there' : 'back' };
  return { direction: null };
}

/** Whether a packet in a tunnel is between the two VTEPs; else it is a copy for somebody else. */
export function isBetween({ outer }: PacketSign, { from, to }: Sides): boolean {
  if (!outer) return true;
  const peer = outer.source === from.vtep ? to.vtep : from.vtep;
  return outer.target === peer;
}
