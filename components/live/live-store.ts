'use client';

import { create } from 'zustand';
import { setClockOffset } from '@/components/ui/clock';
import type { HostLive, LiveEvent } from '@/server/api/types';
import type { DriftItem } from '@/server/drift/drift-item';
import { applyPatch } from '@/server/live/apply-patch';
import type { Carriage } from '@/server/live/carriage';
import type { Intent } from '@/server/model/intent';
import type { Status } from '@/server/status/status';
import { sampleCounters, sampleObserved } from './samples';

/** lost: there was a stream and it broke; what is on screen is as old as its ages say. */
export type Connection = 'connecting' | 'live' | 'lost';

type LiveState = {
  connected: Connection;
  /** When the last event came, on the server's clock. */
  heardAt: number | null;
  /** From when on what is on screen may be of the past: the last event before the stream broke. */
  lostAt: number | null;
  /** Milliseconds to add to this browser's clock to get the controller's. */
  clockOffset: number;
  intent: Intent | null;
  /**
   * By host id. An entry changes only when something other than time and counters changed on the host, so that
   * the graph is not built again every second; until when it is known to hold is in `knownAt`.
   */
  hosts: Record<string, HostLive>;
  /** By host id: until when what was observed is known to hold, on the controller's clock. */
  knownAt: Record<string, number>;
  /** By `statusKey`. */
  statuses: Record<string, Status>;
  /** By host id: when its counters were sampled last, on the controller's clock. */
  sampledAt: Record<string, number>;
  /** By key of the item. */
  drift: Record<string, DriftItem>;
  /** By `carriageKey`: the last probe of each way between VTEPs. */
  carriage: Record<string, Carriage>;
  /** Raised when any host's observed state changed, and so a plan made from it may have. */
  observedVersion: number;
  take(event: LiveEvent): void;
  takeIntent(intent: Intent): void;
  connection(connected: Connection): void;
};

export const useLive = create<LiveState>()((set, get) => ({
  connected: 'connecting',
  heardAt: null,
  lostAt: null,
  clockOffset: 0,
  intent: null,
  hosts: {},
  knownAt: {},
  sampledAt: {},
  drift: {},
  carriage: {},
  statuses: {},
  observedVersion: 0,

  take(event) {
    const clockOffset = event.now - Date.now();
    setClockOffset(clockOffset);
    const heard = { clockOffset, heardAt: event.now };
    const state = get();
    switch (event.kind) {
      case 'snapshot': {
        for (const host of event.hosts) sampleObserved(host.observed);
        set({
          ...heard,
          intent: event.intent,
          hosts: Object.fromEntries(event.hosts.map((host) => [host.hostId, host])),
          knownAt: Object.fromEntries(
            event.hosts.flatMap((host) => (host.heardAt === null ? [] : [[host.hostId, host.heardAt]])),
          ),
          drift: Object.fromEntries(event.drift.map((item) => [item.key, item])),
          carriage: Object.fromEntries(event.carriage.map((way) => [carriageKey(way), way])),
          statuses: Object.fromEntries(event.statuses.map((status) => [status.key, status])),
          observedVersion: state.observedVersion + 1,
        });
        return;
      }
      case 'intent': {
        const kept = new Set(event.intent.hosts.map((host) => host.id));
        const gone = Object.keys(state.hosts).filter((id) => !kept.has(id));
        set({
          ...heard,
          intent: event.intent,
          ...(gone.length > 0 && { hosts: without(state.hosts, gone) }),
        });
        return;
      }
      case 'host': {
        sampleObserved(event.host.observed);
        set({
          ...heard,
          hosts: { ...state.hosts, [event.host.hostId]: event.host },
          knownAt: known(state.knownAt, event.host.hostId, event.host.heardAt),
          observedVersion: state.observedVersion + 1,
        });
        return;
      }
      case 'host-state': {
        const { hostId, heardAt } = event.host;
        const observed = state.hosts[hostId]?.observed ?? null;
        set({
          ...heard,
          hosts: { ...state.hosts, [hostId]: { ...event.host, observed } },
          knownAt: known(state.knownAt, hostId, heardAt),
        });
        return;
      }
      case 'observed': {
        const { hostId } = event.patch;
        const host = state.hosts[hostId];
        if (!host?.observed) return;
        const observed = applyPatch(host.observed, event.patch);
        set({
          ...heard,
          hosts: { ...state.hosts, [hostId]: { ...host, observed, heardAt: event.heardAt } },
          knownAt: known(state.knownAt, hostId, event.heardAt),
          observedVersion: state.observedVersion + 1,
        });
        return;
      }
      case 'heard':
        set({ ...heard, knownAt: { ...state.knownAt, ...event.heardAt } });
        return;
      case 'counters':
        sampleCounters(event.hostId, event.at, event.counters);
        set({ ...heard, sampledAt: { ...state.sampledAt, [event.hostId]: event.at } });
        return;
      case 'drift': {
        const drift = event.gone.length > 0 ? without(state.drift, event.gone) : { ...state.drift };
        for (const item of event.set) drift[item.key] = item;
        set({ ...heard, drift });
        return;
      }
      case 'carriage': {
        const carriage = { ...state.carriage };
        for (const way of event.set) carriage[carriageKey(way)] = way;
        set({ ...heard, carriage });
        return;
      }
      case 'statuses': {
        const statuses = event.gone.length > 0 ? without(state.statuses, event.gone) : { ...state.statuses };
        for (const status of event.set) statuses[status.key] = status;
        set({ ...heard, statuses });
        return;
      }
    }
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

/** Until when what was observed of the host is known to hold, for its age; null: it was never read. */
export function useKnownAt(hostId: string): number | null {
  return useLive((state) => state.knownAt[hostId] ?? null);
}

export function useStatus(key: string): Status | null {
  return useLive((state) => state.statuses[key] ?? null);
}

function known(before: Record<string, number>, hostId: string, heardAt: number | null) {
  return heardAt === null || before[hostId] === heardAt ? before : { ...before, [hostId]: heardAt };
}

/** One way between two VTEPs. */
export function carriageKey({ from, to, source }: Pick<Carriage, 'from' | 'to' | 'source'>): string {
  return `${from}/${to}/${source.includes(':') ? 6 : 4}`;
}

function without<T>(record: Record<string, T>, keys: readonly string[]): Record<string, T> {
  const copy = { ...record };
  for (const key of keys) delete copy[key];
  return copy;
}
