'use client';

import { create } from 'zustand';
import type { MatrixCell, MatrixEvent } from '@/server/api/types';

type Seat = Extract<MatrixEvent, { kind: 'begin' }>['seats'][number];

/** One matrix, from Start to its end. `cells`: by endpoint id of who pings, then of who is pinged. */
export type MatrixRun = {
  id: string;
  networkId: string;
  /** `microsoft/default` */
  network: string;
  tenantColor: number;
  startedAt: number;
  state: 'running' | 'ended' | 'stopped' | 'failed';
  seats: Seat[];
  pairs: number;
  leftOut: number;
  asked: number;
  bad: number;
  cells: Readonly<Record<string, Readonly<Record<string, MatrixCell | 'asking'>>>>;
  error: string | null;
};

type MatrixState = {
  run: MatrixRun | null;
  begin(run: MatrixRun, stop: () => void): void;
  take(id: string, event: MatrixEvent): void;
  fail(id: string, sentence: string): void;
  stop(): void;
};

let stopRunning: (() => void) | null = null;

function over(): void {
  stopRunning?.();
  stopRunning = null;
}

/** The last matrix; another one takes its place. */
export const useMatrix = create<MatrixState>()((set, get) => {
  const change = (id: string, next: (run: MatrixRun) => MatrixRun) => {
    const { run } = get();
    if (run?.id === id) set({ run: next(run) });
  };
  return {
    run: null,
    begin(run, stop) {
      over();
      stopRunning = stop;
      set({ run });
    },
    take(id, event) {
      change(id, (run) => withMatrixEvent(run, event));
      if (event.kind === 'end' && get().run?.id === id) over();
    },
    fail(id, sentence) {
      if (get().run?.id === id) over();
      change(id, (run) => ({ ...withoutAsking(run), state: 'failed', error: sentence }));
    },
    stop() {
      over();
      const { run } = get();
      if (run?.state === 'running') set({ run: { ...withoutAsking(run), state: 'stopped' } });
    },
  };
});

/** A matrix after one more event of it. */
export function withMatrixEvent(run: MatrixRun, event: MatrixEvent): MatrixRun {
  switch (event.kind) {
    case 'begin': {
      const { seats, pairs, leftOut } = event;
      return { ...run, seats, pairs, leftOut };
    }
    case 'asking':
      return withCell(run, event.from, event.to, 'asking');
    case 'cell': {
      const { cell } = event;
      const isBad = cell.error !== null || cell.received < cell.sent;
      const next = withCell(run, cell.from, cell.to, cell);
      return { ...next, asked: run.asked + 1, bad: run.bad + (isBad ? 1 : 0) };
    }
    case 'end':
      return { ...withoutAsking(run), state: event.error ? 'failed' : 'ended', error: event.error };
  }
}

function withCell(run: MatrixRun, from: string, to: string, cell: MatrixCell | 'asking'): MatrixRun {
  return { ...run, cells: { ...run.cells, [from]: { ...run.cells[from], [to]: cell } } };
}

/** What was under way when it ended is not known. */
function withoutAsking(run: MatrixRun): MatrixRun {
  const cells = Object.fromEntries(
    Object.entries(run.cells).map(([from, row]) => [
      from,
      Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== 'asking')),
    ]),
  );
  return { ...run, cells };
}
