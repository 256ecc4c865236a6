'use client';

import { create } from 'zustand';
import type { Lens } from './graph/filter';

/** How the graph is looked at; it changes nothing of the fabric. */
type ViewState = {
  lens: Lens;
  foreign: 'shown' | 'hidden';
  /** Keys of rows whose endpoints are all shown. */
  unfolded: ReadonlySet<string>;
  look(lens: Lens): void;
  toggleForeign(): void;
  toggleFold(rowKey: string): void;
};

export const useView = create<ViewState>()((set) => ({
  lens: { kind: 'fabric' },
  foreign: 'hidden',
  unfolded: new Set<string>(),
  look: (lens) => set({ lens }),
  toggleForeign: () => set((state) => ({ foreign: state.foreign === 'shown' ? 'hidden' : 'shown' })),
  toggleFold: (rowKey) =>
    set((state) => {
      const unfolded = new Set(state.unfolded);
      if (!unfolded.delete(rowKey)) unfolded.add(rowKey);
      return { unfolded };
    }),
}));
