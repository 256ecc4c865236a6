'use client';

import { create } from 'zustand';

/** Every dialog of the console, with what it is about. One at a time. */
export type OpenDialog =
  | { kind: 'find' }
  | { kind: 'shortcuts' }
  | { kind: 'host.add' }
  | { kind: 'host.underlay'; hostId: string }
  | { kind: 'host.repin'; hostId: string }
  | { kind: 'host.remove'; hostId: string }
  | { kind: 'tenant.add'; hostIds: string[] }
  | { kind: 'tenant.set'; tenantId: string }
  | { kind: 'network.add'; tenantId: string | null }
  | { kind: 'network.set'; tenantId: string; networkId: string }
  | { kind: 'endpoint.add'; tenantId: string | null; hostId: string | null }
  | { kind: 'endpoint.set'; tenantId: string; endpointId: string }
  | { kind: 'conflict' };

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
