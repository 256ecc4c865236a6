'use client';

import { create } from 'zustand';

/** What can be dragged onto a host. `wish`: a tenant that is not there yet, by the name it would get. */
export type Dragged =
  | { kind: 'new-tenant'; suggestion: TenantSuggestion | null }
  | { kind: 'tenant'; tenantId: string; name: string; color: number; fromHostId: string | null }
  | { kind: 'network' }
  | { kind: 'endpoint' }
  | { kind: 'host' };

export type TenantSuggestion = { name: string; prefix: string; vni: number; subnets: string[] };

export type Dropped = { item: Dragged; hostIds: string[] };

type DragState = {
  item: Dragged | null;
  /** Pixels of the page. */
  at: { x: number; y: number };
  /** The host under the pointer, with those picked together with it. */
  over: string[];
  /** Whether the pointer is over the canvas, which is where a host is dropped. */
  onCanvas: boolean;
  /** The canvas says which hosts lie under a point of the page; null: the point is not on the canvas. */
  target: ((x: number, y: number) => string[] | null) | null;
  /** The canvas takes what was dropped. */
  drop: ((dropped: Dropped) => void) | null;
  begin(item: Dragged, x: number, y: number): void;
  move(x: number, y: number): void;
  end(): void;
  cancel(): void;
  attach(target: DragState['target'], drop: DragState['drop']): void;
};

const NOTHING: string[] = [];

export const useDrag = create<DragState>()((set, get) => ({
  item: null,
  at: { x: 0, y: 0 },
  over: NOTHING,
  onCanvas: false,
  target: null,
  drop: null,
  begin(item, x, y) {
    set({ item, at: { x, y } });
    get().move(x, y);
  },
  move(x, y) {
    const { target, over } = get();
    const hit = target?.(x, y) ?? null;
    const next = hit ?? NOTHING;
    const same = next.length === over.length && next.every((id) => over.includes(id));
    set({ at: { x, y }, onCanvas: hit !== null, ...(!same && { over: next }) });
  },
  end() {
    const { item, over, onCanvas, drop } = get();
    set({ item: null, over: NOTHING, onCanvas: false });
    if (item && onCanvas) drop?.({ item, hostIds: over });
  },
  cancel() {
    set({ item: null, over: NOTHING, onCanvas: false });
  },
  attach(target, drop) {
    set({ target, drop });
  },
}));
