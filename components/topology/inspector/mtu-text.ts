import { parseAddress } from '@/server/model/address';
import { innerMtu } from '@/server/model/mtu';

/** `1450 of 1500 · exact`: a tenant's MTU against what the underlay carries. Bytes. */
export function mtuText(mtu: number, underlayMtu: number | null, vtep: string | null): string {
  const family = vtep ? parseAddress(vtep)?.family : undefined;
  if (underlayMtu === null || family === undefined) return `${mtu}`;
  const room = innerMtu(underlayMtu, family) - mtu;
  const fit = room === 0 ? 'exact' : room > 0 ? `${room} to spare` : `${-room} too large`;
  return `${mtu} of ${underlayMtu} · ${fit}`;
}
