'use client';

import { useMemo } from 'react';
import { useLive } from '@/components/live/live-store';
import { type MacOwner, macOwners, ownerOf, ownerText } from '../mac-owners';

export type Owner = { text: string; owner: MacOwner };

/** Whose a MAC is, as seen from a tenant; null: no device's on the hosts that were read. */
export function useOwners(tenantId: string | null): (mac: string) => Owner | null {
  const intent = useLive((state) => state.intent);
  const hosts = useLive((state) => state.hosts);
  return useMemo(() => {
    if (!intent) return () => null;
    const owners = macOwners(intent, hosts);
    const names = new Map(intent.hosts.map(({ id, name }) => [id, name]));
    return (mac) => {
      const owner = ownerOf(owners, mac, tenantId);
      return owner && { owner, text: ownerText(owner, (id) => names.get(id) ?? id) };
    };
  }, [intent, hosts, tenantId]);
}
