'use client';

import { useDialogs } from '@/components/live/dialog-store';
import { useLive } from '@/components/live/live-store';
import { UnderlayForm } from './underlay-form';

export function HostUnderlay({ hostId }: { hostId: string }) {
  const close = useDialogs((dialogs) => dialogs.close);
  const host = useLive((state) => state.intent?.hosts.find((one) => one.id === hostId) ?? null);
  const observed = useLive((state) => state.hosts[hostId]?.observed ?? null);
  if (!host || !observed) return null;
  return (
    <UnderlayForm
      host={host}
      observed={observed}
      title={`Underlay of ${host.name}`}
      cancel="Cancel"
      onDone={close}
      onCancel={close}
    />
  );
}
