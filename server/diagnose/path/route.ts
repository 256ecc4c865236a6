import { type Address, parseAddress, subnetOf } from '../../model/address';
import type { ObservedRoute } from '../../observe/observed';

/** Types of routes by which nothing leaves (RTN_BLACKHOLE and its kind, linux/rtnetlink.h). */
const DEAD = new Set(['blackhole', 'unreachable', 'prohibit', 'throw']);

export type Chosen = { route: ObservedRoute; isDead: boolean };

/** The route of the main table that a packet to the address takes: the longest prefix. null: there is none. */
export function routeTo(routes: readonly ObservedRoute[], target: string): Chosen | null {
  const address = parseAddress(target);
  if (!address) return null;
  let best: { route: ObservedRoute; length: number } | null = null;
  for (const route of routes) {
    if (route.table !== 'main') continue;
    const length = matched(route, address);
    // The kernel lists the lowest metric of equal prefixes first.
    if (length !== null && (best === null || length > best.length)) best = { route, length };
  }
  return best && { route: best.route, isDead: DEAD.has(best.route.type ?? '') };
}

/** Length of the prefix that holds the address, or null. */
function matched({ to, via }: ObservedRoute, address: Address): number | null {
  if (to === 'default') {
    const gateway = via === null ? null : parseAddress(via);
    return gateway && gateway.family !== address.family ? null : 0;
  }
  const bits = address.family === 4 ? 32 : 128;
  const [base = '', length = String(bits)] = to.split('/');
  const own = parseAddress(base);
  if (own?.family !== address.family) return null;
  const size = Number(length);
  return subnetOf(own, size) === subnetOf(address, size) ? size : null;
}
