import type { ToRead } from '../to-read';
import type { AskedLine } from './batch';

/** For each link what it is and its addresses, then the neighbours of each device, then the routes. */
export function touchedLinkLines({
  links,
  neighbours,
  routes,
}: Pick<ToRead, 'links' | 'neighbours' | 'routes'>) {
  const lines: AskedLine[] = [];
  for (const device of links) {
    lines.push({ line: `link show dev ${device}`, device }, { line: `address show dev ${device}`, device });
  }
  for (const device of neighbours) lines.push({ line: `neigh show dev ${device} nud all`, device });
  if (routes) lines.push({ line: 'route show table all', device: null });
  return lines;
}

export function touchedFdbLines({ fdb }: Pick<ToRead, 'fdb'>): AskedLine[] {
  return [...fdb].map((device) => ({ line: `fdb show dev ${device}`, device }));
}
