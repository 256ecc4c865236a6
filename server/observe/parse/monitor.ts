/** States of a neighbour (linux/neighbour.h). `ip monitor neigh` prints FDB entries the same way as neighbours. */
const STATES = ['INCOMPLETE', 'REACHABLE', 'STALE', 'DELAY', 'PROBE', 'FAILED', 'NOARP', 'PERMANENT'];

/**
 * Whether a line of `ip monitor` tells of a change that somebody made. Neighbours and learned FDB entries come and
 * go by themselves, and so do the multicast MACs that a device listens to.
 */
export function tellsOfChange(line: string): boolean {
  const words = line
    .replace(/^\[nsid [^\]]*\]/, '')
    .split(/\s+/)
    .filter(Boolean);
  if (words.length === 0) return false;
  // A link's flags stand in one word, so that a state as a word of its own is a neighbour's.
  const states = words.filter((word) => STATES.includes(word));
  if (!words.includes('dev') || states.length === 0) return true;
  // The default entry of a VXLAN interface made with `remote` is REACHABLE and PERMANENT at once.
  const lasting = states.includes('NOARP') || states.includes('PERMANENT');
  const mac = words[words.indexOf('lladdr') + 1] ?? '';
  const multicast = words.includes('lladdr') && (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
  return lasting && !multicast;
}
