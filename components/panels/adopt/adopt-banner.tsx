'use client';

import { useDialogs } from '@/components/live/dialog-store';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { headline } from './adopt-words';
import { useFound } from './use-found';

/** Tells of tenants that people built by hand, where there are any. */
export function AdoptBanner({ className }: { className?: string }) {
  const show = useDialogs((dialogs) => dialogs.show);
  const { proposal } = useFound({ reading: false });
  const words = headline(proposal?.tenants ?? []);
  if (words === null) return null;
  return (
    <div data-testid="adopt-banner" className={className}>
      <Notice
        severity="note"
        action={
          <Button size="sm" onClick={() => show({ kind: 'adopt' })}>
            Look
          </Button>
        }
      >
        <span className="font-medium">{words}.</span>{' '}
        <span className="text-muted">They can be adopted as they are, without losing a packet.</span>
      </Notice>
    </div>
  );
}
