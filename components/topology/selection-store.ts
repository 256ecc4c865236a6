'use client';

import { create } from 'zustand';

/** What the inspector and the dock are about. */
export type Selection =
  | { kind: 'host'; hostId: string }
  | { kind: 'tenant'; tenantId: string }
  | { kind: 'lane'; tenantId: string; networkId: string; hostId: string }
  | { kind: 'namespace'; tenantId: string; endpointId: string; hostId: string }
  | { kind: 'veth'; tenantId: string; networkId: string; endpointId: string; hostId: string }
  | { kind: 'bridge'; tenantId: string; networkId: string; hostId: string }
  | { kind: 'vxlan'; tenantId: string; networkId: string; hostId: string }
  /** `a` and `b`: host ids, sorted. */
  | { kind: 'tunnel'; tenantId: string; networkId: string; a: string; b: string }
  | { kind: 'foreign'; hostId: string; name: string };

export type RouteState = 'right' | 'wrong' | 'risky' | 'unknown';

type SelectionState = {
  selected: Selection | null;
  /** Hosts picked together: what is dropped on one of them goes to all. */
  picked: string[];
  /** What was asked to be shown, and a number that is another one each time: the canvas goes there. */
  sought: { what: Selection; turn: number } | null;
  /** Things on a path that was walked, by `selectionKey`, and how they are; null: none is drawn. */
  route: ReadonlyMap<string, RouteState> | null;
  trace(route: ReadonlyMap<string, RouteState> | null): void;
  /** Selects it, and brings it into view. */
  seek(what: Selection): void;
  select(selected: Selection | null): void;
  pick(hostIds: string[]): void;
};

const NOBODY: string[] = [];

export const useSelection = create<SelectionState>()((set, get) => ({
  selected: null,
  picked: NOBODY,
  sought: null,
  route: null,
  trace: (route) => set({ route }),
  seek(what) {
    get().select(what);
    set((state) => ({ sought: { what, turn: (state.sought?.turn ?? 0) + 1 } }));
  },
  select(selected) {
    set({ selected, picked: selected?.kind === 'host' ? [selected.hostId] : NOBODY });
  },
  pick(hostIds) {
    const { picked } = get();
    if (hostIds.length === picked.length && hostIds.every((id) => picked.includes(id))) return;
    const [only] = hostIds;
    set({
      picked: hostIds,
      ...(hostIds.length === 1 && only && { selected: { kind: 'host', hostId: only } }),
    });
  },
}));

/** One text per thing, for comparing. */
export function selectionKey(selection: Selection | null): string {
  return selection === null ? '' : JSON.stringify(Object.entries(selection).sort());
}

export function isSelected(selected: Selection | null, candidate: Selection): boolean {
  return selected?.kind === candidate.kind && selectionKey(selected) === selectionKey(candidate);
}
