'use client';

import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { newId } from '@/server/model/ids';
import type { Intent } from '@/server/model/intent';
import { type Operation, OperationMisfit, operate } from '@/server/model/operation';
import { type DraftEntry, type DraftView, replay } from './draft';
import { useLive } from './live-store';
import { threeWay } from './three-way';

type DraftState = {
  /** The revision that the entries were last seen to fit, or null for an empty draft. */
  base: number | null;
  entries: DraftEntry[];
  /** Undone entries, the next one to redo last. */
  undone: DraftEntry[];
  /** The draft on the committed intent; null until that is known. */
  view: DraftView | null;
  /** Being committed: until its revision arrives, the entries stay on screen as they are. */
  sending: 'no' | 'sent' | { revision: number };
  /** Returns why it does not fit, as a sentence, or null when it was added. */
  add(operations: Operation[], sentence: string, undoes?: number | null): string | null;
  undo(): void;
  redo(): void;
  /** Drops one entry. Those that build on it then clash and say so. */
  drop(entryId: string): void;
  /** Puts a clashing entry on what somebody else made of the same thing: mine in the fields that I changed, theirs elsewhere. */
  keepMine(entryId: string): void;
  discard(): void;
  /** Works the view out again, after the entries were loaded. */
  refresh(): void;
  /** Puts the draft on this intent. */
  rebase(intent: Intent): void;
  sent(): void;
  /** Null: it was refused, and the draft goes on. */
  settled(revision: number | null): void;
};

export const DRAFT_STORAGE = 'overlane.draft';

export const useDraft = create<DraftState>()(
  persist(
    (set, get) => {
      const put = (entries: DraftEntry[], undone: DraftEntry[]) => {
        const committed = useLive.getState().intent;
        set({
          entries,
          undone,
          view: committed ? replay(committed, entries) : null,
          base: entries.length > 0 ? (committed?.revision ?? get().base) : null,
        });
      };
      return {
        base: null,
        entries: [],
        undone: [],
        view: null,
        sending: 'no',

        add(operations, sentence, undoes = null) {
          const { view, entries } = get();
          if (!view) return 'the fabric is still loading: try again in a moment';
          try {
            const { inverse } = operate(view.intent, operations);
            put([...entries, { id: newId(), operations, inverse, sentence, undoes }], []);
            return null;
          } catch (error) {
            if (error instanceof OperationMisfit) return error.message;
            throw error;
          }
        },
        undo() {
          const { entries, undone } = get();
          const last = entries.at(-1);
          if (last) put(entries.slice(0, -1), [...undone, last]);
        },
        redo() {
          const { entries, undone } = get();
          const next = undone.at(-1);
          if (next) put([...entries, next], undone.slice(0, -1));
        },
        drop(entryId) {
          const { entries, undone } = get();
          put(
            entries.filter((entry) => entry.id !== entryId),
            undone,
          );
        },
        keepMine(entryId) {
          const committed = useLive.getState().intent;
          const { entries, undone } = get();
          if (!committed) return;
          const index = entries.findIndex((entry) => entry.id === entryId);
          const entry = entries[index];
          if (!entry) return;
          const before = replay(committed, entries.slice(0, index)).intent;
          try {
            const { inverse: now } = operate(before, entry.operations);
            const { merged } = threeWay(entry.operations, entry.inverse, now);
            const { inverse } = operate(before, merged);
            put(entries.with(index, { ...entry, operations: merged, inverse }), undone);
          } catch (error) {
            // It does not fit at all: the clash stays, and only dropping it is left.
            if (!(error instanceof OperationMisfit)) throw error;
          }
        },
        discard() {
          put([], []);
        },
        refresh() {
          const { entries, undone } = get();
          put(entries, undone);
        },
        rebase(intent) {
          const { entries, undone, sending } = get();
          if (sending === 'sent') return;
          if (sending !== 'no') {
            if (intent.revision < sending.revision) return;
            set({ sending: 'no' });
            put([], []);
            return;
          }
          put(entries, undone);
        },
        sent() {
          set({ sending: 'sent' });
        },
        settled(revision) {
          const committed = useLive.getState().intent;
          set({ sending: revision === null ? 'no' : { revision } });
          if (committed) get().rebase(committed);
        },
      };
    },
    {
      name: DRAFT_STORAGE,
      version: 1,
      // The server renders without a draft; the browser reads it once the page is there.
      skipHydration: true,
      partialize: ({ base, entries, undone }) => ({ base, entries, undone }),
    },
  ),
);

useLive.subscribe((state, before) => {
  if (state.intent && state.intent !== before.intent) useDraft.getState().rebase(state.intent);
});

/** Intent as drafted, or as committed where nothing is drafted; null until it is known. */
export function useDraftIntent(): Intent | null {
  return useDraft((state) => state.view?.intent ?? null);
}
