'use client';

import { create } from 'zustand';
import type { PathAnswer } from '@/server/api/types';

/** One walk from an endpoint to another, and what came of it. */
export type PathRun = {
  from: string;
  to: string;
  state: 'running' | 'done' | 'failed';
  /** The answer before stays while the next one is found. */
  answer: PathAnswer | null;
  error: string | null;
  /** Milliseconds since the epoch. */
  at: number;
  /** Who walked it, where it was somebody else. */
  by: string | null;
};

type PathState = {
  run: PathRun | null;
  /** Of the answer's hops, the one that is looked at; null: the worst. */
  hop: number | null;
  begin(from: string, to: string): void;
  /** An answer that somebody got before. */
  show(run: { from: string; to: string; answer: PathAnswer; at: number; by: string }): void;
  take(answer: PathAnswer): void;
  fail(error: string): void;
  look(hop: number | null): void;
};

/** Outlives the panel: going to another tab of the dock loses no answer. */
export const usePath = create<PathState>()((set) => ({
  run: null,
  hop: null,
  begin: (from, to) =>
    set(({ run }) => ({
      run: {
        from,
        to,
        state: 'running',
        answer: run?.from === from && run.to === to ? run.answer : null,
        error: null,
        at: Date.now(),
        by: null,
      },
      hop: null,
    })),
  show: (run) => set({ run: { ...run, state: 'done', error: null }, hop: null }),
  take: (answer) =>
    set(({ run }) =>
      run ? { run: { ...run, state: 'done', answer, error: null, at: Date.now(), by: null }, hop: null } : {},
    ),
  fail: (error) => set(({ run }) => (run ? { run: { ...run, state: 'failed', error } } : {})),
  look: (hop) => set({ hop }),
}));
