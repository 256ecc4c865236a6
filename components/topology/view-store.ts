'use client';

import { create } from 'zustand';
import type { Lens } from './graph/filter';
import { type Filter, NO_FILTER } from './graph/match';

/** How the graph is looked at; it changes nothing of the fabric. */
type ViewState = {
  lens: Lens;
  foreign: 'shown' | 'hidden';
  /** The same fabric as a drawing, or as a table for those who prefer to read. */
  as: 'graph' | 'table';
  filter: Filter;
  /** Keys of rows whose endpoints are all shown. */
  unfolded: ReadonlySet<string>;
  /** The host that is pointed at, from far away. */
  hovered: string | null;
  look(lens: Lens): void;
  toggleForeign(): void;
  show(as: ViewState['as']): void;
  seek(change: Partial<Filter>): void;
  toggleFold(rowKey: string): void;
  hover(hostId: string | null): void;
};

export const useView = create<ViewState>()((set) => ({
  lens: { kind: 'fabric' },
  foreign: 'hidden',
  as: 'graph',
  filter: NO_FILTER,
  unfolded: new Set<string>(),
  hovered: null,
  look: (lens) => set({ lens }),
  toggleForeign: () => set((state) => ({ foreign: state.foreign === 'shown' ? 'hidden' : 'shown' })),
  show: (as) => set({ as, hovered: null }),
  seek: (change) => set((state) => ({ filter: { ...state.filter, ...change } })),
  toggleFold: (rowKey) =>
    set((state) => {
      const unfolded = new Set(state.unfolded);
      if (!unfolded.delete(rowKey)) unfolded.add(rowKey);
      return { unfolded };
    }),
  hover: (hovered) => set((state) => (state.hovered === hovered ? state : { hovered })),
}));
