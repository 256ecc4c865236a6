'use client';

import { useSyncExternalStore } from 'react';
import { useDraft } from '@/components/live/draft-store';
import { useLive } from '@/components/live/live-store';
import { onTick, serverNow } from '@/components/ui/clock';
import type { Intent } from '@/server/model/intent';
import { type BuildInput, GraphBuilder } from './graph/build';
import type { FabricGraph } from './graph/fabric-graph';
import { useRefusals } from './refusals';

/** Hosts are read at least every 30 s: after twice that, what is shown of one is of the past. */
export const STALE_AFTER_MS = 60_000;

/** The fabric as a graph, or null until intent is known. Parts that did not change keep their identity. */
export function useFabric(): FabricGraph | null {
  return useSyncExternalStore(subscribe, fabricNow, nothing);
}

/** Intent as drafted; the committed one where nothing is drafted. */
export function useDraftedIntent(): Intent | null {
  const committed = useLive((state) => state.intent);
  const drafted = useDraft((state) => state.view?.intent ?? null);
  return drafted ?? committed;
}

/** The same outside of React, at this moment. */
export function draftedIntent(): Intent | null {
  return useDraft.getState().view?.intent ?? useLive.getState().intent;
}

/** Adds to the draft. Returns why it does not fit, or null. */
export function addToDraft(...entry: Parameters<ReturnType<typeof useDraft.getState>['add']>): string | null {
  return useDraft.getState().add(...entry);
}

/** What the health of a single tunnel is read from, at this moment. */
export function tunnelInput(): Pick<BuildInput, 'statuses' | 'unwell' | 'stale'> {
  const { statuses, unwell } = useLive.getState();
  return { statuses, unwell, stale };
}

const builder = new GraphBuilder();
let built: { input: BuildInput; graph: FabricGraph } | null = null;
let stale: ReadonlySet<string> = new Set();
/** Keys of statuses that changed since the graph was built; null: any may have. */
let touched: Set<string> | null = null;

/** Built once for all who look, and again only when something that it is made of changed. */
function fabricNow(): FabricGraph | null {
  const { intent, hosts, statuses, unwell, drift } = useLive.getState();
  if (!intent) return null;
  if (!built) performance.mark('overlane:known');
  const { refusals } = useRefusals.getState();
  const draft = draftedIntent() ?? intent;
  const input: BuildInput = { intent, draft, hosts, statuses, unwell, stale, refusals, drift };
  const before = built?.input;
  const same =
    before &&
    before.intent === input.intent &&
    before.draft === input.draft &&
    before.hosts === input.hosts &&
    before.statuses === input.statuses &&
    before.stale === input.stale &&
    before.drift === input.drift &&
    before.refusals === input.refusals;
  if (!same) {
    built = { input, graph: builder.build(input, touched) };
    touched = new Set();
  }
  return built?.graph ?? null;
}

function nothing(): null {
  return null;
}

const listeners = new Set<() => void>();
let stop: () => void = nothing;

/** However many look, what changed is taken note of once. */
function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  if (listeners.size === 1) stop = follow();
  return () => {
    listeners.delete(changed);
    if (listeners.size === 0) stop();
  };
}

function follow(): () => void {
  touched = null;
  lookForStale();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const look = () => {
    lookForStale();
    tell();
  };
  const stops = [
    useLive.subscribe((state, before) => {
      if (state.statuses !== before.statuses) {
        if (state.statusNews === null) touched = null;
        else for (const key of state.statusNews) touched?.add(key);
      }
      look();
    }),
    useDraft.subscribe(tell),
    useRefusals.subscribe(tell),
    onTick(look),
  ];
  return () => {
    for (const one of stops) one();
  };
}

function lookForStale(): void {
  const { hosts, knownAt } = useLive.getState();
  const now = serverNow();
  const next = Object.values(hosts).flatMap((host) => {
    const at = knownAt[host.hostId];
    return at !== undefined && (host.state !== 'ready' || now - at > STALE_AFTER_MS) ? [host.hostId] : [];
  });
  if (next.length !== stale.size || !next.every((id) => stale.has(id))) stale = new Set(next);
}
