import type { LinkStats, Observed } from '@/server/observe/observed';

/** Counters of one link at one time; two of them make a rate. */
export type Sample = { at: number; stats: LinkStats };

const KEPT = 60;
const NONE: Sample[] = [];
const byHost = new Map<string, Map<string, Sample[]>>();

/** As the keys of a read event's counters: `DEVICE`, or `NAMESPACE/DEVICE`. */
export function linkKey(namespace: string | null, device: string): string {
  return namespace === null ? device : `${namespace}/${device}`;
}

export function sampleObserved(observed: Observed | null): void {
  if (!observed) return;
  const counters: Record<string, LinkStats> = {};
  for (const link of observed.links) counters[linkKey(null, link.name)] = link.stats;
  for (const namespace of observed.namespaces) {
    for (const link of namespace.links) counters[linkKey(namespace.name, link.name)] = link.stats;
  }
  sampleCounters(observed.hostId, observed.readAt, counters);
}

/** The samples of one link, oldest first; the array is replaced, never changed. */
export function samplesOf(hostId: string, key: string): Sample[] {
  return byHost.get(hostId)?.get(key) ?? NONE;
}

export function sampleCounters(hostId: string, at: number, counters: Record<string, LinkStats>): void {
  const before = byHost.get(hostId);
  // Only the links of this read live on, so that a tab open for days does not gather those long gone.
  const links = new Map<string, Sample[]>();
  for (const [key, stats] of Object.entries(counters)) {
    const samples = before?.get(key) ?? [];
    const last = samples.at(-1);
    if (last && last.at >= at) {
      links.set(key, samples);
      continue;
    }
    // Counters that went back belong to a new link of the same name.
    const again = last && (stats.rxBytes < last.stats.rxBytes || stats.txBytes < last.stats.txBytes);
    links.set(key, again ? [{ at, stats }] : [...samples.slice(1 - KEPT), { at, stats }]);
  }
  byHost.set(hostId, links);
}
