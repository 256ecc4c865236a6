'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { rateText, useRates } from '@/components/live/rates';

/** What a link sends and receives now; nothing until it was read twice. */
export function RatePair({ hostId, link, className }: { hostId: string; link: string; className?: string }) {
  const rate = useRates(hostId, link).at(-1);
  if (!rate) return null;
  return (
    <span className={className}>
      <span className="inline-flex items-center gap-0.5" title="sent">
        <ArrowUp role="img" aria-label="sent" className="size-[1em]" />
        {rateText(rate.txBits)}
      </span>
      <span className="inline-flex items-center gap-0.5" title="received">
        <ArrowDown role="img" aria-label="received" className="size-[1em]" />
        {rateText(rate.rxBits)}
      </span>
    </span>
  );
}

/** Both directions together, for places with room for one number. */
export function RateSum({ hostId, link }: { hostId: string; link: string }) {
  const rate = useRates(hostId, link).at(-1);
  return rate ? <> · {rateText(rate.rxBits + rate.txBits)}</> : null;
}
