import type { LinkStats, Observed, ObservedLink } from '../observe/observed';

/** What of a read is worth telling at once: all but times and counters. Equal shapes mean that nothing happened. */
export function shapeOf(observed: Observed): string {
  return JSON.stringify({
    bootId: observed.bootId,
    forwarding: observed.forwarding,
    links: observed.links.map(linkShape),
    fdb: observed.fdb.map(({ used: _used, updated: _updated, ...entry }) => entry),
    namespaces: observed.namespaces.map(({ readAt: _readAt, links, ...namespace }) => ({
      ...namespace,
      links: links.map(linkShape),
    })),
  });
}

function linkShape({ stats: _stats, ...link }: ObservedLink) {
  return link;
}

/** Counters by `DEVICE` or `NAMESPACE/DEVICE`. */
export function countersOf(observed: Observed): Record<string, LinkStats> {
  const counters: Record<string, LinkStats> = {};
  for (const link of observed.links) counters[link.name] = link.stats;
  for (const namespace of observed.namespaces) {
    for (const link of namespace.links) counters[`${namespace.name}/${link.name}`] = link.stats;
  }
  return counters;
}
