'use client';

import { Unplug } from 'lucide-react';
import { useEffect } from 'react';
import { useLive } from '@/components/live/live-store';
import { Age } from '@/components/ui/age';

/** Says plainly that what is on screen is of the past, and since when. Everything marked `live-data` turns grey. */
export function StreamBanner() {
  const connected = useLive((live) => live.connected);
  const lostAt = useLive((live) => live.lostAt);
  useEffect(() => {
    document.documentElement.dataset.stream = connected;
  }, [connected]);
  if (connected !== 'lost') return null;
  return (
    <div
      role="alert"
      className="flex min-h-9 shrink-0 items-center justify-center gap-2 bg-degraded-soft px-4 py-1.5 text-center text-degraded text-sm"
    >
      <Unplug aria-hidden className="size-4 shrink-0" />
      <span>
        The connection to the controller was lost{' '}
        <Age at={lostAt} suffix=" ago" staleAfterMs={Number.POSITIVE_INFINITY} />. What you see is from then;
        trying again by itself.
      </span>
    </div>
  );
}
