'use client';

import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export const DOCK_TABS = ['plan', 'drift', 'ping', 'matrix', 'path', 'trace', 'capture', 'activity'] as const;
export type DockTab = (typeof DOCK_TABS)[number];

/** Sides of the topology page; below 1024 pixels they are drawers, of which one is open at most. */
type LayoutState = {
  palette: 'shown' | 'hidden';
  inspector: 'shown' | 'hidden';
  /** Pixels. */
  inspectorWidth: number;
  dock: 'open' | 'folded';
  /** Pixels. */
  dockHeight: number;
  dockTab: DockTab;
  drawer: 'none' | 'palette' | 'inspector';
  set(change: Partial<Omit<LayoutState, 'set'>>): void;
  showDock(tab: DockTab): void;
};

export const INSPECTOR_WIDTH = { least: 260, most: 560, first: 320 } as const;
export const DOCK_HEIGHT = { least: 140, most: 640, first: 300 } as const;

export const useLayout = create<LayoutState>()(
  persist(
    (set) => ({
      palette: 'shown',
      inspector: 'shown',
      inspectorWidth: INSPECTOR_WIDTH.first,
      dock: 'open',
      dockHeight: DOCK_HEIGHT.first,
      dockTab: 'plan',
      drawer: 'none',
      set: (change) => set(change),
      showDock: (dockTab) => set({ dockTab, dock: 'open' }),
    }),
    {
      name: 'overlane.layout',
      version: 1,
      skipHydration: true,
      partialize: ({ drawer: _drawer, set: _set, showDock: _show, ...kept }) => kept,
    },
  ),
);
