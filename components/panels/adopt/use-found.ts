'use client';

import { useQuery } from '@tanstack/react-query';
import { useLive } from '@/components/live/live-store';
import { useTRPC } from '@/components/live/trpc';
import type { HostLive, Proposal } from '@/server/api/types';
import { LINK_GROUP, parseOwnerMark } from '@/server/model/owner';
import type { Observed } from '@/server/observe/observed';

/** Milliseconds between two looks while somebody reads what was found, and otherwise. */
const READING = 2_000;
const IDLE = 10_000;

/** What people built on the hosts. Asked for only where some host has a tunnel that is not Overlane's. */
export function useFound({ reading }: { reading: boolean }): {
  proposal: Proposal | null;
  error: boolean;
  refetch(): void;
} {
  const trpc = useTRPC();
  const tunnels = useLive(({ hosts }) => foreignTunnels(hosts));
  const query = useQuery(
    trpc.adopt.find.queryOptions(undefined, {
      enabled: reading || tunnels > 0,
      refetchInterval: reading ? READING : IDLE,
      // A tunnel that came or went is a reason to look at once.
      staleTime: reading ? 0 : IDLE,
    }),
  );
  return {
    proposal: reading || tunnels > 0 ? (query.data ?? null) : null,
    error: query.isError,
    refetch: () => void query.refetch(),
  };
}

const counted = new WeakMap<Observed, number>();

function foreignTunnels(hosts: Record<string, HostLive>): number {
  let sum = 0;
  for (const { observed } of Object.values(hosts)) {
    if (!observed) continue;
    let count = counted.get(observed);
    if (count === undefined) {
      count = observed.links.filter(
        ({ vxlan, group, alias }) => vxlan !== null && group !== LINK_GROUP && !parseOwnerMark(alias),
      ).length;
      counted.set(observed, count);
    }
    sum += count;
  }
  return sum;
}
