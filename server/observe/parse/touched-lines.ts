import type { ToRead } from '../to-read';
import type { AskedLine } from './batch';

/**
 * The addresses of each link, then each link, then the neighbours of each device, then the routes. In this order: after
 * a `link show`, a batch prints no addresses for `address show dev X` (`do_link` in ipaddress.c stays set, 5.9 to 7.1).
 */
export function touchedLinkLines({
  links,
  neighbours,
  routes,
}: Pick<ToRead, 'links' | 'neighbours' | 'routes'>) {
  const lines: AskedLine[] = [];
  for (const device of links) lines.push({ line: `address show dev ${device}`, device });
  for (const device of links) lines.push({ line: `link show dev ${device}`, device });
  for (const device of neighbours) lines.push({ line: `neigh show dev ${device} nud all`, device });
  if (routes) lines.push({ line: 'route show table all', device: null });
  return lines;
}

export function touchedFdbLines({ fdb }: Pick<ToRead, 'fdb'>): AskedLine[] {
  return [...fdb].map((device) => ({ line: `fdb show dev ${device}`, device }));
}
