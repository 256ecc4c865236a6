import type { LinkStats, Observed } from '../observe/observed';
import { keyOfCounters } from './observed-keys';

/** By `DEVICE` or `NAMESPACE/DEVICE`. */
export type Counters = Record<string, LinkStats>;

export function countersOf(observed: Observed): Counters {
  const counters: Counters = {};
  for (const link of observed.links) counters[keyOfCounters(null, link.name)] = link.stats;
  for (const namespace of observed.namespaces) {
    for (const link of namespace.links) counters[keyOfCounters(namespace.name, link.name)] = link.stats;
  }
  return counters;
}

/** Those that moved since `before`, or that are new. */
export function movedCounters(before: Counters, after: Counters): Counters {
  const moved: Counters = {};
  for (const [key, stats] of Object.entries(after)) {
    const old = before[key];
    if (!old || COUNTED.some((name) => old[name] !== stats[name])) moved[key] = stats;
  }
  return moved;
}

const COUNTED = [
  'rxBytes',
  'rxPackets',
  'rxErrors',
  'rxDropped',
  'txBytes',
  'txPackets',
  'txErrors',
  'txDropped',
] as const satisfies readonly (keyof LinkStats)[];
