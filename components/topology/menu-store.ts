'use client';

import { create } from 'zustand';
import { type Selection, useSelection } from './selection-store';

/** The menu of one thing, at a place of the page. */
type MenuState = {
  about: Selection | null;
  at: { x: number; y: number };
  open(about: Selection, at: { x: number; y: number }): void;
  close(): void;
};

export const useMenu = create<MenuState>()((set) => ({
  about: null,
  at: { x: 0, y: 0 },
  open(about, at) {
    useSelection.getState().select(about);
    set({ about, at });
  },
  close: () => set({ about: null }),
}));
