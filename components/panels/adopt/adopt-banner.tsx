'use client';

import type { ReactNode } from 'react';
import { useDialogs } from '@/components/live/dialog-store';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { headline, prospect } from './adopt-words';
import { useFound } from './use-found';

/** Tells of tenants that people built by hand, where there are any. */
export function AdoptBanner({
  className,
  otherwise = null,
}: {
  className?: string;
  /** What stands there where nothing was found. */
  otherwise?: ReactNode;
}) {
  const show = useDialogs((dialogs) => dialogs.show);
  const { proposal } = useFound({ reading: false });
  const tenants = proposal?.tenants ?? [];
  const words = headline(tenants);
  if (words === null) return otherwise;
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
        <span className="font-medium">{words}.</span> <span className="text-muted">{prospect(tenants)}</span>
      </Notice>
    </div>
  );
}
