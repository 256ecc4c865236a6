'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import { useDraft } from '@/components/live/draft-store';
import { useLive } from '@/components/live/live-store';
import { onTick, serverNow } from '@/components/ui/clock';
import type { Intent } from '@/server/model/intent';
import { buildGraph } from './graph/build';
import type { FabricGraph } from './graph/fabric-graph';
import { keep } from './graph/keep';

/** Hosts are read at least every 30 s: after twice that, what is shown of one is of the past. */
export const STALE_AFTER_MS = 60_000;

/** The fabric as a graph, or null until intent is known. Parts that did not change keep their identity. */
export function useFabric(): FabricGraph | null {
  const intent = useLive((state) => state.intent);
  const hosts = useLive((state) => state.hosts);
  const statuses = useLive((state) => state.statuses);
  const draft = useDraftedIntent();
  const stale = useStaleHosts();
  const previous = useRef<FabricGraph | null>(null);
  return useMemo(() => {
    if (!intent) return null;
    const next = buildGraph({ intent, draft: draft ?? intent, hosts, statuses, stale });
    previous.current = keep(previous.current, next);
    return previous.current;
  }, [intent, draft, hosts, statuses, stale]);
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

function useStaleHosts(): ReadonlySet<string> {
  const [stale, setStale] = useState<ReadonlySet<string>>(() => staleHosts());
  useEffect(() => {
    let lookedAt = 0;
    const look = () => {
      const now = serverNow();
      if (now - lookedAt < 1_000) return;
      lookedAt = now;
      setStale((before) => {
        const after = staleHosts();
        return after.size === before.size && [...after].every((id) => before.has(id)) ? before : after;
      });
    };
    const stopTick = onTick(look);
    const stopLive = useLive.subscribe((state, before) => {
      if (state.hosts !== before.hosts) {
        lookedAt = 0;
        look();
      }
    });
    return () => {
      stopTick();
      stopLive();
    };
  }, []);
  return stale;
}

function staleHosts(): Set<string> {
  const { hosts, readAt } = useLive.getState();
  const now = serverNow();
  return new Set(
    Object.values(hosts).flatMap((host) => {
      const at = readAt[host.hostId];
      return at !== undefined && (host.state !== 'ready' || now - at > STALE_AFTER_MS) ? [host.hostId] : [];
    }),
  );
}
