import { type Counters, countersOf } from '@/server/live/counters';
import type { LinkStats, Observed } from '@/server/observe/observed';

/** Counters of one link at one time; two of them make a rate. */
export type Sample = { at: number; stats: LinkStats };

const KEPT = 60;
const NONE: Sample[] = [];

type Sampled = { at: number; links: Map<string, Sample[]> };
const byHost = new Map<string, Sampled>();

/** Starts with the links of this observation, and forgets others, so that a tab open for days does not gather them. */
export function sampleObserved(observed: Observed | null): void {
  if (!observed) return;
  const counters = countersOf(observed);
  const before = byHost.get(observed.hostId);
  for (const key of before?.links.keys() ?? []) if (!counters[key]) before?.links.delete(key);
  sampleCounters(observed.hostId, observed.readAt, counters);
}

/** The samples of one link, oldest first. */
export function samplesOf(hostId: string, key: string): Sample[] {
  const host = byHost.get(hostId);
  const samples = host?.links.get(key);
  if (!host || !samples) return NONE;
  return stood(samples, host.at);
}

/** `counters` has those that moved: a link that is left out stood still. */
export function sampleCounters(hostId: string, at: number, counters: Counters): void {
  const before = byHost.get(hostId) ?? { at: 0, links: new Map<string, Sample[]>() };
  if (at <= before.at) return;
  for (const [key, stats] of Object.entries(counters)) {
    const samples = stood(before.links.get(key) ?? NONE, before.at);
    const last = samples.at(-1);
    // Counters that went back belong to a new link of the same name.
    const again = last && (stats.rxBytes < last.stats.rxBytes || stats.txBytes < last.stats.txBytes);
    before.links.set(key, again ? [{ at, stats }] : [...samples.slice(1 - KEPT), { at, stats }]);
  }
  byHost.set(hostId, { ...before, at });
}

/** Where a link was left out of the samples up to `at`, nothing went through it until then. */
function stood(samples: Sample[], at: number): Sample[] {
  const last = samples.at(-1);
  return last && last.at < at ? [...samples.slice(1 - KEPT), { at, stats: last.stats }] : samples;
}
