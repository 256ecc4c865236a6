'use client';

import { useEffect } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useHasAllTenants } from '@/components/live/me';
import { useOpsClient, useTRPCClient } from '@/components/live/trpc';
import { toast } from '@/components/ui/toast';
import type { Point } from './graph/placement';
import { usePositions } from './positions';

/**
 * Beside the canvas in the console: fetches where people put hosts, and keeps where they put them next. Everybody sees
 * them there: what somebody with some tenants moves, moves for themselves.
 */
export function ConsolePositions() {
  const client = useTRPCClient();
  const hasAll = useHasAllTenants();
  useEffect(() => load(() => client.layout.get.query()), [client]);
  useEffect(
    () =>
      usePositions.subscribe((state, before) => {
        if (state.kept === before.kept || !hasAll) return;
        client.layout.set.mutate({ positions: state.kept }).catch((error: unknown) => {
          toast.warning('The places of the hosts were not kept', {
            description: readApiError(error).sentence,
          });
        });
      }),
    [client, hasAll],
  );
  return null;
}

/** Beside the canvas on the wall: looks at the same places, and again every minute. */
export function OpsPositions() {
  const client = useOpsClient();
  useEffect(() => {
    const look = () => load(() => client.layout.get.query());
    look();
    const timer = setInterval(look, 60_000);
    return () => clearInterval(timer);
  }, [client]);
  return null;
}

function load(fetch: () => Promise<Record<string, Point>>): void {
  // Without them the grid is as good; the connection's loss is told elsewhere.
  fetch().then(usePositions.getState().load, () => undefined);
}
