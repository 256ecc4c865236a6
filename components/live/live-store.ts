'use client';

import { create } from 'zustand';
import { setClockOffset } from '@/components/ui/clock';
import type { HostLive, LiveEvent } from '@/server/api/types';
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
   * the graph is not built again every second; when a host was read last is in `readAt`.
   */
  hosts: Record<string, HostLive>;
  /** By host id: when its last complete read began, on the controller's clock. */
  readAt: Record<string, number>;
  /** By `statusKey`. */
  statuses: Record<string, Status>;
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
  readAt: {},
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
          readAt: Object.fromEntries(
            event.hosts.flatMap((host) => (host.observed ? [[host.hostId, host.observed.readAt]] : [])),
          ),
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
          readAt: event.host.observed
            ? { ...state.readAt, [event.host.hostId]: event.host.observed.readAt }
            : state.readAt,
          observedVersion: state.observedVersion + 1,
        });
        return;
      }
      case 'read': {
        sampleCounters(event.hostId, event.readAt, event.counters);
        const host = state.hosts[event.hostId];
        set({
          ...heard,
          readAt: { ...state.readAt, [event.hostId]: event.readAt },
          ...(host &&
            host.activeRevision !== event.activeRevision && {
              hosts: { ...state.hosts, [event.hostId]: { ...host, activeRevision: event.activeRevision } },
            }),
        });
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

/** When the host was last read, for its age; null: never. */
export function useReadAt(hostId: string): number | null {
  return useLive((state) => state.readAt[hostId] ?? null);
}

export function useStatus(key: string): Status | null {
  return useLive((state) => state.statuses[key] ?? null);
}

function without<T>(record: Record<string, T>, keys: readonly string[]): Record<string, T> {
  const copy = { ...record };
  for (const key of keys) delete copy[key];
  return copy;
}
