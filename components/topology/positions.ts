'use client';

import { create } from 'zustand';
import type { Point } from './graph/placement';

/** Where people put hosts, by host id. */
type PositionState = {
  placed: Readonly<Record<string, Point>>;
  /** Places of this moment, while hosts are dragged. */
  moving: Readonly<Record<string, Point>>;
  /** What was placed last, to be kept. */
  kept: Readonly<Record<string, Point>>;
  load(placed: Record<string, Point>): void;
  move(places: Record<string, Point>): void;
  /** Makes what moved stay. */
  settle(): void;
  place(places: Record<string, Point>): void;
};

export const usePositions = create<PositionState>()((set, get) => ({
  placed: {},
  moving: {},
  kept: {},
  load(placed) {
    if (JSON.stringify(placed) !== JSON.stringify(get().placed)) set({ placed });
  },
  move: (places) => set((state) => ({ moving: { ...state.moving, ...places } })),
  settle() {
    const { moving } = get();
    if (Object.keys(moving).length > 0) get().place(moving);
  },
  place: (places) => set((state) => ({ placed: { ...state.placed, ...places }, moving: {}, kept: places })),
}));
