'use client';

import { create } from 'zustand';
import type { Point } from './graph/layout';

/** Where people put hosts. While one is dragged, `moving` has its place of this moment. */
type PositionState = {
  placed: Record<string, Point>;
  moving: Record<string, Point>;
  load(placed: Record<string, Point>): void;
  move(hostId: string, at: Point): void;
  /** Makes what moved stay; returns all places, for keeping. */
  settle(): Record<string, Point>;
  /** Back to the grid. */
  forget(): void;
};

export const usePositions = create<PositionState>()((set, get) => ({
  placed: {},
  moving: {},
  load: (placed) => set({ placed, moving: {} }),
  move: (hostId, at) => set((state) => ({ moving: { ...state.moving, [hostId]: at } })),
  settle() {
    const placed = { ...get().placed, ...get().moving };
    set({ placed, moving: {} });
    return placed;
  },
  forget: () => set({ placed: {}, moving: {} }),
}));
