'use client';

import { create } from 'zustand';
import type { PingEvent, SweepEvent } from '@/server/api/types';
import { countedPing, type PingSummary } from '@/server/model/ping-summary';
import { type SweepRun, withSweepEvent } from './sweep-run';

export type PingLine = { text: string; kind: 'line' | 'reply' | 'silent' };
export type PingReply = { seq: number; rttMs: number };

/** One ping, from Start to its statistics. stopped: by the person; failed: it never ran, or broke off. */
export type PingRun = {
  kind: 'ping';
  id: string;
  /** `microsoft@node01` */
  from: string;
  /** What was typed or chosen. */
  to: string;
  tenantColor: number;
  size: number;
  count: number;
  startedAt: number;
  state: 'running' | 'ended' | 'stopped' | 'failed';
  lines: PingLine[];
  replies: PingReply[];
  /** Sequence numbers without an answer when the next packet went out. */
  silent: number[];
  /** The command as one types it on the host, once it is known. */
  command: string | null;
  summary: PingSummary | null;
  error: string | null;
};

export type ProbeRun = PingRun | SweepRun;

/** Newest first; older ones go, but none that runs. */
const RUNS_KEPT = 6;
/** A thousand replies and what ping says around them. */
const LINES_KEPT = 1_100;

type PingState = {
  runs: ProbeRun[];
  /** The run that is looked at. */
  shownId: string | null;
  begin(run: ProbeRun, stop: () => void): void;
  take(id: string, event: PingEvent): void;
  takeSweep(id: string, event: SweepEvent): void;
  fail(id: string, sentence: string): void;
  /** Ends the remote process too. */
  stop(id: string): void;
  show(id: string): void;
};

const stops = new Map<string, () => void>();

export const usePing = create<PingState>()((set, get) => {
  const change = (id: string, next: (run: ProbeRun) => ProbeRun) =>
    set({ runs: get().runs.map((run) => (run.id === id ? next(run) : run)) });
  const over = (id: string) => {
    stops.get(id)?.();
    stops.delete(id);
  };
  return {
    runs: [],
    shownId: null,
    begin(run, stop) {
      stops.set(run.id, stop);
      set({ runs: kept([run, ...get().runs]), shownId: run.id });
    },
    take(id, event) {
      change(id, (run) => (run.kind === 'ping' ? withEvent(run, event) : run));
      if (event.kind === 'end') over(id);
    },
    takeSweep(id, event) {
      change(id, (run) => (run.kind === 'sweep' ? withSweepEvent(run, event) : run));
      if (event.kind === 'end') over(id);
    },
    fail(id, sentence) {
      over(id);
      change(id, (run) => ({ ...run, state: 'failed', error: sentence }));
    },
    stop(id) {
      over(id);
      change(id, (run) => (run.state === 'running' ? { ...run, state: 'stopped' } : run));
    },
    show: (shownId) => set({ shownId }),
  };
});

/** A run after one more event of its ping. */
export function withEvent(run: PingRun, event: PingEvent): PingRun {
  switch (event.kind) {
    case 'line':
      return { ...run, lines: appended(run.lines, { text: event.text, kind: 'line' }) };
    case 'reply':
      return {
        ...run,
        lines: appended(run.lines, { text: event.text, kind: 'reply' }),
        replies: [...run.replies, { seq: event.seq, rttMs: event.rttMs }],
        // It came late.
        silent: run.silent.filter((seq) => seq !== event.seq),
      };
    case 'begin':
      return { ...run, command: event.command };
    case 'silent':
      return {
        ...run,
        lines: appended(run.lines, { text: event.text, kind: 'silent' }),
        silent: [...run.silent, event.seq],
      };
    case 'end':
      return {
        ...run,
        state: event.error && !event.summary ? 'failed' : run.state === 'stopped' ? 'stopped' : 'ended',
        summary: event.summary,
        error: event.error,
      };
  }
}

/** What is known so far: ping's own statistics at its end, until then counted from the replies. */
export function statisticsOf(run: PingRun): PingSummary {
  if (run.summary) return run.summary;
  return countedPing(run.replies, run.silent);
}

function kept(runs: ProbeRun[]): ProbeRun[] {
  return runs.filter((run, place) => place < RUNS_KEPT || run.state === 'running');
}

function appended(lines: PingLine[], line: PingLine): PingLine[] {
  return [...lines.slice(1 - LINES_KEPT), line];
}
