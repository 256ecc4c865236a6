/**
 * A line about a neighbour or FDB entry ends in its state (linux/neighbour.h); `ip monitor neigh` prints FDB
 * entries the same way as neighbours.
 */
const NEIGHBOUR =
  /\bdev \S+ +(?:lladdr (\S+) )?(?:\S+ )*?(INCOMPLETE|REACHABLE|STALE|DELAY|PROBE|FAILED|NOARP|PERMANENT)\b/;

/**
 * Whether a line of `ip monitor` tells of a change that somebody made. Neighbours and learned FDB entries come and
 * go by themselves, and so do the multicast MACs that a device listens to.
 */
export function tellsOfChange(line: string): boolean {
  if (line.trim() === '') return false;
  const neighbour = NEIGHBOUR.exec(line);
  if (!neighbour) return true;
  const [, mac = '', state] = neighbour;
  const lasting = state === 'NOARP' || state === 'PERMANENT';
  const multicast = (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
  return lasting && !multicast;
}
