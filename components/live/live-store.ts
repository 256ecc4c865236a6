'use client';

import { create } from 'zustand';
import { setClockOffset } from '@/components/ui/clock';
import type { LiveEvent } from '@/server/api/types';
import type { Intent } from '@/server/model/intent';
import type { Status } from '@/server/status/status';
import { ClockOffset } from './clock-offset';
import { afterEvent, type LiveFacts, NO_FACTS } from './live-facts';
import { sampleCounters, sampleObserved } from './samples';

/** lost: there was a stream and it broke; what is on screen is as old as its ages say. */
export type Connection = 'connecting' | 'live' | 'lost';

type LiveState = LiveFacts & {
  connected: Connection;
  /** From when on what is on screen may be of the past: the last event before the stream broke. */
  lostAt: number | null;
  /** Milliseconds to add to this browser's clock to get the controller's. */
  clockOffset: number;
  /** Takes events in their order, in one update. */
  take(...events: LiveEvent[]): void;
  takeIntent(intent: Intent): void;
  connection(connected: Connection): void;
};

const clock = new ClockOffset();
const NO_NEWS: readonly string[] = [];

export const useLive = create<LiveState>()((set, get) => ({
  ...NO_FACTS,
  connected: 'connecting',
  lostAt: null,
  clockOffset: 0,

  take(...events) {
    let facts: LiveFacts = { ...get(), statusNews: NO_NEWS };
    let { clockOffset } = get();
    for (const event of events) {
      clockOffset = clock.measure(event.now, Date.now());
      sample(event);
      facts = afterEvent(facts, event);
    }
    setClockOffset(clockOffset);
    set({ ...facts, clockOffset });
  },

  takeIntent(intent) {
    const known = get().intent;
    if (!known || intent.revision > known.revision) set({ intent });
  },

  connection(connected) {
    const state = get();
    if (state.connected === connected) return;
    set({
      connected,
      lostAt: connected === 'lost' ? (state.heardAt ?? Date.now() + state.clockOffset) : null,
    });
  },
}));

function sample(event: LiveEvent): void {
  if (event.kind === 'snapshot') for (const host of event.hosts) sampleObserved(host.observed);
  if (event.kind === 'host') sampleObserved(event.host.observed);
  if (event.kind === 'counters') sampleCounters(event.hostId, event.at, event.counters);
}

/** Until when what was observed of the host is known to hold, for its age; null: it was never read. */
export function useKnownAt(hostId: string): number | null {
  return useLive((state) => state.knownAt[hostId] ?? null);
}

export function useStatus(key: string): Status | null {
  return useLive((state) => state.statuses[key] ?? null);
}
