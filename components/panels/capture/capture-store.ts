'use client';

import { create } from 'zustand';
import { later } from '@/components/panels/frames/later';
import type { CaptureEnd, CaptureEvent } from '@/server/api/types';
import type { CaptureLimits } from '@/server/model/capture';
import { CapturedFrames, type NumberedFrame } from './captured-frames';

/** One capture, from Start to its end. What was captured stays until the next one begins. */
export type CaptureRun = {
  id: string;
  /** Where. */
  label: string;
  filter: string;
  color: number;
  limits: CaptureLimits;
  /** ending: it was asked to stop, and what was dropped is still to be told. */
  state: 'starting' | 'running' | 'ending' | 'ended';
  argv: string[];
  end: CaptureEnd | null;
  frames: CapturedFrames;
};

/** captured: frames until then. end: the place behind the last one that is here. */
type Seen = { captured: number; end: number };

const NOTHING: Seen = { captured: 0, end: 0 };

type CaptureState = {
  run: CaptureRun | null;
  /** What the page knows of; more may have arrived since. */
  seen: Seen;
  /** While paused the page shows what it knew then, and capturing goes on. */
  pausedAt: Seen | null;
  /** The frame that is looked into. It stays, although the page may hold it no longer. */
  selected: { place: number; frame: NumberedFrame } | null;
  /** Who tells what is in it. */
  dissector: 'own' | 'wireshark';
  begin(
    run: Omit<CaptureRun, 'state' | 'argv' | 'end' | 'frames'>,
    vxlanPorts: ReadonlySet<number>,
    leave: () => void,
  ): void;
  take(id: string, event: CaptureEvent): void;
  fail(id: string, sentence: string): void;
  ending(id: string): void;
  pause(on: boolean): void;
  select(place: number): void;
};

let leave: (() => void) | null = null;

export const useCapture = create<CaptureState>()((set, get) => {
  const look = later(() => {
    const frames = get().run?.frames;
    if (frames) set({ seen: { captured: frames.captured, end: frames.end } });
  });
  const change = (id: string, next: Partial<CaptureRun>) => {
    const { run } = get();
    if (run?.id === id) set({ run: { ...run, ...next } });
  };
  const over = (id: string, end: CaptureEnd) => {
    if (get().run?.id !== id) return;
    leave?.();
    leave = null;
    change(id, { state: 'ended', end });
    look.now();
  };
  return {
    run: null,
    seen: NOTHING,
    pausedAt: null,
    selected: null,
    dissector: 'own',
    begin(run, vxlanPorts, onLeave) {
      leave?.();
      leave = onLeave;
      const frames = new CapturedFrames(vxlanPorts);
      set({
        run: { ...run, state: 'starting', argv: [], end: null, frames },
        seen: NOTHING,
        pausedAt: null,
        selected: null,
      });
    },
    take(id, event) {
      const { run } = get();
      if (run?.id !== id) return;
      if (event.kind === 'packets') {
        run.frames.add(event, get().pausedAt !== null);
        // The first ones at once: somebody waits for them.
        if (get().seen.captured === 0) look.now();
        else look.ask();
      } else if (event.kind === 'began')
        change(id, { argv: event.argv, ...(run.state === 'starting' && { state: 'running' }) });
      else over(id, event);
    },
    fail(id, sentence) {
      const captured = get().run?.frames.captured ?? 0;
      over(id, { reason: 'failed', captured, received: null, droppedByKernel: null, error: sentence });
    },
    ending: (id) => change(id, { state: 'ending' }),
    pause: (on) => set({ pausedAt: on ? get().seen : null }),
    select(place) {
      const frame = get().run?.frames.at(place);
      if (frame) set({ selected: { place, frame } });
    },
  };
});
