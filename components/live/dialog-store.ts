'use client';

import { create } from 'zustand';
import type { ChangeSummary } from '@/server/api/types';
import type { TenantWish } from '@/server/model/propose';

/**
 * Every dialog of the console, with what it is about. One at a time. Those of tenants, networks and endpoints are
 * `<EditDialogs />` of components/topology/forms/edit-dialogs.tsx, mounted once in the console's layout.
 */
export type OpenDialog =
  | { kind: 'find' }
  | { kind: 'shortcuts' }
  /** What people built on the hosts by hand. */
  | { kind: 'adopt' }
  | { kind: 'host.add' }
  | { kind: 'host.underlay'; hostId: string }
  | { kind: 'host.repin'; hostId: string }
  | { kind: 'host.remove'; hostId: string }
  | { kind: 'tenant.add'; hostIds: string[]; wish?: TenantWish }
  | { kind: 'tenant.set'; tenantId: string }
  | { kind: 'network.add'; tenantId: string | null; hostIds?: string[] }
  | { kind: 'network.set'; tenantId: string; networkId: string }
  | { kind: 'endpoint.add'; tenantId: string | null; hostId: string | null; hostIds?: string[] }
  | { kind: 'endpoint.set'; tenantId: string; endpointId: string }
  /** `key`: of the item. */
  | { kind: 'drift.accept'; key: string }
  /** `since`: what others committed, oldest first. */
  | { kind: 'conflict'; since: ChangeSummary[] };

type DialogState = {
  open: OpenDialog | null;
  show(dialog: OpenDialog): void;
  close(): void;
};

export const useDialogs = create<DialogState>()((set) => ({
  open: null,
  show: (open) => set({ open }),
  close: () => set({ open: null }),
}));
