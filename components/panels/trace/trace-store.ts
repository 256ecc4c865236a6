'use client';

import { create } from 'zustand';
import { later } from '@/components/panels/frames/later';
import type { ClockGap, HostClock, TraceEnd, TraceEvent, TracePing } from '@/server/api/types';
import type { TraceEnds, TraceHop } from '@/server/model/trace';
import { TracedPackets } from './traced-packets';

/** One trace, from Start to its end. What was seen stays until the next one begins. */
export type TraceRun = {
  id: string;
  from: string;
  to: string;
  color: number;
  seconds: number;
  /** ending: it was asked to stop, and its end is still to be told. */
  state: 'starting' | 'watching' | 'ending' | 'ended';
  hops: TraceHop[];
  /** By hop: why it cannot be looked at; left out: it is, or begins. */
  unseen: Record<number, string>;
  hosts: HostClock[];
  gap: ClockGap | null;
  pings: TracePing[] | null;
  end: TraceEnd | null;
  snapLength: number;
  packets: TracedPackets;
};

type TraceState = {
  /** What is to be followed next, as somebody asked for it elsewhere; null: as it is in the form. */
  wanted: TraceEnds | null;
  run: TraceRun | null;
  /** Packets that the page knows of. */
  count: number;
  /** Another number whenever what the page knows of packets changed. */
  turn: number;
  /** While paused the page shows these many, and following goes on. */
  pausedAt: number | null;
  /** The packet that is looked into, and at which hop. */
  selected: { n: number; hop: number } | null;
  want(ends: TraceEnds | null): void;
  begin(
    run: Pick<TraceRun, 'id' | 'from' | 'to' | 'color' | 'seconds'>,
    vxlanPorts: ReadonlySet<number>,
    leave: () => void,
  ): void;
  take(id: string, event: TraceEvent): void;
  fail(id: string, sentence: string): void;
  ending(id: string): void;
  pause(on: boolean): void;
  select(selected: TraceState['selected']): void;
};

let leave: (() => void) | null = null;

/** Outlives the panel: going to another tab of the dock loses nothing. */
export const useTraced = create<TraceState>()((set, get) => {
  const look = later(() => {
    const packets = get().run?.packets;
    set({ count: packets?.rows.length ?? 0, turn: packets?.turn ?? 0 });
  });
  const change = (id: string, next: Partial<TraceRun>) => {
    const { run } = get();
    if (run?.id === id) set({ run: { ...run, ...next } });
  };
  const over = (id: string, end: TraceEnd) => {
    if (get().run?.id !== id) return;
    leave?.();
    leave = null;
    change(id, { state: 'ended', end });
    look.now();
  };
  return {
    wanted: null,
    run: null,
    count: 0,
    turn: 0,
    pausedAt: null,
    selected: null,
    want: (wanted) => set({ wanted }),
    begin(run, vxlanPorts, onLeave) {
      leave?.();
      leave = onLeave;
      const none = { hops: [], unseen: {}, hosts: [], gap: null, pings: null, end: null, snapLength: 0 };
      const packets = new TracedPackets([], vxlanPorts);
      set({
        run: { ...run, ...none, state: 'starting', packets },
        ...{ count: 0, turn: 0, pausedAt: null, selected: null },
      });
    },
    take(id, event) {
      const { run } = get();
      if (run?.id !== id) return;
      if (event.kind === 'rows') {
        run.packets.add(event.rows, event.frames);
        // The first ones at once: somebody waits for them.
        if (get().count === 0) look.now();
        else look.ask();
      } else if (event.kind === 'hops') {
        const { hops, snapLength } = event;
        change(id, { hops, snapLength, packets: new TracedPackets(hops, run.packets.vxlanPorts) });
      } else if (event.kind === 'hop') {
        if (event.error !== null) change(id, { unseen: { ...run.unseen, [event.hop]: event.error } });
      } else if (event.kind === 'watching') {
        if (run.state === 'starting') change(id, { state: 'watching' });
      } else if (event.kind === 'clocks') change(id, { hosts: event.hosts, gap: event.gap });
      else if (event.kind === 'probed') change(id, { pings: event.pings });
      else over(id, event);
    },
    fail(id, error) {
      const none = { packets: get().count, arrived: 0, lost: 0, droppedByKernel: [] };
      over(id, { reason: 'failed', ...none, error });
    },
    ending: (id) => change(id, { state: 'ending' }),
    pause: (on) => set({ pausedAt: on ? get().count : null }),
    select: (selected) => set({ selected }),
  };
});
