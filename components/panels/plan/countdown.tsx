'use client';

import { useEffect, useRef } from 'react';
import { onTick, serverNow } from '@/components/ui/clock';

/** Whole seconds until `at` (milliseconds since the epoch, server's clock), ticking; 0 from then on. */
export function Countdown({ at }: { at: number }) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = () => {
      const text = `${Math.max(0, Math.ceil((at - serverNow()) / 1000))} s`;
      if (ref.current && ref.current.textContent !== text) ref.current.textContent = text;
    };
    write();
    return onTick(write);
  }, [at]);
  return <span ref={ref} role="timer" className="font-semibold tabular" />;
}
