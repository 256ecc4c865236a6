'use client';

import { useLive } from '@/components/live/live-store';
import type { ObservedLink, ObservedNamespace } from '@/server/observe/observed';

/** What was last read of a device; null: nothing. */
export function useLink(hostId: string, namespace: string | null, device: string): ObservedLink | null {
  return useLive((state) => {
    const observed = state.hosts[hostId]?.observed;
    const links =
      namespace === null
        ? observed?.links
        : observed?.namespaces.find((one) => one.name === namespace)?.links;
    return links?.find((link) => link.name === device) ?? null;
  });
}

export function useNamespace(hostId: string, name: string): ObservedNamespace | null {
  return useLive(
    (state) => state.hosts[hostId]?.observed?.namespaces.find((one) => one.name === name) ?? null,
  );
}
